/** What someone who sees the console for the first time would do, by labels and buttons alone, and that it is so in the org. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { takePicture } from '../helpers/browser/shop-pages.ts';
import { type Call, callerOf } from '../helpers/call.ts';
import { withEcho } from '../helpers/minimal-requests/administrator.ts';
import { password, startOrg, type TestOrg } from '../helpers/org.ts';

describe.skipIf(noBrowser)(named('tasks in the Admin Console'), { timeout: 120_000 }, () => {
  let org: TestOrg;
  let browser: Browser;
  let page: Page;
  let call: Call;

  beforeAll(async () => {
    [org, browser] = await Promise.all([startOrg(), launchBrowser()]);
    call = callerOf(org);
    const { id } = await org.addPerson('grace@example.com');
    org.org.transaction(() => org.org.roles.assign('USER', id, 'SUPER_ADMIN'));
    page = await browser.newPage();
    page.setDefaultTimeout(20_000);
    await page.goto(`${org.url}/admin`);
    await page.locator('input[name=identifier]').fill('grace@example.com');
    await page.keyboard.press('Enter');
    await page.locator('input[name="credentials.passcode"]').fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    expect(org.faults).toEqual([]);
    await org.close();
  });

  const items = async (path: string) => (await call('GET', `/api/v1${path}`)).items;
  const menu = (name: string) =>
    page.getByRole('navigation', { name: 'Console' }).getByRole('link', { name, exact: true }).click();
  const link = (name: string) => page.getByRole('main').getByRole('link', { name, exact: true }).click();
  const shows = (text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor();
  /** Opens the form of a button, fills in its fields by their labels, and sends it. */
  async function submit(
    button: string,
    fields: Readonly<Record<string, string | boolean>>,
    choices: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await page.getByRole('button', { name: button, exact: true }).first().click();
    const panel = page.getByRole('dialog', { name: button });
    await panel.waitFor();
    for (const [label, value] of Object.entries(fields)) {
      const field = panel.getByLabel(label, { exact: true }).first();
      await (typeof value === 'boolean' ? field.setChecked(value) : field.fill(value));
    }
    for (const [label, choice] of Object.entries(choices))
      await panel.getByLabel(label, { exact: true }).selectOption({ label: choice });
    await takePicture(page, `task-${button.replaceAll(' ', '-')}`);
    await panel.getByRole('button', { name: button, exact: true }).click();
    await page.getByRole('status').first().waitFor();
  }

  test('create a person', async () => {
    await menu('People');
    await submit('Add person', {
      ...{ 'First name *': 'Ada', 'Last name *': 'Lovelace', 'Username *': 'ada@example.com' },
      Password: password,
    });
    await page.getByRole('heading', { level: 1, name: 'Ada Lovelace' }).waitFor();
  });

  test('create an OIDC app with a secret, and assign it', async () => {
    await menu('Applications');
    await submit(
      'Create app integration',
      { 'App integration name *': 'Web shop', 'Sign-in redirect URIs': 'https://shop.example/callback' },
      { 'Sign-in method': 'OpenID Connect: web application' },
    );
    await page.getByRole('heading', { level: 1, name: 'Web shop' }).waitFor();
    await page.getByRole('button', { name: /^Show/ }).first().click();
    const secret = (await page.locator('.secret code').innerText()).trim();
    expect(secret.length).toBeGreaterThan(30);
    await link('Assignments');
    await submit('Assign to people', { 'Usernames *': 'ada@example.com' });
    await shows('ada@example.com');
    const [app] = (await items('/apps')).filter(({ label }) => label === 'Web shop');
    expect(await items(`/apps/${String(app!['id'])}/users`)).toMatchObject([{ scope: 'USER' }]);
  });

  test('add a scope and a claim, an access policy with a rule, and preview the tokens', async () => {
    await menu('API');
    await link('default');
    await link('Scopes');
    await submit('Add scope', { 'Name *': 'parcels:read' });
    await link('Claims');
    await submit('Add claim', { 'Name *': 'city', 'Value *': 'user.lastName' });
    await link('Access policies');
    await submit('Add policy', {
      'Name *': 'Parcels',
      'Description *': 'Who may see parcels',
      'All clients': false,
      'Web shop': true,
    });
    await page.getByRole('heading', { level: 1, name: 'Parcels' }).waitFor();
    await submit('Add rule', { 'Rule name *': 'Everyone', 'Authorization Code': true, 'Any scopes': true });
    await shows('Everyone');
    await menu('API');
    await link('default');
    await link('Token Preview');
    await page.getByLabel('OAuth client').selectOption({ label: 'Web shop' });
    await page.getByRole('textbox', { name: 'User' }).fill('ada@example.com');
    for (const scope of ['openid', 'parcels:read']) await page.getByLabel(scope, { exact: true }).check();
    await page.getByRole('button', { name: 'Preview tokens' }).click();
    await shows(/The rule .* decided/);
    expect(await page.getByLabel('Access token').innerText()).toContain('"city": "Lovelace"');
    await takePicture(page, 'task-preview');
  });

  test('add an event hook and verify it; add an inline hook and preview it', async () => {
    await withEcho(async (uri) => {
      await menu('Event hooks');
      await submit('Add event hook', {
        ...{ 'Name *': 'Sign-ins', 'URL *': uri, 'Subscribe to events *': 'user.session.start' },
      });
      await page.getByRole('button', { name: 'Verify' }).first().click();
      await shows(/Verified/);
      await menu('Inline hooks');
      await submit('Add inline hook', { 'Name *': 'Claims', 'URL *': uri });
      await page.getByRole('button', { name: 'Send' }).click();
      await shows(/The service responded/);
    });
  });

  test('add an identity provider and a routing rule', async () => {
    await menu('Identity Providers');
    await submit('Add social IdP', { 'Name *': 'Google', 'Client ID *': 'x', 'Client secret': 'y' });
    await menu('Identity Providers');
    await link('Routing rules');
    await submit(
      'Add routing rule',
      { 'Rule name *': 'Partners', 'Domains or logins': 'partner.example', Google: true },
      { 'AND user matches': 'Domain list on login' },
    );
    await shows('Partners');
  });

  test('add a trusted origin, create an API token, and change the brand', async () => {
    await menu('Trusted origins');
    await submit('Add origin', {
      ...{ 'Origin name *': 'Shop', 'Origin URL *': 'https://shop.example' },
      'Cross-Origin Resource Sharing (CORS)': true,
    });
    expect((await items('/trustedOrigins')).map(({ name }) => name)).toContain('Shop');
    await menu('Tokens');
    await submit('Create token', { 'What do you want your token to be named? *': 'Script' });
    const token = await page.locator('.secret code').innerText();
    const answer = await fetch(`${org.url}/api/v1/users/me`, { headers: { authorization: `SSWS ${token}` } });
    expect(answer.status).toBe(200);
    await menu('Brands');
    await page.getByRole('main').getByRole('table').getByRole('link').first().click();
    await page.getByLabel('Primary color').fill('#8a1538');
    await page.getByRole('button', { name: 'Save' }).first().click();
    await page.getByRole('status').first().waitFor();
    const styles = await (await fetch(`${org.url}/brand.css`)).text();
    expect(styles).toContain('#8a1538');
  });
});
