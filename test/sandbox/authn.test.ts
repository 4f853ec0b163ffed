import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { Visitor } from '../helpers/visitor.ts';

let demo: Demo;
const clock = { now: Date.now() };

beforeAll(async () => {
  demo = await startDemo({ clock: () => clock.now });
});
afterAll(() => demo.close());

type Json = Record<string, unknown>;

async function authn(path: string, body: Json): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${demo.org}/api/v1/authn${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

const signInAs = (kind: Parameters<typeof person>[0]) => {
  const { login, password } = person(kind);
  return authn('', { username: login, password });
};

/** The hidden frame's request of auth-js: `prompt=none` with a session token. */
function frameUrl(parameters: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_id: demo.environment.OKTA_CLIENT_ID!,
    redirect_uri: `${demo.shop}/implicit/callback`,
    response_type: 'code',
    response_mode: 'okta_post_message',
    scope: 'openid profile email',
    prompt: 'none',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
    ...parameters,
  });
  return `${demo.environment.OKTA_ISSUER!}/v1/authorize?${query.toString()}`;
}

/** What the page would post, and to which origin. */
async function messageOf(response: Response) {
  const html = await response.text();
  const attribute = (name: string): string =>
    (new RegExp(`data-${name}="([^"]*)"`).exec(html)?.[1] ?? '').replaceAll('&quot;', '"');
  return { target: attribute('target'), answer: JSON.parse(attribute('answer')) as Json };
}

describe('primary authentication', () => {
  test('a right password gives a session token and the person', async () => {
    const { status, body } = await signInAs('basic');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: 'SUCCESS',
      sessionToken: expect.stringMatching(/^20111\w+$/) as string,
      _embedded: {
        user: {
          id: expect.stringMatching(/^00u/) as string,
          profile: { login: 'ada@example.com', firstName: 'Ada', lastName: 'Lovelace', locale: 'en' },
        },
      },
    });
    expect(Date.parse(String(body.expiresAt)) - clock.now).toBeLessThanOrEqual(5 * 60 * 1000);
  });

  test('a wrong password and an unknown person look the same', async () => {
    const wrong = await authn('', { username: 'ada@example.com', password: 'wrong' });
    const unknown = await authn('', { username: 'nobody@example.com', password: 'wrong' });
    const expected = { errorCode: 'E0000004', errorSummary: 'Authentication failed', errorCauses: [] };
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(wrong.body).toMatchObject(expected);
    expect(unknown.body).toMatchObject(expected);
  });

  test('an unknown state token is 401', async () => {
    expect(await authn('', { stateToken: '00nothing' })).toMatchObject({
      status: 401,
      body: { errorCode: 'E0000011' },
    });
  });
});

describe('session tokens', () => {
  test('one gives an authorization code, once, by okta_post_message', async () => {
    const { body } = await signInAs('basic');
    const sessionToken = String(body.sessionToken);
    const response = await new Visitor().fetch(frameUrl({ sessionToken }));
    expect(response.status).toBe(200);
    expect(response.headers.get('x-frame-options')).toBeNull();
    expect(response.headers.get('content-security-policy')).toContain(`frame-ancestors ${demo.shop}`);
    expect(await messageOf(response)).toEqual({
      target: demo.shop,
      answer: { code: expect.stringMatching(/.{20,}/) as string, state: 'the-state' },
    });
    expect(await messageOf(await new Visitor().fetch(frameUrl({ sessionToken })))).toEqual({
      target: demo.shop,
      answer: {
        error: 'login_required',
        error_description: 'The client specified not to prompt, but the user is not logged in.',
        state: 'the-state',
      },
    });
  });

  test('one lives five minutes', async () => {
    const { body } = await signInAs('basic');
    clock.now += 5 * 60 * 1000 + 1000;
    const response = await new Visitor().fetch(frameUrl({ sessionToken: String(body.sessionToken) }));
    expect((await messageOf(response)).answer).toMatchObject({ error: 'login_required' });
  });

  test('sessionCookieRedirect makes a session and goes only where it may', async () => {
    const visitor = new Visitor();
    const open = (token: unknown, redirectUrl: string) =>
      visitor.fetch(
        `${demo.org}/login/sessionCookieRedirect?${new URLSearchParams({ checkAccountSetupComplete: 'true', token: String(token), redirectUrl }).toString()}`,
      );
    const { body } = await signInAs('basic');
    expect((await open(body.sessionToken, 'https://evil.example/')).status).toBe(400);
    const response = await open(body.sessionToken, `${demo.shop}/products`);
    expect([response.status, response.headers.get('location')]).toEqual([302, `${demo.shop}/products`]);
    expect((await open(body.sessionToken, demo.shop)).status).toBe(403);
    const me = await visitor.fetch(`${demo.org}/api/v1/sessions/me`);
    expect(await me.json()).toMatchObject({ login: 'ada@example.com', status: 'ACTIVE', amr: ['pwd'] });
  });
});

describe('the session of the browser', () => {
  test('is read, refreshed and ended by its cookie', async () => {
    const visitor = new Visitor();
    const me = `${demo.org}/api/v1/sessions/me`;
    expect((await visitor.fetch(me)).status).toBe(404);
    const { body } = await signInAs('premium');
    await visitor.fetch(frameUrl({ sessionToken: String(body.sessionToken) }));
    const before = (await (await visitor.fetch(me)).json()) as Json;
    clock.now += 60_000;
    const refreshed = await visitor.fetch(`${me}/lifecycle/refresh`, { method: 'POST' });
    const after = (await refreshed.json()) as Json;
    expect(Date.parse(String(after.expiresAt)) - Date.parse(String(before.expiresAt))).toBe(60_000);
    const foreign = { method: 'DELETE', headers: { origin: 'https://evil.example' } };
    expect((await visitor.fetch(me, foreign)).status).toBe(403);
    expect((await visitor.fetch(me, { method: 'DELETE' })).status).toBe(204);
    expect((await visitor.fetch(me)).status).toBe(404);
  });
});
