import { describe, expect, test } from 'vitest';
import { named, noBrowser } from '../../helpers/browser/browser.ts';
import { person } from '../../helpers/demo.ts';
import { openFrontDoor } from '../../helpers/browser/front-door.ts';
import { manage } from '../../helpers/idps/idps.ts';
import { choosePassword, mailTo, recoverByLink, signUp } from '../../helpers/browser/self-service.ts';
import { Flaws, giveCredentials, windowToLookAt } from '../../helpers/browser/shop-pages.ts';

interface Rule {
  readonly id: string;
  readonly actions: { readonly appSignOn: { readonly verificationMethod: object } };
}

const submit = 'input[type="submit"], button[type="submit"]';

/** The org's own sign-in page: Okta's widget, driven by a state token. */
describe.skipIf(noBrowser)(named('the hosted page'), { timeout: 600_000 }, () => {
  describe('on Identity Engine', () => {
    const door = openFrontDoor();
    const begin = () => door.page.goto(`${door.demo.shop}/login/okta`);

    test('a script that someone wrote for the hosted page of a real tenant passes', async () => {
      const { page, demo } = door;
      const { login, password } = person('basic');
      await page.goto(`${demo.shop}/login/okta`);
      await page.fill('input[name=identifier]', login);
      await page.click(submit);
      await page.fill('input[name="credentials.passcode"]', password);
      await page.click(submit);
      await page.waitForURL(`${demo.shop}/`);
      await door.isHome('Ada');

      // Back from there: the page is used up, and leads on to the app.
      await page.goBack();
      await door.isHome('Ada');
    });

    test('the same, where the policy asks for both on one page', async () => {
      const { page, demo } = door;
      const [policy] = await manage<{ id: string }[]>(
        demo.sandbox,
        'GET',
        '/api/v1/policies?type=OKTA_SIGN_ON',
      );
      const rules = `/api/v1/policies/${policy!.id}/rules`;
      const [rule] = await manage<{ id: string; actions: { signon: object } }[]>(demo.sandbox, 'GET', rules);
      const ask = (primaryFactor: string) =>
        manage(demo.sandbox, 'PUT', `${rules}/${rule!.id}`, {
          ...rule,
          actions: { signon: { ...rule!.actions.signon, primaryFactor } },
        });
      await ask('PASSWORD_IDP');
      try {
        const { login, password } = person('premium');
        await begin();
        await page.fill('input[name=identifier]', login);
        await page.fill('input[name="credentials.passcode"]', password);
        await page.click(submit);
        await door.isHome('Grace');
      } finally {
        await ask('PASSWORD_IDP_ANY_FACTOR');
      }
    });

    test('the pill opens a list of people, from which a click fills in the name, at a later step too', async () => {
      const { page } = door;
      await begin();
      const name = page.locator('input[name=identifier]');
      await name.waitFor();
      await page.getByText('Sandbox org on this machine').click();
      await page.getByRole('button', { name: /grace@example\.com.*Premium/ }).click();
      expect(await name.inputValue()).toBe('grace@example.com');
      await page.locator(submit).click();
      await page.locator('input[name="credentials.passcode"]').waitFor();
      await page.getByText('Sandbox org on this machine').press('Enter');
      await page.getByRole('button', { name: /ada@example\.com/ }).press('Enter');
      await name.waitFor();
      expect(await name.inputValue()).toBe('ada@example.com');
      await giveCredentials(page, 'basic');
      await door.isHome('Ada');
    });

    test('in the language of the browser, from the widget’s own files', async () => {
      const context = await door.page.context().browser()!.newContext({ locale: 'de-AT' });
      const page = await context.newPage();
      for (const path of ['/login/okta', '/login/widget?widget=gen2']) {
        await page.goto(door.demo.shop + path);
        await page.getByText('Benutzername').first().waitFor();
        await page.getByText('Anmelden').first().waitFor();
      }
      await context.close();
    });

    test('a stranger signs up, and a forgotten password is set again, without the app', async () => {
      await begin();
      await door.press('Sign up');
      await signUp(door, 'mira@example.com');
      await door.isHome('Mira');

      const { page, demo } = door;
      await page.context().clearCookies();
      const { id } = await manage(demo.sandbox, 'GET', '/api/v1/users/mira@example.com');
      await manage(demo.sandbox, 'POST', `/api/v1/users/${id}/lifecycle/expire_password`);
      await begin();
      await door.typeInSteps({ login: 'mira@example.com', password: 'Paper-Lantern-1955' });
      await page.locator('input[name="confirmPassword"]').waitFor();
      await door.fill({
        'credentials.passcode': 'Another-Lantern-1955',
        confirmPassword: 'Another-Lantern-1955',
      });
      await page.locator('input[name="confirmPassword"]').press('Enter');
      await door.isHome('Mira');
    });

    test('a locked account is unlocked by the code of a mail', async () => {
      const { page, demo } = door;
      const { login } = person('premium');
      const [policy] = await manage<{ id: string }[]>(demo.sandbox, 'GET', '/api/v1/policies?type=PASSWORD');
      const rules = `/api/v1/policies/${policy!.id}/rules`;
      const [rule] = await manage<{ id: string; actions: object }[]>(demo.sandbox, 'GET', rules);
      await manage(demo.sandbox, 'PUT', `${rules}/${rule!.id}`, {
        ...rule,
        actions: { ...rule!.actions, selfServiceUnlock: { access: 'ALLOW' } },
      });
      for (let attempt = 0; attempt < 10; attempt++)
        await fetch(`${demo.org}/api/v1/authn`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ username: login, password: 'wrong' }),
        });
      await begin();
      await page.getByText('Unlock account?').click();
      await page.locator('input[name=identifier]').fill(login);
      await door.press('Next');
      const email = { name: /Email/ };
      await page.getByRole('button', email).or(page.getByRole('link', email)).first().click();
      const instead = page.getByText('Enter a verification code instead');
      await instead.or(page.locator('input[name="credentials.passcode"]')).first().waitFor();
      if ((await instead.count()) > 0) await instead.click();
      await door.fill({ 'credentials.passcode': (await mailTo(door, login)).code });
      await page.keyboard.press('Enter');
      await page
        .getByText(/successfully unlocked/i)
        .first()
        .waitFor();
      const { status } = await manage<{ status: string }>(demo.sandbox, 'GET', `/api/v1/users/${login}`);
      expect(status).toBe('ACTIVE');
    });

    /** Whether the policy of the apps asks for two factors: a person who has one is led to another. */
    const askForTwo = async (isAsked: boolean): Promise<void> => {
      const { sandbox } = door.demo;
      const policies = await manage<{ id: string }[]>(sandbox, 'GET', '/api/v1/policies?type=ACCESS_POLICY');
      for (const { id } of policies) {
        const path = `/api/v1/policies/${id}/rules`;
        for (const rule of await manage<Rule[]>(sandbox, 'GET', path)) {
          const { verificationMethod, ...appSignOn } = rule.actions.appSignOn;
          await manage(sandbox, 'PUT', `${path}/${rule.id}`, {
            ...rule,
            actions: {
              appSignOn: {
                ...appSignOn,
                verificationMethod: { ...verificationMethod, factorMode: isAsked ? '2FA' : '1FA' },
              },
            },
          });
        }
      }
    };

    test('turns dark with the system while it is open, and goes on with the same step', async () => {
      const { page } = door;
      const { login, password } = person('basic');
      await begin();
      await door.send('identifier', login);
      const heading = page.getByRole('heading', { name: 'Verify with your password' });
      const colour = () => heading.evaluate((one) => getComputedStyle(one).color);
      await heading.waitFor();
      const inTheLight = await colour();
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(colour).not.toBe(inTheLight);
      await door.send('credentials.passcode', password);
      await door.isHome('Ada');
    });

    test('keeps what was typed when the system changes its colours, and takes them at the next step', async () => {
      const { page } = door;
      const { login, password } = person('basic');
      await begin();
      await door.fill({ identifier: login });
      const colour = (name: string) =>
        page.getByRole('heading', { name }).evaluate((one) => getComputedStyle(one).color);
      const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [inTheLight, groundInTheLight] = [await colour('Sign In'), await ground()];
      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(ground).not.toBe(groundInTheLight);
      await page.waitForTimeout(500);
      expect(await page.inputValue('input[name=identifier]')).toBe(login);
      expect(await colour('Sign In')).toBe(inTheLight);
      await page.press('input[name=identifier]', 'Enter');
      await expect.poll(() => colour('Verify with your password')).not.toBe(inTheLight);
      await door.send('credentials.passcode', password);
      await door.isHome('Ada');
    });

    test('looks right to axe at each step, on a phone and in the dark', async () => {
      const flaws = new Flaws();
      const browser = door.page.context().browser()!;
      await askForTwo(true);
      // The widget reads the color scheme when it is loaded.
      for (const colours of ['light', 'dark'] as const) {
        const context = await windowToLookAt(browser, [390, colours]);
        const page = await context.newPage();
        const at = (step: string) =>
          flaws.lookFromAllSides(page, `hosted ${step}`, [
            [390, colours],
            [1280, colours],
          ]);
        await page.goto(`${door.demo.shop}/login/okta`);
        await page.locator('input[name=identifier]').waitFor();
        await at('name');
        await page.getByText('Sandbox org on this machine').click();
        await at('people');
        await page.getByRole('button', { name: /ada@example\.com/ }).click();
        await page.locator(submit).click();
        const passcode = page.locator('input[name="credentials.passcode"]');
        await passcode.fill('wrong');
        await passcode.press('Enter');
        await page.getByText('Password is incorrect').waitFor();
        await at('wrong password');
        await passcode.fill(person('basic').password);
        await passcode.press('Enter');
        await page.getByText('Get a verification email').waitFor();
        await at('second factor');
        await context.close();
      }
      await askForTwo(false);
      expect(flaws.found).toEqual({});
    });
  });

  describe('on the Classic engine', () => {
    const door = openFrontDoor({ engine: 'v1' });

    test('the widget’s Classic flow signs in', async () => {
      const { page, demo } = door;
      await page.goto(`${demo.shop}/login/okta`);
      await giveCredentials(page, 'basic');
      await door.isHome('Ada');
    });

    test('a password reset by mail on the Classic engine', async () => {
      const { page, demo } = door;
      await page.goto(`${demo.shop}/login/okta`);
      await recoverByLink(door, person('premium').login);
      await choosePassword(door, 'Forgot-It-Classic-2026');
      await door.shows('My Apps');
      await page.getByRole('link', { name: /OpenID Connect/ }).click();
      await door.isHome('Grace');
      expect((await mailTo(door, person('premium').login)).link).toContain('/reset_password/');
    });
  });
});
