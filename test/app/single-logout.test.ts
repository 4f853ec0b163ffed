/** Front-channel single logout at the shop: a session ends by its name at the org, without the cookie. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, startDemo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

let demo: Demo;
beforeAll(async () => {
  demo = await startDemo();
});
afterAll(() => demo.close());

/** Signs in, and reads the name of the session at the org out of the ID token that the page shows. */
async function signedIn(kind: 'basic' | 'premium') {
  const shopper = new Shopper();
  const page = await shopper.signIn(demo, kind);
  const parts = /id="raw-id"[^>]*>(.*?)<\/pre>/s.exec(page)?.[1]?.replace(/<[^>]+>/g, '') ?? '';
  return { shopper, sid: String(decodeJwt(parts)['sid']) };
}
const isSignedIn = async (shopper: Shopper): Promise<boolean> =>
  (await shopper.fetch(`${demo.shop}/token`)).status === 200;
/** As in a frame of another site: without the shop's cookie. */
const load = (query: Record<string, string>) =>
  fetch(`${demo.shop}/logout/frontchannel?${new URLSearchParams(query).toString()}`);

test('the session that is named ends, and no other', async () => {
  const [ada, grace, elsewhere] = [
    await signedIn('basic'),
    await signedIn('premium'),
    await signedIn('basic'),
  ];
  const response = await load({ iss: demo.environment['OKTA_ISSUER']!, sid: ada.sid });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toBe(
    `default-src 'none'; frame-ancestors ${demo.org}`,
  );
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect([await isSignedIn(ada.shopper), await isSignedIn(grace.shopper)]).toEqual([false, true]);
  expect(await isSignedIn(elsewhere.shopper)).toBe(true);
  const lines = demo.log.filter((line) => line.includes('front-channel-logout'));
  expect(lines).toHaveLength(1);
});

test('a page that was not in sight says so when it is looked at again', async () => {
  const { shopper, sid } = await signedIn('basic');
  await load({ iss: demo.environment['OKTA_ISSUER']!, sid });
  // Once for the request that notices, and once for those after it.
  for (let request = 1; request <= 2; request += 1) {
    const stream = await shopper.fetch(`${demo.shop}/session/stream`);
    expect(stream.headers.get('content-type')).toMatch('text/event-stream');
    expect(await stream.text()).toContain('event: ended');
  }
});

test('another issuer ends nothing, and what names no session is refused', async () => {
  const { shopper, sid } = await signedIn('basic');
  for (const query of [{ iss: 'https://other.example', sid }, { sid }, { iss: demo.org }, {}])
    expect((await load(query as Record<string, string>)).status).toBe(400);
  expect((await load({ iss: demo.org, sid: 'unknown' })).status).toBe(200);
  expect(await isSignedIn(shopper)).toBe(true);
});
