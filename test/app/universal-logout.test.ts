/** The org ends a user's access: the open page says so, the session is gone, and the API refuses the token. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { callerOf, type Call } from '../helpers/call.ts';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { type HookService, startHookService } from '../helpers/hook-service.ts';
import { Shopper } from '../helpers/shopper.ts';

let demo: Demo;
let call: Call;
let passed = 0;
let shopper: Shopper;
let userId: string;
let token: string;

beforeAll(async () => {
  demo = await startDemo({
    clock: () => Date.now() + passed,
    environment: { FF_EVENTS: 'true' },
  });
  call = callerOf(demo.sandbox);
  await call('POST', `/api/v1/eventHooks/${demo.environment['FF_EVENTS_HOOK_ID']!}/lifecycle/verify`);
  userId = (await call('GET', `/api/v1/users/${person('basic').login}`)).id;
});
afterAll(() => demo.close());
beforeEach(async () => {
  passed += 2000; // a token says only in which second it was issued
  shopper = new Shopper();
  await shopper.signIn(demo, 'basic');
  const given = await shopper.fetch(`${demo.shop}/token`);
  token = ((await given.json()) as { access_token: string }).access_token;
  expect(await api()).toBe(200);
  passed += 2000;
});

const api = async (): Promise<number> =>
  (await fetch(`${demo.shop}/api/products`, { headers: { authorization: `Bearer ${token}` } })).status;

/** What the open page is told, and how long that took after `act`. */
async function toldAfter(act: () => Promise<unknown>): Promise<{ text: string; took: number }> {
  const response = await shopper.fetch(`${demo.shop}/session/stream`);
  expect(response.headers.get('content-type')).toMatch('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  expect((await reader.read()).value).toContain('still here');
  const started = performance.now();
  await act();
  const { value = '' } = await reader.read();
  return { text: value, took: performance.now() - started };
}

/** Fails unless the page is told within a second, and the session and the token are worth nothing any more. */
async function expectEnd(path: string, reason: string): Promise<void> {
  const { text, took } = await toldAfter(async () => {
    expect((await call('POST', `/api/v1/users/${userId}/${path}`)).status).toBe(200);
  });
  expect(text).toBe(`event: ended\ndata: ${JSON.stringify({ reason })}\n\n`);
  expect(took).toBeLessThan(1000);
  expect(await api()).toBe(401);
  expect((await shopper.fetch(`${demo.shop}/token`)).status).toBe(401);
}

describe('an open page says within a second that', () => {
  test('the account was suspended, and the API answers 401', async () => {
    await expectEnd('lifecycle/suspend', 'Your account was suspended.');
    expect((await call('POST', `/api/v1/users/${userId}/lifecycle/unsuspend`)).status).toBe(200);
  });

  test('an administrator has cleared the sessions', async () => {
    const { text } = await toldAfter(() => call('DELETE', `/api/v1/users/${userId}/sessions`));
    expect(text).toContain('An administrator ended your sessions.');
    expect(await api()).toBe(401);
  });
});

test('when a snapshot comes back, so does what the org had ended since: at once, and until it ends it again', async () => {
  const id = demo.sandbox.snapshots.take();
  const suspend = async (): Promise<void> => {
    expect((await call('POST', `/api/v1/users/${userId}/lifecycle/suspend`)).status).toBe(200);
    await vi.waitFor(async () => expect(await api()).toBe(401));
  };
  await suspend();
  demo.sandbox.snapshots.restore(id);
  expect(await api()).toBe(200);
  passed += 2000;
  await suspend();
  demo.sandbox.snapshots.restore(id);
});

describe('Universal Logout', () => {
  const revoke = (sub_id: object) => call('POST', '/oauth2/v1/global-token-revocation', { sub_id });
  const path = '/api/v1/logs?filter=eventType eq "user.authentication.universal_logout"';

  /** The org does not wait for the shop: waits until it has noted the shop's answer. */
  async function untilTold(act: () => Promise<unknown>): Promise<void> {
    const before = (await call('GET', path)).items.length;
    await act();
    await vi.waitFor(async () => expect((await call('GET', path)).items.length).toBe(before + 1), {
      timeout: 60_000,
    });
  }

  test('ends the session in the shop, and the Events page shows it', async () => {
    const admin = new Shopper();
    await admin.signIn(demo, 'admin');
    const { text } = await toldAfter(async () => {
      await untilTold(async () => {
        expect((await revoke({ format: 'opaque', id: userId })).status).toBe(204);
      });
    });
    expect(text).toContain('event: ended');
    expect(await api()).toBe(401);
    const { html } = await admin.open(`${demo.shop}/events`);
    expect(html).toContain('global-token-revocation');
    await vi.waitFor(async () => {
      const { html: later } = await admin.open(`${demo.shop}/events`);
      expect(later).toContain('<code>user.authentication.universal_logout</code>');
    });
    expect((await call('GET', path)).items.at(-1)).toMatchObject({ target: [{ id: userId }, {}] });
    passed += 2000;
    expect(await new Shopper().signIn(demo, 'basic')).toContain(person('basic').login);
  });

  test('takes the user by an issuer of the org, and refuses a subject that it does not know', async () => {
    await untilTold(async () => {
      expect((await revoke({ format: 'iss_sub', iss: demo.org, sub: userId })).status).toBe(204);
    });
    expect((await revoke({ format: 'opaque', id: '00uNobody' })).status).toBe(400);
    expect((await revoke({ format: 'email', email: 'ada@example.com' })).status).toBe(400);
  });

  test('is what the control API and an administrator start; the app shows that it takes part', async () => {
    const app = await call('GET', `/api/v1/apps/${demo.environment['OKTA_CLIENT_ID']!}`);
    expect(app.body['universalLogout']).toMatchObject({
      status: 'ENABLED',
      protocol: 'GLOBAL_TOKEN_REVOCATION',
    });
    await untilTold(async () => {
      const control = await fetch(`${demo.org}/__sandbox/universal-logout`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ userId }),
      });
      expect(control.status).toBe(204);
    });
    expect(await api()).toBe(401);
  });
});

