import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

const curl = ['/usr/bin/curl', '/bin/curl', '/usr/local/bin/curl', '/opt/homebrew/bin/curl'].find(existsSync);

/** Answer of a command line: with curl where it is installed, else the same bytes by fetch. */
async function request(
  url: string,
  headers: Record<string, string>,
  form?: Record<string, string>,
): Promise<{ status: number; body: unknown }> {
  if (curl !== undefined) {
    const more = Object.entries({ ...headers }).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const data = form ? ['-d', new URLSearchParams(form).toString()] : [];
    const { stdout } = await promisify(execFile)(curl, ['-s', '-w', '\n%{http_code}', ...more, ...data, url]);
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end)), body: JSON.parse(stdout.slice(0, end)) as unknown };
  }
  const answer = await fetch(url, {
    headers,
    ...(form && { method: 'POST', body: new URLSearchParams(form) }),
  });
  return { status: answer.status, body: await answer.json() };
}

interface OrgState {
  apps: string[];
  origins: string[];
  policies: string[][];
}

describe('the developer portal', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo();
  });
  afterAll(() => demo.close());

  async function signedIn(kind: 'basic' | 'premium', where = demo): Promise<Shopper> {
    const shopper = new Shopper();
    await shopper.signIn(where, kind);
    return shopper;
  }

  /** What the portal may change in the org. */
  async function orgState(where = demo): Promise<OrgState> {
    const read = async <T>(path: string): Promise<T> => {
      const answer = await fetch(where.org + path, { headers: { authorization: `SSWS ${where.apiToken}` } });
      return (await answer.json()) as T;
    };
    const server = where.environment['OKTA_ISSUER']!.split('/').at(-1)!;
    const [apps, origins, policies] = await Promise.all([
      read<{ id: string }[]>('/api/v1/apps?limit=200'),
      read<{ origin: string }[]>('/api/v1/trustedOrigins?limit=200'),
      read<{ conditions: { clients: { include: string[] } } }[]>(
        `/api/v1/authorizationServers/${server}/policies`,
      ),
    ]);
    return {
      apps: apps.map(({ id }) => id).sort(),
      origins: origins.map(({ origin }) => origin).sort(),
      policies: policies.map(({ conditions }) => conditions.clients.include),
    };
  }

  async function register(shopper: Shopper, form: Record<string, string>, where = demo): Promise<string> {
    const answer = await shopper.send(where, '/developer/clients', form);
    expect(answer.status).toBe(303);
    return answer.headers.get('location')!.split('/').at(-1)!;
  }

  const machine = { name: 'Night job', grantType: 'client_credentials' };
  const browserApp = (origin: string) => ({
    name: 'Reader',
    grantType: 'authorization_code',
    redirectUris: `${origin}/callback`,
  });

  test('a client made in the portal gets its token and reads products with curl alone; deleted, invalid_client', async () => {
    const before = await orgState();
    const shopper = await signedIn('basic');
    const id = await register(shopper, machine);
    const shown = await shopper.send(demo, `/developer/clients/${id}/secret`);
    const secret = /<code id="secret">([^<]+)<\/code>/.exec(await shown.text())?.[1];
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const form = { grant_type: 'client_credentials', scope: 'products:read' };
    const token = await request(`${demo.environment['OKTA_ISSUER']}/v1/token`, { authorization }, form);
    expect(token.status).toBe(200);
    const { access_token: accessToken } = token.body as { access_token: string };
    const products = await request(`${demo.shop}/api/products`, { authorization: `Bearer ${accessToken}` });
    expect(products.status).toBe(200);
    expect((products.body as unknown[]).length).toBeGreaterThan(0);
    const orders = await request(`${demo.shop}/api/orders`, { authorization: `Bearer ${accessToken}` });
    expect(orders.status).toBe(403);

    expect((await shopper.send(demo, `/developer/clients/${id}/delete`)).status).toBe(303);
    const refused = await request(`${demo.environment['OKTA_ISSUER']}/v1/token`, { authorization }, form);
    expect(refused.status).toBe(401);
    expect(refused.body).toMatchObject({ errorCode: 'invalid_client' });
    expect(await orgState()).toEqual(before);
    expect(demo.log.join('\n')).not.toContain(secret);
  });

  test('a machine whose tokens are bound to a key: refused without a proof; the code on its page runs as it is', async () => {
    const shopper = await signedIn('basic');
    const id = await register(shopper, { ...machine, isBound: 'on' });
    const html = await (await shopper.send(demo, `/developer/clients/${id}/secret`)).text();
    const secret = /<code id="secret">([^<]+)<\/code>/.exec(html)![1]!;
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const form = { grant_type: 'client_credentials', scope: 'products:read' };
    const refused = await request(`${demo.environment['OKTA_ISSUER']}/v1/token`, { authorization }, form);
    expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_dpop_proof' } });

    const escaped = /<pre id="sample-code"[^>]*>([^<]+)<\/pre>/.exec(html)![1]!;
    const code = escaped
      .replace(/&#39;|&#x27;/g, "'")
      .replaceAll('&gt;', '>')
      .replaceAll('&amp;', '&');
    const env = { ...process.env, CLIENT_SECRET: secret };
    const run = promisify(execFile);
    const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { env });
    expect(stdout).toMatch(/^200 \[[^]*itemId/);
  });

  test('the console passes the page’s proof on, and nothing that is no proof', async () => {
    const shopper = await signedIn('basic');
    const id = await register(shopper, { ...machine, isBound: 'on' });
    const csrf = await shopper.csrf(demo);
    const ask = (proof: string) =>
      shopper.fetch(`${demo.shop}/developer/clients/${id}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
        body: JSON.stringify({ scope: 'products:read', proof }),
      });
    expect((await ask('not a proof')).status).toBe(400);
    const call = (await (await ask('e30.e30.e30')).json()) as Record<string, unknown>;
    expect(call).toMatchObject({ status: 400, requestHeaders: { DPoP: 'e30.e30.e30' } });
    expect(call['responseBody']).toContain('invalid_dpop_proof');
    // The shop's own tokens are still bearer tokens, and help on the home page does not say otherwise.
    expect((await shopper.open(demo.shop)).html).not.toContain('bound to a key');
  });

  test('a browser app may redeem its codes from its pages; no origin is trusted by the whole org for it', async () => {
    const before = await orgState();
    const shopper = await signedIn('basic');
    const origin = 'https://reader.example';
    const id = await register(shopper, browserApp(origin));
    const made = await orgState();
    expect(made.origins).toEqual(before.origins);
    expect(made.policies.flat()).toContain(id);
    const cors = async (url: string): Promise<unknown[]> => {
      const asked = { origin, 'access-control-request-method': 'POST' };
      const preflight = await fetch(url, { method: 'OPTIONS', headers: asked });
      const { headers } = await fetch(url, { method: 'POST', headers: { origin } });
      return [preflight.headers, headers].flatMap((given) => [
        given.get('access-control-allow-origin'),
        given.get('access-control-allow-credentials'),
      ]);
    };
    const issuer = demo.environment['OKTA_ISSUER'] ?? '';
    expect(await cors(`${issuer}/v1/token`)).toEqual([origin, null, origin, null]);
    for (const path of ['/api/v1/users/me', '/api/v1/sessions/me', '/idp/idx/introspect', '/api/v1/authn'])
      expect(await cors(demo.org + path), path).toEqual([null, null, null, null]);
    await shopper.send(demo, `/developer/clients/${id}/delete`);
    expect(await cors(`${issuer}/v1/token`)).toEqual([null, null, null, null]);
    expect(await orgState()).toEqual(before);
  });

  test('many at once: every client is in the policy, and every deletion takes its own out', async () => {
    const before = await orgState();
    const shopper = await signedIn('basic');
    const names = Array.from({ length: 5 }, (_, index) => ({ ...machine, name: `Job ${index}` }));
    const ids = await Promise.all(names.map((form) => register(shopper, form)));
    expect((await orgState()).policies.flat()).toEqual(expect.arrayContaining(ids));
    await Promise.all(ids.map((id) => shopper.send(demo, `/developer/clients/${id}/delete`)));
    expect(await orgState()).toEqual(before);
  });

  test('twenty clients a person, however many are asked for at once', async () => {
    const before = await orgState();
    const shopper = await signedIn('premium');
    const csrf = await shopper.csrf(demo);
    const names = Array.from({ length: 24 }, (_, index) => ({ ...machine, name: `Many ${index}` }));
    const answers = await Promise.all(
      names.map((form) => shopper.post(`${demo.shop}/developer/clients`, { ...form, _csrf: csrf })),
    );
    const made = answers.filter(({ status }) => status === 303);
    expect(made).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(4);
    for (const answer of made) await shopper.send(demo, `${answer.headers.get('location')!}/delete`);
    expect(await orgState()).toEqual(before);
  });

  test('what is not valid is told by field and makes nothing', async () => {
    const before = await orgState();
    const shopper = await signedIn('basic');
    const problems: [Record<string, string>, RegExp][] = [
      [{ ...machine, name: '' }, /Give the client a name/],
      [{ ...machine, name: 'x'.repeat(61) }, /at most 60 characters/],
      [{ ...browserApp('https://a.example'), redirectUris: '' }, /Enter at least one address/],
      [{ ...browserApp('https://a.example'), redirectUris: 'callback' }, /is not an absolute address/],
      [browserApp('http://a.example'), /must begin with https/],
      [
        { ...browserApp('https://a.example'), redirectUris: 'https://a.example/#x' },
        /must not have a fragment/,
      ],
      [
        { ...browserApp('https://a.example'), redirectUris: 'https://*.example/x' },
        /must not have a wildcard/,
      ],
      [{ ...browserApp('https://a.example'), redirectUris: 'https://u:p@a.example/' }, /user name/],
      [{ ...browserApp('https://a.example'), redirectUris: 'javascript:alert(1)' }, /must begin with https/],
    ];
    for (const [form, said] of problems) {
      const answer = await shopper.send(demo, '/developer/clients', form);
      expect(answer.status).toBe(400);
      expect(await answer.text()).toMatch(said);
    }
    expect(await orgState()).toEqual(before);
  });

  test('another person finds no such client, and may do nothing with it', async () => {
    const owner = await signedIn('basic');
    const id = await register(owner, machine);
    const other = await signedIn('premium');
    expect((await other.fetch(`${demo.shop}/developer/clients/${id}`)).status).toBe(404);
    for (const action of ['secret', 'delete', 'token'])
      expect((await other.send(demo, `/developer/clients/${id}/${action}`)).status).toBe(404);
    expect((await other.open(`${demo.shop}/developer`)).html).not.toContain(id);
    expect((await owner.open(`${demo.shop}/developer`)).html).toContain(id);
    await owner.send(demo, `/developer/clients/${id}/delete`);
  });

  test('without a session 401, with a forged form 403, and nothing is made', async () => {
    const before = await orgState();
    expect((await new Shopper().fetch(`${demo.shop}/developer`)).status).toBe(401);
    const shopper = await signedIn('basic');
    const forged = await shopper.post(`${demo.shop}/developer/clients`, { ...machine, _csrf: 'forged' });
    expect(forged.status).toBe(403);
    const revoked = await shopper.post(`${demo.shop}/portfolio/consents/0oax/revoke`, {});
    expect(revoked.status).toBe(403);
    expect(await orgState()).toEqual(before);
  });

  test('only origins of registered clients get CORS headers, and only for a person’s own orders', async () => {
    const ask = async (path: string, origin: string): Promise<string | null> => {
      const preflight = await fetch(demo.shop + path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'GET',
          'access-control-request-headers': 'authorization',
        },
      });
      const actual = await fetch(demo.shop + path, { headers: { origin } });
      expect(actual.headers.get('access-control-allow-origin')).toBe(
        preflight.headers.get('access-control-allow-origin'),
      );
      expect(actual.headers.has('access-control-allow-credentials')).toBe(false);
      return actual.headers.get('access-control-allow-origin');
    };
    const shopper = await signedIn('basic');
    const id = await register(shopper, browserApp('https://cors.example'));
    expect(await ask('/api/users/00u/orders', 'https://cors.example')).toBe('https://cors.example');
    expect(await ask('/api/orders/00u', 'https://cors.example')).toBe('https://cors.example');
    expect(await ask('/api/users/00u/orders', 'https://evil.example')).toBeNull();
    expect(await ask('/api/users/00u/orders', 'null')).toBeNull();
    expect(await ask('/api/products', 'https://cors.example')).toBeNull();
    await shopper.send(demo, `/developer/clients/${id}/delete`);
    expect(await ask('/api/users/00u/orders', 'https://cors.example')).toBeNull();
  });

  describe('when Okta refuses halfway', () => {
    let lame: Demo;
    beforeAll(async () => {
      lame = await startDemo({ environment: { FF_PORTFOLIO_CLIENT_GROUP: '00gdoesnotexist00000' } });
    });
    afterAll(() => lame.close());

    test('nothing is left behind, and the form says what happened', async () => {
      const before = await orgState(lame);
      const shopper = await signedIn('basic', lame);
      const answer = await shopper.send(lame, '/developer/clients', browserApp('https://half.example'));
      expect(answer.status).toBe(502);
      const html = await answer.text();
      expect(html).toContain('The previous steps were undone.');
      expect(html).toContain('00gdoesnotexist00000');
      expect(html).toContain('value="Reader"');
      expect(await orgState(lame)).toEqual(before);
      expect((await shopper.open(`${lame.shop}/developer`)).html).toContain('No clients yet');
    });

    test('an org that does not answer is said so', async () => {
      const shopper = await signedIn('basic', lame);
      const csrf = await shopper.csrf(lame);
      await lame.stopOrg();
      const answer = await shopper.post(`${lame.shop}/developer/clients`, { ...machine, _csrf: csrf });
      expect(answer.status).toBe(502);
      expect(await answer.text()).toContain('Okta is not responding');
      const portfolio = await shopper.open(`${lame.shop}/portfolio`);
      expect(portfolio.html).toContain('cannot be shown right now');
      const profile = await shopper.open(`${lame.shop}/profile`);
      expect(profile.response.status).toBe(503);
      expect(profile.html).toContain('The Okta org is not responding');
    });
  });

  test('switched off, the pages say which variable is missing', async () => {
    const off = await startDemo({ environment: { FF_DEVELOPER: 'false', FF_PORTFOLIO: 'false' } });
    try {
      const shopper = await signedIn('basic', off);
      const portal = await shopper.open(`${off.shop}/developer`);
      expect(portal.response.status).toBe(404);
      expect(portal.html).toContain('<code>FF_DEVELOPER</code>');
      expect(portal.html).not.toContain('href="/developer"');
      expect((await shopper.open(`${off.shop}/portfolio`)).html).toContain('<code>FF_PORTFOLIO</code>');
    } finally {
      await off.close();
    }
  });
});
