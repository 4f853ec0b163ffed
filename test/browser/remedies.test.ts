import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { CheckReport } from '../../app/index.ts';
import { totp } from '../../sandbox/org/factors/one-time-password.ts';
import { checks } from '../../cli/doctor/checks/index.ts';
import type * as Paths from '../../cli/paths.ts';
import { screenNamed } from '../../shared/admin-console.ts';
import { packageRoot } from '../../shared/package-root.ts';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { giveCredentials } from '../helpers/browser/shop-pages.ts';
import { person } from '../helpers/demo.ts';
import { checkOf, startPatient } from '../helpers/doctor.ts';
import type { Environment, Patient } from '../helpers/doctor.ts';
import { remediesOf } from '../helpers/doctor-docs.ts';
import { consoleDamages } from '../helpers/doctor/console-damages.ts';
import { damages } from '../helpers/doctor/damages.ts';

const place: { root: string | undefined } = vi.hoisted(() => ({ root: undefined }));
vi.mock('../../cli/paths.ts', async (original) => {
  const real = await original<typeof Paths>();
  return { ...real, packageRoot: () => place.root ?? packageRoot() };
});

let patient: Patient;
let browser: Browser;
let page: Page;
let linusId = '';
const sick = {
  get patient() {
    return patient;
  },
  get linusId() {
    return linusId;
  },
  place,
};
const tools = damages(sick);
const rows = [
  ...tools.rows,
  ...consoleDamages(sick, tools),
  {
    id: 'rights',
    what: 'a token of someone who may not read the org',
    damage: async () => {
      const roles = `/api/v1/users/${person('premium').login}/roles`;
      const { id } = await patient.api.post(roles, { type: 'SUPER_ADMIN' });
      const context = await browser.newContext();
      const hers = await context.newPage();
      await hers.goto(`${patient.demo.org}/admin/access/api/tokens`);
      await giveCredentials(hers, 'premium');
      const OKTA_API_KEY = await createToken('Of someone else', hers);
      await context.close();
      await patient.api.post(roles, { type: 'USER_ADMIN' });
      await patient.api.delete(`${roles}/${id as string}`);
      return { env: { OKTA_API_KEY } };
    },
  },
];

/** What a row breaks, and the way back. */
interface Broken {
  readonly env?: Environment;
  readonly undo?: () => Promise<unknown>;
}
/** Gives the variables that it has copied out of the console. */
type Cure = (check: CheckReport) => Promise<unknown>;

const button = (name: string | RegExp, place: Page | Locator = page): Locator =>
  place.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
const link = (name: string): Locator => page.getByRole('main').getByRole('link', { name, exact: true });
const box = (name: string, value: string): Locator =>
  page.locator(`input[name="${name}"][value="${value}"]:visible`);
const said = async (): Promise<void> => page.locator('.notice.good').first().waitFor();

async function press(name: string | RegExp, place: Page | Locator = page): Promise<void> {
  await button(name, place).first().click();
  await said();
}
const save = (): Promise<void> => press('Save');
async function fill(label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
}
/** Opens the panel of an action. */
async function open(name: string): Promise<Locator> {
  await button(name).first().click();
  const panel = page.getByRole('dialog', { name });
  await panel.waitFor();
  return panel;
}
/** Where a list names it. */
async function goTo(name: string): Promise<void> {
  await link(name).first().click();
  await page.getByRole('heading', { level: 1, name }).waitFor();
}
/** Brings the items of an ordered list into an order, by their buttons. */
async function arrange(names: readonly string[]): Promise<void> {
  for (const [index, name] of names.entries()) {
    for (let moves = 0; moves < names.length; moves++) {
      const now = await page.locator('.order li strong').allInnerTexts();
      const held = now.filter((one) => names.includes(one));
      if (held.indexOf(name) <= index) break;
      await press(`Move ${name} up`);
    }
  }
}
const activate: Cure = () => press('Activate');
const listed = (text: string): string[] =>
  text
    .replace(/\.$/, '')
    .split(/, then |, | and /)
    .map((one) => one.trim());
async function addLines(label: string, lines: readonly string[]): Promise<void> {
  const area = page.getByLabel(label, { exact: true });
  await area.fill([await area.inputValue(), ...lines].join('\n'));
  await save();
}
const addresses =
  (label: string): Cure =>
  ({ details }) =>
    addLines(
      label,
      details.flatMap((line) => /^missing +(\S+)/.exec(line)?.[1] ?? []),
    );
