import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManagementApi } from '../../cli/provision/management-api.ts';
import { startDemo } from '../helpers/demo.ts';
import type { Demo } from '../helpers/demo.ts';
import { Shopper } from '../helpers/shopper.ts';

describe('the admin pages', () => {
  let demo: Demo;
  beforeAll(async () => {
    demo = await startDemo();
  });
  afterAll(() => demo.close());

  async function signedIn(kind: 'basic' | 'premium' | 'admin'): Promise<Shopper> {
    const shopper = new Shopper();
    await shopper.signIn(demo, kind);
    return shopper;
  }

  test('get their own token without a question when Okta knows the person', async () => {
    const admin = await signedIn('admin');
    const { response, url, html } = await admin.open(`${demo.shop}/admin`);
    expect(url).toBe(`${demo.shop}/admin`);
    expect(response.status).toBe(200);
    expect(html).toContain('orders:update');
  });

  test('without a session are 401', async () => {
    const response = await new Shopper().fetch(`${demo.shop}/admin`);
    expect(response.status).toBe(401);
  });

  test('tell a person without the role which rule decided', async () => {
    const basic = await signedIn('basic');
    const { response, html } = await basic.open(`${demo.shop}/admin/users`);
    expect(response.status).toBe(403);
    expect(html).toContain('access_denied');
    expect(html).toContain('It applies only to the group Admin.');
    expect(html).toMatch(/It does not allow .*orders:update/);
    expect(html).toContain('orders:read orders:update');
  });

  test.each([
    ['some of its grants', ['okta.users.read', 'okta.users.manage']],
    ['all of its grants', undefined],
  ])('say that it is the app that has lost %s', async (_, taken) => {
    const api = new ManagementApi(demo.org, demo.apiToken);
    const path = `/api/v1/apps/${demo.environment.OKTA_CLIENT_ID}/grants`;
    const grants = (await api.list(path)).filter(({ scopeId }) => taken?.includes(scopeId as string) ?? true);
    for (const { id } of grants) await api.delete(`${path}/${id as string}`);
    const admin = await signedIn('admin');
    const { response, html } = await admin.open(`${demo.shop}/admin/users`);
    for (const { scopeId, issuer } of grants)
      await api.post(path, { scopeId: scopeId as string, issuer: issuer as string });
    expect(response.status).toBe(403);
    expect(html).toContain('The app is missing grants');
    expect(html).toContain('Okta API Scopes');
    expect(html).toContain('okta.users.read');
    expect(html).not.toContain('your account does not have access');
  });

  test('list, find and suspend people with the admin’s own token', async () => {
    const admin = await signedIn('admin');
    const { html } = await admin.open(`${demo.shop}/admin/users`);
    expect(html).toContain('ada@example.com');
    expect(html).toContain('/api/v1/users?limit=20');
    const found = await admin.open(`${demo.shop}/admin/users?search=grace`);
    expect(found.html).toContain('grace@example.com');
    expect(found.html).not.toContain('ada@example.com');
    const id = /users\/(00u\w+)\/suspend/.exec(found.html)![1]!;
    const back = await admin.send(demo, `/admin/users/${id}/suspend`, {
      return: '/admin/users?search=grace',
    });
    expect(back.status).toBe(303);
    const after = await admin.open(`${demo.shop}/admin/users?search=grace`);
    expect(after.html).toContain('SUSPENDED');
    await admin.send(demo, `/admin/users/${id}/unsuspend`);
    const again = await admin.send(demo, `/admin/users/${id}/unsuspend`);
    expect(again.status).toBe(303);
    expect((await admin.open(`${demo.shop}/admin`)).html).toContain('The account was not changed.');
  });

  test('show groups, servers, policies in order and hooks, each with its id', async () => {
    const admin = await signedIn('admin');
    const { html } = await admin.open(`${demo.shop}/admin/config`);
    for (const text of ['Premium', 'feature_access', 'orders:read:user', 'Developer PKCE', '/api/events'])
      expect(html).toContain(text);
    expect(html.indexOf('<b>Admin</b><span>Admin ·')).toBeLessThan(html.indexOf('<b>Default</b>'));
    expect(html).toContain(demo.environment['FF_EVENTS_HOOK_ID']);
  });

  test('the doctor’s report is for admins, where someone can examine the demo', async () => {
    const admin = await signedIn('admin');
    expect((await admin.open(`${demo.shop}/admin/doctor`)).html).toContain('<code>multidemo doctor</code>');
    const headers = { accept: 'application/json' };
    expect((await admin.fetch(`${demo.shop}/admin/doctor/report`, { headers })).status).toBe(404);
    const basic = await signedIn('basic');
    expect((await basic.open(`${demo.shop}/admin/doctor/report`)).response.status).toBe(403);
  });

  test('a form without the session’s token changes nothing', async () => {
    const admin = await signedIn('admin');
    await admin.open(`${demo.shop}/admin/data`);
    const forged = await admin.post(`${demo.shop}/admin/data/orders/reset`, { _csrf: 'guessed' });
    expect(forged.status).toBe(403);
  });

  test('Okta signed in as someone else gives this session nothing', async () => {
    const shopper = await signedIn('basic');
    // Another person signs in at Okta in the same browser, as in a second shop.
    const other = new Shopper();
    await other.signIn(demo, 'admin');
    shopper.takeCookies(other, demo.org);
    const { response, html } = await shopper.open(`${demo.shop}/admin`);
    expect(response.status).toBe(403);
    expect(html).toContain('Okta says you are someone else');
    expect((await shopper.open(`${demo.shop}/orders`)).html).toContain('Ada');
  });
});
