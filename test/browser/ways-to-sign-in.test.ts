import { describe, expect, test } from 'vitest';
import { named, noBrowser } from '../helpers/browser/browser.ts';
import { person } from '../helpers/demo.ts';
import { manage } from '../helpers/idps/idps.ts';
import { openFrontDoor } from '../helpers/browser/front-door.ts';
import { giveCredentials } from '../helpers/browser/shop-pages.ts';

/** Entries of the Sign in menu from the click to the signed-in home, with Okta's own unmodified clients. */
describe.skipIf(noBrowser)(named('ways to sign in'), { timeout: 600_000 }, () => {
  const door = openFrontDoor();

  test('L1: Okta’s own page, by redirect', async () => {
    await door.choose('Okta sign-in page');
    expect(door.page.url()).toContain(door.demo.org);
    await giveCredentials(door.page, 'premium');
    await door.isHome('Grace');
  });

  test.each(['Gen2', 'Gen3', 'Classic'])('L2: widget in the page, %s', async (build) => {
    await door.choose('Widget in the page', build);
    await (build === 'Classic' ? door.typeAtOnce(person('basic')) : door.typeInSteps(person('basic')));
    await door.isHome('Ada');
  });

  test('L3: implicit flow; the page says why not to use it', async () => {
    await door.choose('Implicit flow (deprecated)');
    await door.page.getByRole('heading', { name: 'Do not use it today' }).waitFor();
    await door.typeAtOnce(person('premium'));
    await door.isHome('Grace');
  });

  test.each(['Gen2', 'Classic'])('L6: widget with heavy custom CSS, %s', async (build) => {
    await door.choose('Custom-styled widget', build);
    await (build === 'Classic' ? door.typeAtOnce(person('basic')) : door.typeInSteps(person('basic')));
    await door.isHome('Ada');
  });

  test('L7: custom form on auth-js', async () => {
    await door.choose('Custom form');
    await door.typeInSteps(person('admin'));
    await door.isHome('Linus');
  });

  test('L7: the custom form waits for the phone, and shows the number to tap there', async () => {
    const { page, demo } = door;
    const all = await manage<{ id: string; key: string; settings: object }[]>(
      demo.sandbox,
      'GET',
      '/api/v1/authenticators',
    );
    const verify = all.find(({ key }) => key === 'okta_verify')!;
    const bind = (required: string) =>
      manage(demo.sandbox, 'PUT', `/api/v1/authenticators/${verify.id}`, {
        ...verify,
        settings: { ...verify.settings, channelBinding: { style: 'NUMBER_CHALLENGE', required } },
      });
    const wait = async (): Promise<void> => {
      await door.choose('Custom form');
      await page.locator('#field-identifier').fill(person('admin').login);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Verify with something else' }).click();
      await page.locator('#custom-form select').selectOption({ label: 'Okta Verify' });
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('heading', { name: 'Waiting for your phone' }).waitFor();
      expect(await page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
    };
    await wait();
    await page.getByText('Open Okta Verify and approve.').waitFor();
    await bind('ALWAYS');
    try {
      await wait();
      await page.getByText('tap this number').waitFor();
      const number = Number(await page.locator('.step-up-number').textContent());
      demo.sandbox.inbox.answerPush({ user: person('admin').login, answer: 'approve', number });
      await door.isHome('Linus');
    } finally {
      await bind('NEVER');
    }
  });

  test('L7: the custom form shows the QR code of an authenticator that is to be set up', async () => {
    const { page, demo } = door;
    const [policy] = await manage<
      { id: string; settings: { authenticators: { key: string; enroll: object }[] } }[]
    >(demo.sandbox, 'GET', '/api/v1/policies?type=MFA_ENROLL');
    const { id, settings } = policy!;
    const change = (changed: object) =>
      manage(demo.sandbox, 'PUT', `/api/v1/policies/${id}`, { ...policy, settings: changed });
    await change({
      ...settings,
      authenticators: [
        ...settings.authenticators.filter(({ key }) => key !== 'google_otp'),
        { key: 'google_otp', enroll: { self: 'REQUIRED' } },
      ],
    });
    try {
      await door.choose('Custom form');
      await door.typeInSteps(person('basic'));
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('img', { name: 'QR code' }).waitFor();
      const width = await page
        .locator('.own-form-code')
        .evaluate((one: HTMLImageElement) => one.naturalWidth);
      expect(width).toBeGreaterThan(0);
      await page.locator('#field-credentials-passcode').waitFor();
    } finally {
      await change(settings);
    }
  });

  test('L9: opened by a tile of the org’s dashboard, the shop begins a sign-in of its own', async () => {
    const { org, environment } = door.demo;
    await door.page.goto(`${org}/home/oidc_client/${environment['OKTA_CLIENT_ID']!}/aln1`);
    await giveCredentials(door.page, 'basic');
    await door.isHome('Ada');
  });

  test('a page that was asked for is where one comes out', async () => {
    await door.page.goto(`${door.demo.shop}/login/widget?return=/products`);
    await door.typeInSteps(person('basic'));
    await door.page.waitForURL(`${door.demo.shop}/products`);
  });

  test('reload begins again, and the sign-in goes on', async () => {
    await door.choose('Widget in the page');
    await door.page.locator('input[name="identifier"]').waitFor();
    await door.page.reload();
    await door.typeInSteps(person('basic'));
    await door.isHome('Ada');
  });
});