/** The secret that the page shows once. */
async function secretOf(name: string): Promise<Environment> {
  await press(/^Show/);
  return { [name]: await page.locator('.secret code').innerText() };
}
/** Checks the scopes that a rule lacks. */
async function allow(scopes: readonly string[]): Promise<void> {
  for (const scope of scopes) await box('scopes', scope).check();
  await save();
}
async function giveProfile(profile: Record<string, string[]>, place: Page | Locator = page): Promise<void> {
  for (const [name, values] of Object.entries(profile)) {
    const boxes = place.locator(`input[name="${name}"]`);
    for (const one of await boxes.all()) await one.setChecked(values.includes(await one.inputValue()));
  }
}
const profileIn = (text: string) => JSON.parse(/\{.*\}/.exec(text)![0]) as Record<string, string[]>;
async function createToken(name: string, place = page): Promise<string> {
  await button('Create token', place).click();
  const panel = place.getByRole('dialog', { name: 'Create token' });
  await panel.getByLabel(/What do you want your token to be named/).fill(name);
  await button('Create token', panel).click();
  return place.locator('.secret code').innerText();
}
async function setPassword(kind: 'basic' | 'premium'): Promise<void> {
  const panel = await open('Reset password');
  await panel.getByLabel('How').selectOption('set');
  await panel.getByLabel('Password', { exact: true }).fill(person(kind).password);
  await press('Reset password', panel);
}
async function permit(rule: string): Promise<void> {
  await link(rule).first().click();
  await page.getByLabel('THEN access is').selectOption('ALLOW');
  await save();
}

