import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { Flaws, windowToLookAt } from '../helpers/browser/shop-pages.ts';
import { password, startOrg, type TestOrg } from '../helpers/org.ts';
import { screens } from '../../sandbox/console/screens.ts';

let org: TestOrg;

/** One of each resource that has a page of its own. */
async function detailsOf({ org: state, url, apiToken, app }: TestOrg) {
  const call = async (path: string, body: unknown) => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { authorization: `SSWS ${apiToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(answer.status).toBeLessThan(300);
  };
  const name = `Of a look ${String(state.identityProviders.all().length)}`;
  await call('/api/v1/idps', {
    ...{ type: 'GOOGLE', name },
    protocol: {
      type: 'OIDC',
      scopes: ['openid'],
      credentials: { client: { client_id: 'x', client_secret: 'y' } },
    },
  });
  await call('/workload-principals/api/v1/ai-agents', { profile: { name, description: 'Buys things' } });
  await fetch(`${url}/api/v1/brands`, { headers: { authorization: `SSWS ${apiToken}` } });
  const group = state.transaction(() => state.groups.create({ name }));
  state.transaction(() => state.apps.assignGroup(app.id, group.id, {}));
  const ruleOf = (type: string, path: string): string[] => {
    const [policy] = state.policies.ofType(type);
    const [rule] = state.policies.rules(policy!.id);
    return [`${path}/${policy!.id}`, `${path}/${policy!.id}/rules/${rule!.id}`];
  };
  return {
    group: group.id,
    server: state.authorizationServers.all()[0]!.id,
    idp: state.identityProviders.all().at(-1)!.id,
    agent: state.agents.all().at(-1)!.id,
    brand: state.brands.all()[0]!.id,
    policies: [
      ...ruleOf('MFA_ENROLL', '/admin/access/multifactor/enrollment'),
      ...ruleOf('PROFILE_ENROLLMENT', '/admin/authn/profile-enrollment'),
      ...ruleOf('ACCESS_POLICY', '/admin/authn/authentication-policies'),
      ...ruleOf('OKTA_SIGN_ON', '/admin/access/policies'),
    ],
  };
}
let browser: Browser;
const login = 'grace@example.com';

/** Signs in at the org itself, from the page that was wanted. */
async function signIn(page: Page, path: string): Promise<void> {
  await page.goto(org.url + path);
  const name = page.locator('input[name=identifier]');
  await name.fill(login);
  await name.press('Enter');
  const secret = page.locator('input[name="credentials.passcode"]');
  await secret.fill(password);
  await secret.press('Enter');
}

describe.skipIf(noBrowser)(named('the org’s dashboard and Admin Console'), { timeout: 300_000 }, () => {
  beforeAll(async () => {
    org = await startOrg();
    browser = await launchBrowser();
    const { id } = await org.addPerson(login);
    org.org.transaction(() => org.org.roles.assign('USER', id, 'SUPER_ADMIN'));
  });
  afterAll(async () => {
    await browser.close();
    expect(org.faults).toEqual([]);
    await org.close();
  });

  test('/ leads over the sign-in to the apps, whose search finds them; sign-out ends the session', async () => {
    const page = await browser.newPage();
    const { org: state } = org;
    const url = 'https://example.com/wiki';
    state.transaction(() => {
      for (const label of ['Wiki', 'Calendar']) {
        const app = state.apps.create({
          ...{ name: 'bookmark', label, status: 'ACTIVE', signOnMode: 'BOOKMARK' },
          rest: {
            accessibility: {},
            visibility: {},
            features: [],
            credentials: {},
            settings: { app: { url } },
          },
        });
        state.apps.assignGroup(app.id, state.groups.everyone.id, {});
      }
    });
    await signIn(page, '/');
    await page.waitForURL(`${org.url}/app/UserHome`);
    await page.getByRole('searchbox').fill('wik');
    expect(await page.locator('.tile:visible').allInnerTexts()).toEqual([expect.stringContaining('Wiki')]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Signed out').first().waitFor();
    await page.goto(`${org.url}/app/UserHome`);
    await page.locator('input[name=identifier]').waitFor();
    await page.close();
  });

  test('a person is added, suspended after a question, and found in the log; all by keyboard where it matters', async () => {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(error.message));
    await signIn(page, '/admin');
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();

    await page.getByRole('button', { name: 'Add person' }).press('Enter');
    const panel = page.getByRole('dialog', { name: 'Add person' });
    await panel.getByLabel('First name').fill('<i>Ada</i>');
    await panel.getByLabel('Last name').fill('Lovelace');
    await panel.getByLabel('Username').fill('ada@example.com');
    await panel.getByLabel('Password', { exact: true }).fill(password);
    await panel.getByRole('button', { name: 'Add person' }).click();
    await page.getByRole('heading', { level: 1, name: '<i>Ada</i> Lovelace' }).waitFor();

    await page.getByRole('button', { name: 'Suspend' }).click();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('button', { name: 'Suspend' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
    await page.getByText('is suspended').waitFor();
    await page.locator('.strip summary', { hasText: '/lifecycle/suspend' }).click();
    await page.getByRole('button', { name: 'Copy as curl' }).waitFor();

    await page.getByRole('link', { name: 'Events of this person' }).click();
    const suspensions = page.getByText('user.lifecycle.suspend', { exact: true });
    await suspensions.waitFor();
    await page.getByText('Event as JSON').first().click();
    // New events appear without a reload, and what is open stays open.
    org.org.transaction(() => org.org.users.setStatus(org.org.users.require('ada@example.com'), 'ACTIVE'));
    await fetch(`${org.url}/api/v1/users/ada@example.com/lifecycle/suspend`, {
      method: 'POST',
      headers: { authorization: `SSWS ${org.apiToken}` },
    });
    await expect.poll(() => suspensions.count()).toBeGreaterThan(1);
    expect(await page.locator('details[open]').count()).toBe(1);
    // Once the session has ended, the open page leads to the sign-in.
    org.org.transaction(() => org.org.sessions.forgetUser(org.org.users.require(login).id));
    await page.locator('input[name=identifier]').waitFor();
    expect(problems).toEqual([]);
    await page.close();
  });

  test('what was refused stays typed, beside the reason', async () => {
    const page = await browser.newPage();
    await signIn(page, '/admin/groups');
    await page.getByRole('button', { name: 'Add group' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Everyone');
    await page.getByRole('dialog').getByRole('button', { name: 'Add group' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Name').first().inputValue()).toBe('Everyone');
    await page.close();
  });

  test('a person sets up every method in the settings, and removes it', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('dialog', (dialog) => void dialog.accept());
    const session = await context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
        ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
      },
    });
    await signIn(page, '/enduser/settings');
    const { id } = org.org.users.require(login);
    const add = async (name: string): Promise<void> => {
      await page.getByText(`Add: ${name}`).click();
      await page.locator('details[open]').getByRole('button', { name: 'Set up' }).click();
      await page.getByRole('status').first().waitFor();
    };
    const methods = () =>
      org.org.factors
        .ofUser(id)
        .filter(({ status }) => status === 'ACTIVE')
        .map(({ factorType }) => factorType);

    await page.getByText('Add: Security Question').click();
    await page.getByLabel('Answer').fill('Nothing at all');
    await page.locator('details[open]').getByRole('button', { name: 'Set up' }).click();
    await page.getByText('Added.').waitFor();
    expect(methods()).toContain('question');

    await add('Security Key or Biometric');
    await page.getByRole('button', { name: 'Create passkey' }).click();
    await page.getByText('Ready: you can use it').waitFor();
    expect(methods()).toContain('webauthn');

    await add('Okta Verify (push)');
    await page.getByAltText('QR code for Okta Verify').waitFor();
    const [{ deviceId } = { deviceId: undefined }] = org.org.factors
      .ofUser(id)
      .filter(({ factorType }) => factorType === 'push');
    org.org.factors.activateDevice(id, deviceId ?? '');
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(methods()).toEqual(expect.arrayContaining(['push', 'token:software:totp']));

    for (const { factorType } of org.org.factors.ofUser(id).filter((one) => one.factorType !== 'email')) {
      if (!methods().includes(factorType)) continue; // Okta Verify's two go together
      const count = org.org.factors.ofUser(id).length;
      await page
        .getByRole('button', { name: /^Remove/ })
        .first()
        .click();
      await page.getByText('Removed.').waitFor();
      await expect.poll(() => org.org.factors.ofUser(id).length).toBeLessThan(count);
    }
    await context.close();
  });

  test('axe finds nothing, on a phone and in the dark', async () => {
    const context = await windowToLookAt(browser);
    const page = await context.newPage();
    const flaws = new Flaws();
    await signIn(page, '/app/UserHome');
    await page.waitForURL(`${org.url}/app/UserHome`);
    await flaws.lookFromAllSides(page, 'console-home');
    const { id } = org.org.users.require(login);
    const { group, policies, server, idp, agent, brand } = await detailsOf(org);
    const person = `/admin/user/profile/view/${id}`;
    const app = `/admin/app/oidc_client/instance/${org.app.id}`;
    const paths = [
      '/enduser/settings',
      ...screens.map(({ path }) => path).filter((path) => !path.includes(':')),
      ...['applications', 'groups', 'profile', 'factors', 'roles'].map((tab) => `${person}?tab=${tab}`),
      ...['general', 'sign-on', 'assignments', 'scopes'].map((tab) => `${app}?tab=${tab}`),
      `/admin/group/${org.org.groups.everyone.id}`,
      `${app}/group/${group}`,
      '/admin/universaldirectory/default',
      `/admin/universaldirectory/${org.app.id}`,
      `/admin/oauth2/as/${server}`,
      ...policies,
      `/admin/access/identity-providers/${idp}`,
      `/admin/ai-agents/${agent}`,
      `/admin/customizations/brands/${brand}`,
      '/admin/nothing',
    ];
    for (const path of paths) {
      await page.goto(org.url + path);
      await flaws.lookFromAllSides(page, `console${path.replaceAll(id, 'id').replaceAll(/\W+/g, '-')}`);
    }
    await page.goto(`${org.url}/admin/users`);
    await page.getByRole('button', { name: 'Add person' }).click();
    await flaws.lookFromAllSides(page, 'console-panel');
    for (const [path, name] of [
      ['/admin/access/identity-providers', 'Add OpenID Connect IdP'],
      ['/admin/access/identity-providers/routing-rules', 'Add routing rule'],
      ['/admin/universaldirectory/default', 'Add attribute'],
      [`/admin/customizations/brands/${brand}`, 'Upload logo'],
      [`/admin/ai-agents/${agent}`, 'Add connection'],
      [`/admin/group/${group}`, 'Assign people'],
    ] as const) {
      await page.goto(org.url + path);
      await page.getByRole('button', { name, exact: true }).click();
      await page.getByRole('dialog', { name }).waitFor();
      await flaws.lookFromAllSides(page, `console-panel-${name.replaceAll(' ', '-')}`);
    }
    expect(flaws.found).toEqual({});
    await context.close();
  });
});
