import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { manage } from '../helpers/idps/idps.ts';
import { Shopper } from '../helpers/shopper.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());

const title = (html: string): string => /<h1>([^<]*)<\/h1>/.exec(html)?.[1] ?? '';

describe('signing in', () => {
  test('asks Okta with state, nonce and PKCE, and for the configured scopes', async () => {
    const response = await new Shopper().fetch(`${demo.shop}/login/okta`);
    const url = new URL(response.headers.get('location')!);
    expect(url.origin + url.pathname).toBe(`${demo.environment['OKTA_ISSUER']!}/v1/authorize`);
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      client_id: demo.environment['OKTA_CLIENT_ID'],
      response_type: 'code',
      redirect_uri: `${demo.shop}/login/okta/authorized`,
      code_challenge_method: 'S256',
      scope: 'openid profile email offline_access products:read orders:create',
    });
    for (const name of ['state', 'nonce', 'code_challenge'])
      expect(url.searchParams.get(name), name).toMatch(/^[\w-]{43}$/);
  });

  test('ends at home with both tokens decoded and every check passed', async () => {
    const html = await new Shopper().signIn(demo, 'basic');
    expect(title(html)).toBe('Welcome, Ada');
    for (const text of [
      'ID token',
      'Access token',
      'preferred_username',
      'feature_access',
      'ada@example.com',
    ])
      expect(html).toContain(text);
    expect(html.match(/class="check is-ok"/g)).toHaveLength(8);
    expect(html).not.toContain('is-bad');
  });

  test('its cookie is HttpOnly and SameSite=Lax, and another one than before signing in', async () => {
    const visitor = new Shopper();
    const callback = await visitor.signInUpToCallback(demo, 'basic');
    const name = `multidemo-${new URL(demo.shop).port}`;
    const before = visitor.cookie(name);
    const response = await visitor.fetch(callback);
    expect(visitor.cookie(name)).not.toBe(before);
    const line = response.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
    expect(line).toMatch(/httponly/i);
    expect(line).toMatch(/samesite=lax/i);
  });

  test('goes back to the page that was asked for, and to no other site', async () => {
    const visitor = new Shopper();
    const back = await visitor.open(
      await visitor.signInUpToCallback(demo, 'basic', '/login/okta?return=/products'),
    );
    expect(back.url).toBe(`${demo.shop}/products`);
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/%09/evil.example',
    '/\t/evil.example',
    '/.//evil.example/x',
    '/./\\evil.example',
    '/x/..//evil.example',
    '/x/../%2e//evil.example',
    '/%2e//evil.example/x',
    '/%2e%2e//evil.example/x',
    '/%2E%2e/.%2e//evil.example',
    '/.\n//evil.example',
    '/x/../../\\/evil.example',
  ])('a return to %j stays in the shop', async (evil) => {
    const visitor = new Shopper();
    const start = `/login/okta?return=${encodeURIComponent(evil)}`;
    const landed = await visitor.open(await visitor.signInUpToCallback(demo, 'basic', start));
    expect(new URL(landed.url).origin).toBe(demo.shop);
    const elsewhere = `iss=${encodeURIComponent(demo.org)}&target_link_uri=${encodeURIComponent(evil)}`;
    const begun = await visitor.open(`${demo.shop}/login/okta/authorized?${elsewhere}`);
    expect(new URL(begun.url).origin).toBe(demo.shop);
  });

  test('an address that begins with two slashes is not offered as a link to another site', async () => {
    const answer = await fetch(`${demo.shop}//evil.example/x`, { headers: { accept: 'text/html' } });
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('href="//evil');
  });

  test('two tabs, each finished in turn: no state mismatch', async () => {
    const visitor = new Shopper();
    const first = await visitor.fetch(`${demo.shop}/login/okta`);
    const second = await visitor.signInUpToCallback(demo, 'basic');
    expect(title((await visitor.open(second)).html)).toBe('Welcome, Ada');
    const landed = await visitor.open(first.headers.get('location')!);
    expect([landed.url, title(landed.html)]).toEqual([`${demo.shop}/`, 'Welcome, Ada']);
  });

  test('a reload of the callback, or Back to it, ends at home', async () => {
    const visitor = new Shopper();
    const callback = await visitor.signInUpToCallback(demo, 'basic');
    await visitor.open(callback);
    const again = await visitor.open(callback);
    expect([again.url, title(again.html)]).toEqual([`${demo.shop}/`, 'Welcome, Ada']);
  });

  test("another browser's callback is explained and used by nobody", async () => {
    const callback = await new Shopper().signInUpToCallback(demo, 'basic');
    const stranger = await new Shopper().open(callback);
    expect(stranger.response.status).toBe(400);
    expect(title(stranger.html)).toBe('This sign-in was not started here');
    expect(stranger.html).toContain('login CSRF');
  });

  test('a cookie the shop no longer knows counts as none', async () => {
    const cookie = `multidemo-${new URL(demo.shop).port}=stale`;
    const home = await fetch(demo.shop, { headers: { cookie } });
    expect([home.status, await home.text()]).toEqual([200, expect.stringContaining('Sign in')]);
    const begun = await fetch(`${demo.shop}/login/okta`, { headers: { cookie }, redirect: 'manual' });
    expect(begun.headers.getSetCookie().join()).toMatch(/multidemo-\d+=(?!stale)[\w-]{43}/);
  });

  test('a callback with nothing in it says what is missing', async () => {
    const { response, html } = await new Shopper().open(`${demo.shop}/login/okta/authorized`);
    expect([response.status, title(html)]).toEqual([400, 'Something is missing from this address']);
  });

  test('an error from Okta is shown word for word', async () => {
    const visitor = new Shopper();
    const begun = await visitor.fetch(`${demo.shop}/login/okta`);
    const state = new URL(begun.headers.get('location')!).searchParams.get('state')!;
    const callback = `${demo.shop}/login/okta/authorized?state=${state}&error=access_denied&error_description=Policy+says+no`;
    const { response, html } = await visitor.open(callback);
    expect(response.status).toBe(403);
    expect(html).toContain('access_denied');
    expect(html).toContain('Policy says no');
  });

  test('the org no longer knows the app when the code is redeemed: what it says is shown', async () => {
    const visitor = new Shopper();
    const callback = await visitor.signInUpToCallback(demo, 'basic');
    const app = `/api/v1/apps/${demo.environment['OKTA_CLIENT_ID']!}/lifecycle`;
    await manage(demo.sandbox, 'POST', `${app}/deactivate`);
    try {
      const { response, html } = await visitor.open(callback);
      expect(response.status).toBe(502);
      expect(html).toContain('invalid_client');
      expect(html).toContain('Invalid value for &#39;client_id&#39; parameter.');
    } finally {
      await manage(demo.sandbox, 'POST', `${app}/activate`);
    }
  });

  test('a tile on the dashboard of our own org begins a sign-in; another org is refused', async () => {
    const visitor = new Shopper();
    const own = `${demo.shop}/login/okta/authorized?iss=${encodeURIComponent(demo.org)}`;
    expect((await visitor.fetch(own)).headers.get('location')).toMatch(/^\/login\/okta/);
    const other = await visitor.open(`${demo.shop}/login/okta/authorized?iss=https%3A%2F%2Fevil.example`);
    expect([other.response.status, title(other.html)]).toEqual([
      400,
      'This sign-in comes from a different org',
    ]);
  });
});

