import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { asJson, asText } from '../../app/index.ts';
import type { LogEntry } from '../../app/index.ts';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());
beforeEach(() => {
  demo.log.length = 0;
});

const lines = (event: string): Record<string, unknown>[] =>
  demo.log
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter((line) => line['event'] === event);

const when = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string;
const someId = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
const someone = expect.stringMatching(/^00u\w+$/) as string;

describe('the log of the shop', () => {
  test('tells of a sign-in and a sign-out: when, who, by which way, in which request', async () => {
    const ada = new Shopper();
    await ada.signIn(demo, 'basic');
    const [signIn] = lines('sign-in');
    expect(signIn).toMatchObject({ time: when, level: 'info', who: someone, way: 'okta', request: someId });
    await ada.send(demo, '/logout');
    expect(lines('session ended')).toMatchObject([{ person: signIn?.['who'], because: 'signed out' }]);
  });

  test('of a sign-in that Okta refused, and of one that nobody began', async () => {
    const ada = new Shopper();
    const begun = await ada.fetch(`${demo.shop}/login/okta`);
    const { state } = Object.fromEntries(new URL(begun.headers.get('location')!).searchParams) as {
      state: string;
    };
    await ada.fetch(`${demo.shop}/login/okta/authorized?error=access_denied&state=${state}`);
    await ada.fetch(`${demo.shop}/login/okta/authorized?code=x&state=unknown`);
    expect(lines('refused')).toMatchObject([
      { level: 'warning', problem: 'refused', said: 'access_denied', path: '/login/okta/authorized' },
      { level: 'warning', problem: 'attempt-unknown' },
    ]);
    expect(demo.log.join('\n')).not.toContain(state);
  });

  test('of forged forms, of people who are no admins, of calls without the right', async () => {
    const ada = new Shopper();
    await ada.signIn(demo, 'basic');
    await ada.post(`${demo.shop}/logout`, { _csrf: 'forged' });
    await ada.open(`${demo.shop}/events`);
    await ada.open(`${demo.shop}/admin`);
    const { access_token: token } = (await (await ada.fetch(`${demo.shop}/token`)).json()) as {
      access_token: string;
    };
    const call = (authorization: string) => fetch(`${demo.shop}/api/orders`, { headers: { authorization } });
    await call(`Bearer ${token}`);
    await call(`Bearer ${token}x`);
    expect(lines('refused')).toMatchObject([
      {
        problem: 'forged-form',
        status: 403,
        method: 'POST',
        path: '/logout',
        who: someone,
        request: someId,
      },
      { problem: 'admin-role-needed', status: 403, path: '/events', who: someone },
      { problem: 'admin token', status: 403, who: someone },
      { problem: 'Insufficient scope', status: 403, path: '/api/orders', who: someone, request: someId },
      { problem: 'Invalid token', status: 401, path: '/api/orders' },
    ]);
    expect(demo.log.join('\n')).not.toContain(token);
  });

  test('carries the request id that the answer had', async () => {
    const answer = await fetch(`${demo.shop}/api/orders`, { headers: { authorization: 'Bearer x' } });
    expect(lines('refused')).toMatchObject([{ request: answer.headers.get('x-request-id') }]);
  });
});

describe('a line of it', () => {
  const forged = 'x\n2026-01-01T00:00:00.000Z info sign-in who=00uadmin\u001b[2K\u2028\u202e"\\';
  const entry: LogEntry = {
    time: '2026-11-27T03:00:00.000Z',
    level: 'warning',
    event: 'refused',
    request: 'id-1',
    who: '00uada',
    details: { status: 403, path: forged, empty: undefined, error: `Error: ${forged}\n    at here` },
  };

  test('as JSON is one line, which gives every value back', () => {
    const line = asJson(entry);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
    expect(JSON.parse(line)).toMatchObject({
      time: entry.time,
      request: 'id-1',
      who: '00uada',
      status: 403,
      path: forged,
    });
    const own = { ...entry, details: { time: 'forged', level: 'forged', who: 'forged' } };
    expect(JSON.parse(asJson(own))).toMatchObject({ time: entry.time, level: 'warning', who: '00uada' });
  });

  test('as text begins with the time, and nothing in a value begins another', () => {
    const [first, ...more] = asText(entry).split('\n');
    expect(first).toMatch(/^2026-11-27T03:00:00\.000Z warning refused status=403 path="x\\n2026/);
    expect(first).toMatch(/ who=00uada request=id-1$/);
    expect(more.length).toBeGreaterThan(0);
    for (const line of more) expect(line).toMatch(/^ {2}\S/);
    expect(asText(entry).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\u2028]/u);
  });
});
