import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../helpers/oauth-org.ts';

const library = dirname(createRequire(import.meta.url).resolve('@okta/okta-auth-js/package.json'));
const script = readFileSync(join(library, 'dist/okta-auth-js.min.js'), 'utf8');

/** Okta's SDK for browsers, unmodified, in an app of one page. */
describe.skipIf(noBrowser)(named('okta-auth-js'), () => {
  let browser: Browser;
  let web: Server;
  let origin: string;
  let org: OAuthOrg;
  let app: OAuthApp;
  let ada: Body;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    [browser, org] = await Promise.all([launchBrowser(), startOAuthOrg()]);
    web = createServer((request, response) => {
      const isScript = request.url === '/okta-auth-js.js';
      response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
      response.end(isScript ? script : pageOf(app, scopes));
    });
    await new Promise<void>((resolve) => web.listen(0, 'localhost', resolve));
    origin = `http://localhost:${(web.address() as AddressInfo).port}`;
    app = await org.app(
      {
        application_type: 'browser',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${origin}/callback`],
        post_logout_redirect_uris: [`${origin}/signed-out`],
      },
      'none',
    );
    await org.must('POST', '/api/v1/trustedOrigins', {
      name: 'App',
      origin,
      scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }],
    });
    ada = await org.person();
  });
  afterAll(async () => {
    expect(org.faults).toEqual([]);
    await browser.close();
    web.closeAllConnections();
    web.close();
    await org.close();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
  });
  afterEach(() => context.close());

  let scopes: readonly string[];
  const pageOf = ({ clientId }: OAuthApp, asked: readonly string[]): string => `<!doctype html>
    <link rel="icon" href="data:,"><script src="/okta-auth-js.js"></script><script>
    const auth = new OktaAuth(${JSON.stringify({
      issuer: `${org.url}/oauth2/default`,
      clientId,
      redirectUri: `${origin}/callback`,
      postLogoutRedirectUri: `${origin}/signed-out`,
      scopes: asked,
    })});</script>`;

  /** Signs in on the way that the SDK takes: to the org and back, by a session token. */
  async function signIn(asked: readonly string[]): Promise<void> {
    scopes = asked;
    await page.goto(`${origin}/`);
    const sessionToken = await org.sessionToken(ada.profile.login);
    await Promise.all([
      page.waitForURL(`${origin}/callback**`),
      page.evaluate(`void auth.token.getWithRedirect({ sessionToken: ${JSON.stringify(sessionToken)} })`),
    ]);
    await page.evaluate(
      'auth.token.parseFromUrl().then(({ tokens }) => auth.tokenManager.setTokens(tokens))',
    );
    expect(await page.evaluate('auth.isAuthenticated()')).toBe(true);
  }

  it.each([
    ['in a frame', ['openid', 'profile', 'email']],
    ['by a refresh token', ['openid', 'profile', 'email', 'offline_access']],
  ])('signs in, asks who it is, renews %s, introspects and signs out', async (_, asked) => {
    await signIn(asked);
    expect(await page.evaluate('auth.getUser()')).toMatchObject({ sub: ada.id, name: 'Ada Lovelace' });
    const [before, after] = await page.evaluate<[string, string]>(`(async () => {
      const first = auth.getAccessToken();
      await auth.tokenManager.renew('accessToken');
      return [first, auth.getAccessToken()];
    })()`);
    expect(after).not.toBe(before);
    for (const kind of ['accessToken', 'idToken'])
      expect(
        await page.evaluate(`auth.token.introspect('${kind}', auth.tokenManager.getTokensSync().${kind})`),
      ).toMatchObject({ active: true });
    await Promise.all([
      page.waitForURL(`${origin}/signed-out`),
      page.evaluate('void auth.signOut({ clearTokensBeforeRedirect: true })'),
    ]);
    expect(await page.evaluate('auth.isAuthenticated()')).toBe(false);
    const { body } = await org.postAs(app, 'default', 'introspect', { token: after });
    expect(body).toEqual({ active: false });
  });
});