/** By what is broken: what the remedy says, done in the console from the screen that the report links to. */
const cures: Record<string, Cure> = {
  'an origin that is trusted for redirects only': async () => {
    await page.locator('tr', { hasText: patient.demo.shop }).getByRole('link').first().click();
    await page.getByLabel('Cross-Origin Resource Sharing (CORS)').check();
    await save();
  },
  'an origin that is switched off': async () => {
    await page.locator('tr', { hasText: patient.demo.shop }).getByRole('link').first().click();
    await press('Activate');
  },
  'an app that is switched off': activate,
  'no refresh tokens': async () => {
    await page.getByLabel('Refresh Token', { exact: true }).check();
    await save();
  },
  'a TV without the device grant': async () => {
    await page.getByLabel('Device Authorization', { exact: true }).check();
    await save();
  },
  'a TV whose app is switched off': activate,
  'no token from the authorization endpoint': async () => {
    await page.getByLabel('Allow ID Token with implicit grant type').check();
    await page.getByLabel('Allow Access Token with implicit grant type').check();
    await save();
  },
  'an app that requires proofs, and a shop that sends none': async () => {
    await page.getByLabel(/Demonstrating Proof of Possession/).uncheck();
    await save();
  },
  'a shop whose proofs Okta ignores': async () => {
    await page.getByLabel(/Demonstrating Proof of Possession/).check();
    await save();
  },
  'a missing redirect URI': addresses('Sign-in redirect URIs'),
  'a missing sign-out URI': addresses('Sign-out redirect URIs'),
  'another initiate-login URI': async ({ expected }) => {
    await fill('Initiate login URI', /^[^,]+/.exec(expected!)![0]);
    await save();
  },
  'a tile that sends an ID token': async () => {
    await page.getByLabel('Login initiated by').selectOption('SPEC');
    await save();
  },
  'an attribute that is gone': async ({ expected }) => {
    const panel = await open('Add attribute');
    const [, values = ''] = /app_permissions: array of ([^;]*)/.exec(expected!) ?? [];
    await panel.getByLabel('Display name').fill('App permissions');
    await panel.getByLabel('Variable name').fill('app_permissions');
    await panel.getByLabel('Data type').selectOption('array');
    await panel.getByLabel('Enumerated list of values').fill(listed(values).join('\n'));
    await press('Add attribute', panel);
  },
  'an Admin group that gives no permission': async ({ expected }) => {
    await goTo('Admin');
    await giveProfile(profileIn(expected!));
    await save();
  },
  'a group that is not assigned': async ({ expected }) => {
    const panel = await open('Assign to groups');
    await giveProfile(profileIn(expected!), panel);
    await panel.locator('label', { hasText: 'Premium' }).locator('input[name=groups]').check();
    await press('Assign to groups', panel);
    await arrange(['Admin', 'Premium', 'Everyone']);
  },
  'groups in another order': ({ expected }) => arrange(listed(expected!)),
  'a scope of Okta that is not granted': async () => {
    const row = page.locator('tr', { has: page.getByText('okta.users.read', { exact: true }) });
    await press(/^Grant/, row);
  },
  'another audience': async ({ remedy }) => {
    await fill('Audience *', /Audience: ([^\s,]+?)[,.]?(\s|$)/.exec(remedy!)![1]!);
    await save();
  },
  'a server that is switched off': activate,
  'a wrong client secret': () => secretOf('OKTA_CLIENT_SECRET'),
  'a wrong secret of the batch app': () => secretOf('OKTA_SERVICE_CLIENT_SECRET'),
  'another secret': () => secretOf('OKTA_FULFILMENT_CLIENT_SECRET'),
  'no consent on orders:read:user': async () => {
    await goTo('orders:read:user');
    await page.getByLabel('User consent').selectOption('REQUIRED');
    await save();
  },
  'a scope that is missing': async () => {
    const panel = await open('Add scope');
    await panel.getByLabel('Name *').fill('orders:read:user');
    await panel.getByLabel('User consent').selectOption('REQUIRED');
    await press('Add scope', panel);
  },
  'a claim with another expression': async ({ expected }) => {
    await page.locator('tr', { hasText: 'user.login' }).getByRole('link', { name: 'role' }).click();
    await fill('Value *', /: (.*)\.$/.exec(expected!)![1]!);
    await save();
  },
  'a claim that is missing': async ({ expected }) => {
    const [, token, value] = /in the (.*): (.*)\.$/.exec(expected!)!;
    const panel = await open('Add claim');
    await panel.getByLabel('Name *').fill('role');
    await panel
      .getByLabel('Include in token type')
      .selectOption(token === 'ID token' ? 'IDENTITY' : 'RESOURCE');
    await panel.getByLabel('Value *').fill(value!);
    await press('Add claim', panel);
  },
  'a policy that is switched off': activate,
  'a policy that is not for the web app': async () => {
    const panel = await open('Edit');
    await panel.getByLabel('Okta Multidemo', { exact: true }).check();
    await press('Edit', panel);
  },
  'policies in another order': ({ expected }) => arrange(listed(expected!)),
  'policies of other names, without a scope': async ({ remedy }) => {
    await goTo('By hand');
    await goTo('Default');
    await allow(listed(/add (.*) to the rules/.exec(remedy!)![1]!));
  },
  'Default before Admin': async () => {
    const item = (name: string) =>
      page.locator('.order li', { has: page.getByRole('link', { name, exact: true }) });
    await item('Admin').dragTo(item('Default'));
    await said();
  },
  'a rule that is switched off': activate,
  'a rule without a scope': async ({ remedy }) => allow(listed(/add (.*)$/.exec(remedy!)![1]!)),
  'refresh tokens for five minutes': async () => {
    await fill('AND access token lifetime is (minutes) *', '60');
    await fill('AND refresh token lifetime is (minutes, 0 is unlimited) *', '10080');
    await fill('but will expire if not used every (minutes) *', '10080');
    await save();
  },
  'a server that does not trust the shop’s': async () => {
    const panel = await open('Add trusted servers');
    await panel.getByLabel('Okta Multidemo', { exact: true }).check();
    await press('Add trusted servers', panel);
  },
  'a client without the grant': async () => {
    await page.getByLabel('Token Exchange', { exact: true }).check();
    await save();
  },
  'a rule without the grant': async () => {
    await page.locator('.order strong a').first().click();
    const panel = await open('Add rule');
    await panel.getByLabel('Rule name *').fill('By hand');
    await panel.getByLabel('Token Exchange', { exact: true }).check();
    await panel.getByLabel('Any scopes').uncheck();
    await panel.getByLabel('deliveries:create').check();
    await press('Add rule', panel);
  },
  'someone who is locked out': () => press('Unlock'),
  'someone who is suspended': () => press('Unsuspend'),
  'a password that someone has changed': async () => {
    await page.getByRole('searchbox').fill(person('basic').login);
    await button('Search').click();
    await page
      .locator('tr', { hasText: person('basic').login })
      .getByRole('link')
      .first()
      .click();
    await setPassword('basic');
  },
  'a group that someone has renamed': async () => {
    const panel = await open('Add group');
    await panel.getByLabel('Name *').fill('Premium');
    await press('Add group', panel);
  },
  'a group Admin that is empty': async () => {
    const panel = await open('Assign people');
    await panel.getByRole('searchbox').fill('linus');
    await button(/linus@example\.com/, panel).click();
    await press('Assign people', panel);
  },
  'an admin without a second factor': async () => {
    await page.getByText('Add: Okta Verify or another authenticator app').click();
    await page.locator('details[open]').getByRole('button', { name: 'Set up' }).click();
    const secret = await page.locator('.set-up code').innerText();
    await page.getByLabel('Code', { exact: true }).fill(totp(secret, Date.now()));
    await press('Verify');
  },
  'a global session policy that lets nobody in': () => permit('Default Rule'),
  'an authentication policy that lets nobody in': async () => {
    await page.locator('.order strong a').first().click();
    await page.getByLabel('THEN access is').selectOption('ALLOW');
    await save();
  },
  'an authenticator that everyone must set up': async () => {
    await goTo('Default Policy');
    const panel = await open('Edit');
    await panel.locator('select[name="state-webauthn"]').selectOption('OPTIONAL');
    await press('Edit', panel);
  },
  'a network that the org blocks': async () => {
    await goTo('Conference');
    await press('Deactivate');
  },
  'a hook that is switched off': activate,
  'a hook for another address': async ({ expected }) => {
    await fill('URL *', expected!);
    await save();
    const verify = button('Verify');
    if ((await verify.count()) > 0) await press('Verify');
  },
  'a hook without an event': async ({ expected }) => {
    await fill('Subscribe to events *', listed(expected!).join('\n'));
    await save();
  },
  'a rule that does not use it': async () => {
    await goTo('Default');
    await page.getByLabel('THEN use this inline hook').selectOption({ index: 1 });
    await save();
  },
  'an identity provider that the org does not have': async () => ({
    OKTA_GOOGLE_IDP: await page.locator('tbody tr td code').first().innerText(),
  }),
  'an identity provider that is switched off': activate,
  'an identity provider that no rule leads to': async () => {
    const panel = await open('Add routing rule');
    await panel.getByLabel('Rule name *').fill('By hand');
    await panel.getByLabel('AND user matches').selectOption('SUFFIX');
    await panel.getByLabel('Domains or logins').fill('partner.example');
    await panel
      .getByLabel(/partner/i, { exact: false })
      .last()
      .check();
    await press('Add routing rule', panel);
  },
  'a certificate that is about to expire': async () => {
    const panel = await open('Generate new certificate');
    await press('Generate new certificate', panel);
    await press(
      /^Activate/,
      page.locator('section', { hasText: 'SAML Signing Certificates' }).locator('tr').last(),
    );
  },
  'no credential': async () => ({ OKTA_API_KEY: await createToken('By hand') }),
  'a token of someone who may not read the org': async () => {
    await page.getByRole('link', { name: 'Tokens', exact: true }).click();
    return { OKTA_API_KEY: await createToken('Of a super administrator') };
  },
};

