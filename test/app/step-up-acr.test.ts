import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { person, startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { HostedPage } from '../helpers/hosted-page.ts';
import { Shopper } from '../helpers/shopper.ts';
import { locationOf } from '../helpers/visitor.ts';

let demo: Demo;
let admin: Shopper;
let ahead = 0;
beforeAll(async () => {
  demo = await startDemo({ clock: () => Date.now() + ahead });
  admin = new Shopper();
  await admin.signIn(demo, 'admin');
  await admin.open(`${demo.shop}/admin`);
});
afterAll(() => demo.close());

const tokenAt = async (path: string): Promise<string> =>
  ((await (await admin.fetch(demo.shop + path)).json()) as { access_token: string }).access_token;

async function api(method: string, path: string, source: string, body?: unknown): Promise<Response> {
  return fetch(demo.shop + path, {
    method,
    headers: { authorization: `Bearer ${await tokenAt(source)}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function place(): Promise<string> {
  const [product] = (await (await api('GET', '/api/products', '/token')).json()) as { itemId: string }[];
  const placed = await api('POST', '/api/orders', '/token', { itemId: product!.itemId });
  return ((await placed.json()) as { id: string }).id;
}
const approve = (id: string) => api('PATCH', `/api/orders/${id}`, '/admin/token', { status: 'complete' });

/** As the page does: the challenge's parameters go to Okta. */
function stepUpUrl(challenge: string): string {
  const parameter = (name: string) => new RegExp(`${name}="([^"]+)"`).exec(challenge)![1]!;
  return `${demo.shop}/login/okta-admin?${new URLSearchParams({
    for: 'admin',
    acr_values: parameter('acr_values'),
    max_age: parameter('max_age'),
    return: '/admin/orders?status=pending',
  }).toString()}`;
}

/** The page of Okta that a start of the shop leads to. */
async function pageAt(start: string): Promise<HostedPage<Shopper>> {
  const page = locationOf(await admin.fetch(locationOf(await admin.fetch(start)).href));
  return HostedPage.open(admin, page.href);
}

/** On Okta's page: the code that is sent by e-mail; the page of the shop at the end. */
async function giveCode(page: HostedPage<Shopper>): Promise<{ url: string; html: string }> {
  await page.choose('Email');
  const mail = await (await fetch(`${demo.outside}/mailbox/linus%40example.com`)).text();
  const passcode = /\b(\d{6})\b/.exec(mail.replace(/<[^>]+>/g, ' '))![1]!;
  return admin.open((await (await page.answer({ passcode })).leave()).href);
}

describe('approving behind acr_values (RFC 9470)', () => {
  test('a weak token is told what would do; after the factor at Okta it settles, once, and the admin is back', async () => {
    const id = await place();
    const weak = await approve(id);
    expect(weak.status).toBe(401);
    const page = await pageAt(stepUpUrl(weak.headers.get('www-authenticate')!));
    expect(page.names[0]).toBe('select-authenticator-authenticate');
    const back = await giveCode(page);
    expect(back.url).toBe(`${demo.shop}/admin/orders?status=pending`);
    const [first, second] = await Promise.all([approve(id), approve(id)]);
    expect([first.status, second.status].sort()).toEqual([200, 409]);
    // The next order within the quarter of an hour needs no other factor.
    expect((await approve(await place())).status).toBe(200);
  });

  test('a quarter of an hour later both are asked again', async () => {
    const id = await place();
    ahead += 16 * 60_000;
    const old = await approve(id);
    expect(old.status).toBe(401);
    const page = await pageAt(stepUpUrl(old.headers.get('www-authenticate')!));
    await giveCode(await page.signIn(person('admin')));
    expect((await approve(id)).status).toBe(200);
  });

  test('who turns back at Okta has approved nothing, and is told so on the same page', async () => {
    ahead += 16 * 60_000;
    const id = await place();
    const start = locationOf(
      await admin.fetch(stepUpUrl((await approve(id)).headers.get('www-authenticate')!)),
    );
    const { redirect_uri: callback, state = '' } = Object.fromEntries(start.searchParams);
    // Okta's page itself has no way back to the app; a policy that denies, or a refused consent, answers so.
    const denied = new URLSearchParams({ state, error: 'access_denied', error_description: 'Denied.' });
    const back = await admin.open(`${callback}?${denied.toString()}`);
    expect(back.url).toBe(`${demo.shop}/admin/orders?status=pending`);
    expect(back.html).toContain('Nothing was approved. Okta says access_denied');
    expect((await approve(id)).status).toBe(401);
  });

  test('only scripts of the shop get the admin token, and only an admin’s', async () => {
    const foreign = { 'sec-fetch-site': 'cross-site', accept: 'application/json' };
    expect((await admin.fetch(`${demo.shop}/admin/token`, { headers: foreign })).status).toBe(403);
    const basic = new Shopper();
    await basic.signIn(demo, 'basic');
    const refused = await basic.fetch(`${demo.shop}/admin/token`, {
      headers: { accept: 'application/json' },
    });
    expect(refused.status).toBe(401);
  });

  test('parameters that are none are refused; the way back stays in the shop', async () => {
    const bad = await admin.fetch(`${demo.shop}/login/okta-admin?acr_values=%22%0d%0a`);
    expect(bad.status).toBe(400);
    const url = `${demo.shop}/login/okta-admin?acr_values=phr&return=https://evil.example/`;
    const sent = locationOf(await admin.fetch(url));
    expect(sent.origin).toBe(demo.org);
    expect(sent.searchParams.get('acr_values')).toBe('phr');
  });
});