describe('the receiver refuses', () => {
  const endpoint = () => `${demo.shop}/api/global-token-revocation`;
  const send = (jwt: string, body: object) =>
    fetch(endpoint(), {
      method: 'POST',
      headers: { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  let service: HookService;
  beforeAll(async () => {
    service = await startHookService();
  });
  afterAll(() => service.close());

  /** The JWT that the org sends to another address. */
  async function jwtFor(address: string): Promise<{ jwt: string; body: object }> {
    service.answer({ status: 204 });
    demo.sandbox.setUniversalLogout(demo.environment['OKTA_CLIENT_ID']!, address);
    await call('POST', '/oauth2/v1/global-token-revocation', { sub_id: { format: 'opaque', id: userId } });
    await vi.waitFor(() => expect(service.calls).toHaveLength(1), { timeout: 60_000, interval: 20 });
    demo.sandbox.setUniversalLogout(demo.environment['OKTA_CLIENT_ID']!, endpoint());
    const { headers, body } = service.calls[0]!;
    return { jwt: headers.authorization!.replace('Bearer ', ''), body };
  }

  test('a request without a JWT, an access token, and a JWT for another address', async () => {
    const { jwt, body } = await jwtFor(`${service.url}logout?tenant=1#x`);
    expect(body).toEqual({ sub_id: { format: 'iss_sub', iss: demo.org, sub: userId } });
    const [header, payload] = jwt
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
    expect(header).toMatchObject({ typ: 'global-token-revocation+jwt', alg: 'RS256' });
    expect(payload).toMatchObject({
      iss: demo.org,
      sub: demo.environment['OKTA_CLIENT_ID'],
      aud: `${service.url}logout`,
      exp: Number(payload!['iat']) + 300,
      nbf: Number(payload!['iat']) - 300,
    });
    expect((await send(jwt, body)).status).toBe(401);
    expect((await send(token, body)).status).toBe(401);
    expect((await send('nonsense', body)).status).toBe(401);
    expect((await fetch(endpoint(), { method: 'POST' })).status).toBe(401);
  });
});

// Last, because the user is gone then.
test('an open page says within a second that the account was deactivated, and the API answers 401', async () => {
  await expectEnd('lifecycle/deactivate', 'Your account was deactivated.');
});
