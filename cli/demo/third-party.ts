import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt } from 'jose';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Browser, Visit } from './browser.ts';
import { redirectOf } from './browser.ts';
import type { Ground } from './ground.ts';
import { HostedPage } from './hosted-page.ts';
import type { Names } from './names.ts';

const tokens = z.object({ access_token: z.string() });
type Answered = (who: string | undefined, visit: Visit, claims?: Record<string, unknown>) => void;

/**
 * What the sample third-party app does in the browser: asks Okta for the person's orders (authorization code with PKCE),
 * and reads them from the shop's API. Okta's answer is observed as an answer of `/callback`.
 * @throws UserError if Okta does something other than the script expects
 */
export async function askThirdParty(
  { config, control }: Ground,
  names: Names,
  browser: Browser,
  answer: 'accept' | 'refuse' | 'silent',
  seen: Answered,
): Promise<void> {
  const { issuer } = config.okta;
  const app = config.features.sampleAppUrl;
  if (app === undefined) throw new UserError('There is no sample app: SAMPLE_APP_URL is not set.');
  const clientId = await names.text('{client}');
  const verifier = randomBytes(32).toString('base64url');
  const redirectUri = `${app}/callback`;
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid orders:read:user',
    redirect_uri: redirectUri,
    state: randomBytes(12).toString('base64url'),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const first = await browser.send(`${issuer}/v1/authorize?${query.toString()}`);
  const asked = redirectOf(first);
  const back =
    asked?.origin === app ? asked : await consent(browser, first, answer, app, control !== undefined);
  const code = back.searchParams.get('code');
  if (answer === 'silent' && asked?.origin !== app) throw new UserError('Okta asks for consent again.');
  if (answer !== 'silent' && asked?.origin === app && code !== null)
    throw new UserError('Okta does not ask for consent: it was given before.');
  if (code === null) {
    const said = `${back.searchParams.get('error') ?? ''}: ${back.searchParams.get('error_description') ?? ''}`;
    seen(undefined, { method: 'GET', url: back, status: 403, text: said, headers: new Headers() });
    return;
  }
  const form = { grant_type: 'authorization_code', client_id: clientId, redirect_uri: redirectUri };
  const given = await fetch(`${issuer}/v1/token`, {
    method: 'POST',
    headers: { origin: app },
    body: new URLSearchParams({ ...form, code, code_verifier: verifier }),
  });
  const { access_token: token } = tokens.parse(await given.json());
  const claims = decodeJwt(token);
  const url = new URL(`${config.appUrl}/api/users/${String(claims['uid'])}/orders`);
  const listed = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const visit = { method: 'GET', url, status: listed.status, headers: listed.headers };
  seen(undefined, { ...visit, text: await listed.text() }, claims);
}

async function consent(
  browser: Browser,
  first: Visit,
  answer: 'accept' | 'refuse' | 'silent',
  app: string,
  isSandbox: boolean,
): Promise<URL> {
  const to = redirectOf(first);
  if (!to) throw new UserError(`Okta refused the app: ${first.status}.`);
  const page = isSandbox ? await HostedPage.from(browser, await browser.open(to.href)) : undefined;
  if (!page) throw new UserError('Users give consent on Okta’s own page, which needs a browser.');
  if (!page.asks.includes('consent'))
    throw new UserError(`Okta did not ask for consent, but for ${page.state}`);
  await page.proceed('consent', { consent: answer === 'accept' });
  const back = await page.leaveTo(app);
  if (back) return back;
  throw new UserError('Okta did not redirect back to the app.');
}
