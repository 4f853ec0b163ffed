import { describe, expect, test } from 'vitest';
import { named, noBrowser } from '../helpers/browser/browser.ts';
import { person } from '../helpers/demo.ts';
import { openFrontDoor } from '../helpers/browser/front-door.ts';
import { choosePassword, recover, recoverByLink, signUp } from '../helpers/browser/self-service.ts';

/** L8: sign-up and recovery, with the mailbox beside the demo in a second tab as a presenter has it. */
describe.skipIf(noBrowser)(named('self-service'), { timeout: 600_000 }, () => {
  const door = openFrontDoor();

  test.each(['Gen2', 'Gen3'])(
    'L8: %s: forgot the password, proves it by mail, chooses another',
    async (build) => {
      await door.choose('Forgot your password', build);
      await recover(door, person('basic').login, `Forgot-It-${build}-2026`);
      await door.isHome('Ada');
    },
  );

  test.each(['Gen2', 'Gen3'])(
    'L8: %s: a stranger signs up, proves the address, chooses a password and is at home',
    async (build) => {
      await door.choose('Sign up', build);
      await signUp(door, `mira.${build.toLowerCase()}@example.com`);
      await door.isHome('Mira');
    },
  );

  test('L8: Classic: no form that could only fail, but why, and a way on', async () => {
    await door.choose('Sign up', 'Classic');
    await door.page.getByRole('heading', { name: 'No sign-up with the Classic widget' }).waitFor();
    expect(await door.page.locator('#sign-in-widget, script[src*="okta-sign-in"]').count()).toBe(0);
    await door.press('Sign up with Gen2');
    await door.page.locator('input[name="userProfile.email"]').waitFor();
  });

  test('L8: Classic: the link in the mail leads to the org’s page, and from there back to the shop', async () => {
    await door.choose('Forgot your password', 'Classic');
    await recoverByLink(door, person('premium').login);
    await choosePassword(door, 'short');
    await door.shows(/Password requirements were not met/);
    await choosePassword(door, 'Forgot-It-Classic-2026');
    await door.shows('My Apps');
    await door.page.getByRole('link', { name: /OpenID Connect/ }).click();
    await door.isHome('Grace');
  });
});