describe.skipIf(noBrowser)(named('remedies that name a screen of the console'), { timeout: 120_000 }, () => {
  beforeAll(async () => {
    [patient, browser] = await Promise.all([startPatient(), launchBrowser()]);
    const linus = await patient.api.read(`/api/v1/users/${person('admin').login}`);
    linusId = linus!.id as string;
    await patient.api.post(`/api/v1/users/${linusId}/lifecycle/reset_factors`);
    const roles = await patient.api.list(`/api/v1/users/${linusId}/roles`);
    if (!roles.some(({ type }) => type === 'SUPER_ADMIN'))
      await patient.api.post(`/api/v1/users/${linusId}/roles`, { type: 'SUPER_ADMIN' });
    await tools.enrol(linusId);
    page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    page.on('dialog', (dialog) => void dialog.accept());
    await page.goto(`${patient.demo.org}/admin/users`);
    await giveCredentials(page, 'admin');
    await page.getByRole('heading', { level: 1, name: 'People' }).waitFor();
  });
  afterAll(async () => {
    await browser.close();
    await patient.close();
  });
  afterEach(() => vi.restoreAllMocks());
  const clicked = new Set<string>();

  test.each(rows.map((row) => [`${row.id}: ${row.what}`, row] as const))('%s', async (_, row) => {
    const done = await row.damage();
    const broken: Broken = typeof done === 'function' ? { undo: done } : done;
    const { env = {}, undo } = broken;
    try {
      const only = ['--only', row.id];
      const check = checkOf(await patient.examine(only, env), row.id);
      expect(check.status).toMatch(/warning|failure/);
      if (check.console === undefined) {
        // What is not done in a console says so itself: its remedy names no screen.
        expect(screenNamed(check.remedy ?? '')).toBeUndefined();
        return;
      }
      clicked.add(row.id);
      await page.goto(check.console);
      const cure = cures[row.what];
      if (cure === undefined) throw new Error(`Nobody has done in the console: ${check.remedy ?? ''}`);
      const given = ((await cure(check)) ?? {}) as Environment;
      const after = checkOf(await patient.examine(only, { ...env, ...given }), row.id);
      expect([after.status, after.found, after.because]).toEqual(['ok', after.found, undefined]);
    } finally {
      // What the cure has repaired may no longer be there to be taken back.
      await undo?.().catch(() => undefined);
    }
  });

  test('every check whose remedies name a screen was made well by clicks', () => {
    const naming = checks
      .map(({ id }) => id)
      .filter((id) => remediesOf(id).some((remedy) => screenNamed(remedy)?.path !== undefined));
    expect(naming.length).toBeGreaterThan(10);
    expect(clicked.size).toBeGreaterThan(30);
    expect(naming.filter((id) => !clicked.has(id))).toEqual([]);
  });
});
