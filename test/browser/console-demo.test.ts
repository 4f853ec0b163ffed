/** The demo that half of every Okta presentation is: a rule stops someone, the console says why, it is changed, it works. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import {
  allSides,
  Flaws,
  giveCredentials,
  orderFirst,
  signIn,
  windowToLookAt,
} from '../helpers/browser/shop-pages.ts';
import { type ApiAnswer, callerOf } from '../helpers/call.ts';
import { type Demo, person, startDemo } from '../helpers/demo.ts';

const logPath = '/report/system_log_2';

describe.skipIf(noBrowser)(named('a demo in the Admin Console'), { timeout: 300_000 }, () => {
  let demo: Demo;
  let browser: Browser;
  let policyPath: string;
  let call: (method: string, path: string, body?: unknown) => Promise<ApiAnswer>;

  beforeAll(async () => {
    [demo, browser] = await Promise.all([startDemo(), launchBrowser()]);
    call = callerOf({ url: demo.org, apiToken: demo.apiToken });
    await call('POST', `/api/v1/users/${person('premium').login}/roles`, { type: 'SUPER_ADMIN' });
    // The shop's sign-on policy: while stock is taken, only admins get in.
    const policies = await call('GET', '/api/v1/policies?type=ACCESS_POLICY');
    const policy = policies.items.find(({ name }) => String(name).endsWith('sign-on'))!;
    policyPath = `/admin/authn/authentication-policies/${String(policy['id'])}`;
    const rules = `/api/v1/policies/${String(policy['id'])}/rules`;
    const [first] = (await call('GET', rules)).items;
    const groups = (await call('GET', '/api/v1/groups?q=Admin')).items;
    const { appSignOn } = first!['actions'] as { appSignOn: object };
    await call('PUT', `${rules}/${String(first!['id'])}`, {
      ...{ type: 'ACCESS_POLICY', name: 'Admin', priority: 1, actions: first!['actions'] },
      conditions: { people: { groups: { include: [groups[0]!['id']] } } },
    });
    await call('POST', rules, {
      ...{ type: 'ACCESS_POLICY', name: 'Default', priority: 2 },
      actions: { appSignOn: { ...appSignOn, access: 'DENY' } },
    });
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await demo.close();
  });

  /** A window of the administrator, on a page of the console. */
  async function consoleAt(path: string, open = () => browser.newContext()): Promise<Page> {
    const page = await (await open()).newPage();
    page.setDefaultTimeout(60_000);
    await page.goto(demo.org + path);
    await giveCredentials(page, 'premium');
    await page.waitForURL(demo.org + path);
    return page;
  }
  const orderOf = (page: Page) => page.locator('.order li strong').allInnerTexts();

  test('a rule dragged below another keeps the admin out, Why? names the rule, and moved back it lets them in', async () => {
    const shop = await (await browser.newContext()).newPage();
    await signIn(shop, demo.shop, 'admin');
    await orderFirst(shop, demo.shop);

    const page = await consoleAt(policyPath);
    expect(await orderOf(page)).toEqual(['Admin', 'Default', 'Catch-all Rule']);
    const rule = (name: string) => page.locator('.order li', { hasText: name }).first();
    await rule('Admin').dragTo(rule('Default'));
    await page.getByText('The rule Admin was moved.').waitFor();
    expect(await orderOf(page)).toEqual(['Default', 'Admin', 'Catch-all Rule']);

    const refused = await shop.goto(`${demo.shop}/admin`);
    expect(refused?.status()).toBe(403);

    await page.getByRole('link', { name: 'System Log' }).click();
    const denied = page.getByRole('row', { name: /policy\.evaluate_sign_on/ }).first();
    await denied.getByText('Deny', { exact: true }).waitFor();
    await denied.getByRole('link', { name: 'Why?' }).click();
    const { login } = person('admin');
    const said = /The rule Default of the policy .* sign-on decided for (\S+): access is denied\./;
    expect(said.exec(await page.locator('main').innerText())?.[1]).toBe(login);
    // From there to the rule's policy, and back into its place by keyboard.
    await page.getByRole('link', { name: /sign-on$/ }).click();
    await page.getByRole('button', { name: 'Move Admin up' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The rule Admin was moved.').waitFor();
    expect(await orderOf(page)).toEqual(['Admin', 'Default', 'Catch-all Rule']);

    await shop.goto(`${demo.shop}/admin/orders?status=pending`);
    await shop
      .getByRole('button', { name: /^Approve/ })
      .first()
      .click();
    await shop.getByRole('button', { name: /push/ }).click();
    await shop.getByText('Waiting for your phone').waitFor();
    const number = (await shop.locator('.step-up-number').textContent()) ?? '';
    const phone = await shop.context().newPage();
    await phone.goto(`${demo.outside}/phone`);
    await phone.getByRole('link', { name: /Linus/ }).click();
    await phone.getByRole('button', { name: number, exact: true }).click();
    await shop.locator('.status-complete').waitFor();

    await page.goto(`${demo.org}${logPath}?q=${encodeURIComponent(login)}`);
    await page
      .getByRole('row', { name: /policy\.evaluate_sign_on/ })
      .first()
      .waitFor();
    const allowed = page.getByRole('row', { name: /user\.authentication\.sso/ }).first();
    await allowed.getByRole('link', { name: 'Why?' }).click();
    await page.getByText(`The rule Admin of the policy`).first().waitFor();
    await Promise.all([shop.context().close(), page.context().close()]);
  });

  /** The admin signs in to the shop again and opens its admin area. */
  async function shopAdmin(): Promise<{ shop: Page; status: number | undefined }> {
    const shop = await (await browser.newContext()).newPage();
    await signIn(shop, demo.shop, 'admin');
    return { shop, status: (await shop.goto(`${demo.shop}/admin`))?.status() };
  }

  test('in access policies a rule that does not allow all scopes is passed over, whatever its place; switched off, it keeps the admin out', async () => {
    const servers = (await call('GET', '/api/v1/authorizationServers')).items;
    const server = servers.find(({ name }) => name === 'Okta Multidemo')!;
    const policies = `/authorizationServers/${String(server['id'])}/policies`;
    const [policy] = (await call('GET', `/api/v1${policies}`)).items;
    const path = `/admin/oauth2/as/${String(server['id'])}/policies/${String(policy!['id'])}`;
    const page = await consoleAt(path);
    const rule = (name: string) => page.locator('.order li', { hasText: name }).first();
    expect(await orderOf(page)).toEqual(['Admin', 'Default']);
    await rule('Admin').dragTo(rule('Default'));
    await page.getByText('The rule Admin was moved.').waitFor();
    expect(await orderOf(page)).toEqual(['Default', 'Admin']);
    await page.goto(`${demo.org}/admin/oauth2/as/${String(server['id'])}?tab=preview`);
    await page.getByLabel('OAuth client').selectOption(demo.environment['OKTA_CLIENT_ID']!);
    await page.getByRole('textbox', { name: 'User' }).fill(person('admin').login);
    for (const scope of ['openid', 'orders:read', 'orders:update'])
      await page.getByLabel(scope, { exact: true }).check();
    await page.getByRole('button', { name: 'Preview tokens' }).click();
    await page
      .getByRole('row', { name: /Default.*It does not allow orders:read, orders:update\./s })
      .waitFor();
    await page.getByText(/The rule Admin of the policy .* decided/).waitFor();
    expect(await page.getByLabel('Access token').innerText()).toContain('"role": [\n    "admin"');
    const before = await shopAdmin();
    expect(before.status).toBe(200);

    await page.goto(demo.org + path);
    await page.getByRole('link', { name: 'Admin', exact: true }).click();
    await page.getByRole('button', { name: 'Deactivate' }).click();
    await page.getByText('The rule is inactive.').waitFor();
    const { shop, status } = await shopAdmin();
    expect(status).toBe(403);
    await page.goto(`${demo.org}${logPath}?q=${encodeURIComponent(person('admin').login)}`);
    const denied = page.getByRole('row', { name: /app\.oauth2\.as\.authorize/ }).first();
    await denied.getByText('Failure', { exact: true }).waitFor();
    await denied.getByRole('link', { name: 'Why?' }).click();
    await page.getByRole('row', { name: /Default.*It does not allow .*orders:read/s }).waitFor();
    await page.getByText('No rule matched').first().waitFor();

    await page.goto(demo.org + path);
    await page.getByRole('link', { name: 'Admin', exact: true }).click();
    await page.getByRole('button', { name: 'Activate', exact: true }).click();
    await page.getByText('The rule is active.').waitFor();
    expect((await shop.goto(`${demo.shop}/admin`))?.status()).toBe(200);
    await page.goto(`${demo.org}${logPath}?q=${encodeURIComponent(person('admin').login)}`);
    const granted = page.getByRole('row', { name: /app\.oauth2\.as\.token\.grant\.access_token/ }).first();
    await granted.getByRole('link', { name: 'Why?' }).click();
    await page.getByText(/The rule Admin of the policy .* decided/).waitFor();
    for (const one of [before.shop, shop, page]) await one.context().close();
  });

  test('axe finds nothing in Why? and Token Preview, on a phone, on a big screen and in the dark', async () => {
    const page = await consoleAt(logPath, () => windowToLookAt(browser));
    const flaws = new Flaws();
    const look = (name: string) =>
      flaws.lookFromAllSides(page, name, [...allSides, [1920, 'light'], [1920, 'dark']]);
    await page.getByRole('link', { name: 'Why?' }).first().waitFor();
    await look('console-log');
    await page.goto(
      `${demo.org}${await page.getByRole('link', { name: 'Why?' }).first().getAttribute('href')}`,
    );
    await look('console-why');
    const servers = (await call('GET', '/api/v1/authorizationServers')).items;
    const server = servers.find(({ name }) => name === 'Okta Multidemo')!;
    const query = new URLSearchParams(
      [
        ...[['tab', 'preview'] as const, ['client', demo.environment['OKTA_CLIENT_ID']!] as const],
        ...[['grant', 'authorization_code'] as const, ['user', person('admin').login] as const],
        ...['openid', 'profile', 'orders:read'].map((scope) => ['scope', scope] as const),
      ].map(([name, value]) => [name, value]),
    );
    await page.goto(`${demo.org}/admin/oauth2/as/${String(server['id'])}?${query}`);
    await page.getByLabel('ID token').waitFor();
    await look('console-preview');
    await page.goto(`${demo.org}/admin/users`);
    await page.getByRole('button', { name: 'Add person' }).click();
    await page.getByRole('dialog').waitFor();
    await look('console-panel');
    expect(flaws.found).toEqual({});
    await page.context().close();
  });
});