describe('pages that need a person', () => {
  test('answer 401 with an explanation and the way back', async () => {
    const { response, html } = await new Shopper().open(`${demo.shop}/orders`);
    expect([response.status, title(html)]).toEqual([401, 'Please sign in first']);
    expect(html).toContain('/login/okta?return=%2Forders');
  });

  test('/token gives the access token to pages of the shop only', async () => {
    const visitor = new Shopper();
    await visitor.signIn(demo, 'basic');
    const own = await visitor.fetch(`${demo.shop}/token`, { headers: { 'sec-fetch-site': 'same-origin' } });
    expect(await own.json()).toMatchObject({ token_type: 'Bearer' });
    const foreign = await visitor.fetch(`${demo.shop}/token`, {
      headers: { 'sec-fetch-site': 'cross-site' },
    });
    expect(foreign.status).toBe(403);
    const nobody = await new Shopper().fetch(`${demo.shop}/token`, {
      headers: { accept: 'application/json' },
    });
    expect([nobody.status, nobody.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
  });
});

describe('signing out', () => {
  test('ends both sessions, and the refresh token', async () => {
    const visitor = new Shopper();
    await visitor.signIn(demo, 'basic');
    const response = await visitor.send(demo, '/logout');
    expect(response.status).toBe(303);
    expect(response.headers.get('clear-site-data')).toBe('"cache", "storage"');
    const atOkta = response.headers.get('location')!;
    expect(atOkta).toMatch(`${demo.environment['OKTA_ISSUER']!}/v1/logout?`);
    const { html, url } = await visitor.open(atOkta);
    expect(url).toContain('state=signed-out');
    expect(html).toContain('You are signed out, here and at Okta.');
    expect((await visitor.open(`${demo.shop}/orders`)).response.status).toBe(401);
    // Okta asks for the password again: the next sign-in does not come straight back.
    const again = await visitor.open(`${demo.shop}/login/okta`);
    expect(new URL(again.url).origin).toBe(demo.org);
  });

  test('a forged form changes nothing', async () => {
    const visitor = new Shopper();
    await visitor.signIn(demo, 'basic');
    const csrf = await visitor.csrf(demo);
    expect((await visitor.post(`${demo.shop}/logout`, { _csrf: 'guessed' })).status).toBe(403);
    const foreign = await visitor.fetch(`${demo.shop}/logout`, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: csrf }),
      headers: { origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    expect((await visitor.open(`${demo.shop}/orders`)).response.status).toBe(200);
  });
});

describe('a session outlives its access token', () => {
  afterEach(() => {
    vi.useRealTimers();
  });
  const later = (minutes: number): void => {
    vi.setSystemTime(Date.now() + minutes * 60_000);
  };
  const tokenOf = async (visitor: Shopper): Promise<{ access_token: string; expires_in: number }> =>
    (await (await visitor.fetch(`${demo.shop}/token`)).json()) as {
      access_token: string;
      expires_in: number;
    };

  test('the tokens are renewed shortly before they expire, once for any number of requests', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const visitor = new Shopper();
    await visitor.signIn(demo, 'basic');
    const before = await tokenOf(visitor);
    later(before.expires_in / 60 - 0.5);
    const all = await Promise.all(Array.from({ length: 8 }, () => tokenOf(visitor)));
    expect(new Set(all.map((one) => one.access_token)).size).toBe(1);
    expect(all[0]?.access_token).not.toBe(before.access_token);
    expect(all[0]?.expires_in).toBeGreaterThan(200);
    expect(title((await visitor.open(demo.shop)).html)).toBe('Welcome, Ada');
  });

  test('but a day after the sign-in it ends, however much it is used', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const visitor = new Shopper();
    await visitor.signIn(demo, 'basic');
    for (let hours = 0; hours < 20; hours += 10) {
      later(10 * 60);
      expect((await visitor.open(`${demo.shop}/orders`)).response.status).toBe(200);
    }
    later(4 * 60);
    expect((await visitor.open(`${demo.shop}/orders`)).response.status).toBe(401);
  });
});
