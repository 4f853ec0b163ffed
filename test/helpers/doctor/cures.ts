import type { Page } from 'playwright-core';
import type { CheckReport } from '../../../app/index.ts';
import { totp } from '../../../sandbox/org/factors/one-time-password.ts';
import { clicksOn } from '../console/clicks.ts';
import { person } from '../demo.ts';

/** Gives the variables that it has copied out of the console. */
type Cure = (check: CheckReport) => Promise<unknown>;

const listed = (text: string): string[] =>
  text
    .replace(/\.$/, '')
    .split(/, then |, | and /)
    .map((one) => one.trim());
const profileIn = (text: string) => JSON.parse(/\{.*\}/.exec(text)![0]) as Record<string, string[]>;

/** By what is broken: what the remedy says, done in the console from the screen that the report links to. */
export function curesOn(page: Page, shop: string): Readonly<Record<string, Cure>> {
  const {
    button,
    said,
    press,
    save,
    fill,
    open,
    goTo,
    arrange,
    addLines,
    secretOf,
    allow,
    giveProfile,
    createToken,
    setPassword,
    permit,
  } = clicksOn(page);
  const activate: Cure = () => press('Activate');
  const addresses =
    (label: string): Cure =>
    ({ details }) =>
      addLines(
        label,
        details.flatMap((line) => /^missing +(\S+)/.exec(line)?.[1] ?? []),
      );
  return {
    'an origin that is trusted for redirects only': async () => {
      await page.locator('tr', { hasText: shop }).getByRole('link').first().click();
      await page.getByLabel('Cross-Origin Resource Sharing (CORS)').check();
      await save();
    },
    'an origin that is switched off': async () => {
      await page.locator('tr', { hasText: shop }).getByRole('link').first().click();
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
      await page.locator('summary', { hasText: 'another authenticator app' }).click();
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
}
