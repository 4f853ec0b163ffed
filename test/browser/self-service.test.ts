import { describe, expect, test } from 'vitest';
import { named, noBrowser } from '../helpers/browser.ts';
import { person } from '../helpers/demo.ts';
import { openFrontDoor } from '../helpers/front-door.ts';

/** L8: sign-up and recovery, with the mailbox beside the demo in a second tab as a presenter has it. */
describe.skipIf(noBrowser)(named('self-service'), { timeout: 180_000 }, () => {
  const door = openFrontDoor();

  /** The newest mail of that address, once it has come: its code and its link. */
  async function mailTo(address: string): Promise<{ code: string; link: string }> {
    const mailbox = await door.context.newPage();
    await mailbox.goto(`${door.demo.outside}/mailbox/${encodeURIComponent(address)}`);
    const mail = mailbox.locator('.mail').first();
    await mail.waitFor();
    const copy = mail.locator('[data-copy]');
    const code = (await copy.count()) > 0 ? await copy.getAttribute('data-copy') : '';
    const link = mail.locator('.letter a');
    const href = (await link.count()) > 0 ? await link.first().getAttribute('href') : '';
    await mailbox.close();
    return { code: code ?? '', link: href ?? '' };
  }

  test.each(['Gen2', 'Gen3'])(
    'L8: %s: forgot the password, proves it by mail, chooses another',
    async (build) => {
      const { login } = person('basic');
      await door.choose('Forgot your password', build);
      await door.fill('identifier', login);
      await door.page.keyboard.press('Enter');
      await door.press(/Send me an email/);
      await door.press('Enter a verification code instead');
      await door.fill('credentials.passcode', (await mailTo(login)).code);
      await door.page.keyboard.press('Enter');
      await door.page.locator('input[name="confirmPassword"]').waitFor();
      const another = `Forgot-It-${build}-2026`;
      await door.fill('credentials.passcode', another);
      await door.fill('confirmPassword', another);
      await door.press('Reset Password');
      await door.isHome('Ada');
    },
  );

  test.each(['Gen2', 'Gen3'])(
    'L8: %s: a stranger signs up, proves the address, chooses a password and is at home',
    async (build) => {
      const address = `mira.${build.toLowerCase()}@example.com`;
      await door.choose('Sign up', build);
      await door.fill('userProfile.email', address);
      await door.fill('userProfile.firstName', 'Mira');
      await door.fill('userProfile.lastName', 'Vandemeer');
      await door.press('Sign Up');
      await door.press(/Set up Email/);
      await door.page.locator('input[name="credentials.passcode"]').waitFor(); // by then the mail is sent
      await door.fill('credentials.passcode', (await mailTo(address)).code);
      await door.press('Verify');
      await door.press(/Set up Password/);
      await door.fill('credentials.passcode', 'Paper-Lantern-1955');
      await door.fill('confirmPassword', 'Paper-Lantern-1955');
      await door.press('Next');
      await door.press(/^(Continue|Set up later)$/); // more factors are optional
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
    const { login } = person('premium');
    await door.choose('Forgot your password', 'Classic');
    await door.press('Need help signing in?');
    await door.press('Forgot password?');
    await door.page.locator('.forgot-password input[name="username"]').fill(login);
    await door.press('Reset via Email');
    await door.shows('Email sent!');
    await door.page.goto((await mailTo(login)).link);
    await door.page.getByLabel('New password').fill('short');
    await door.page.getByLabel('The same once more').fill('short');
    await door.press('Reset password');
    await door.shows(/Password requirements were not met/);
    await door.page.getByLabel('New password').fill('Forgot-It-Classic-2026');
    await door.page.getByLabel('The same once more').fill('Forgot-It-Classic-2026');
    await door.press('Reset password');
    await door.shows('Your password is changed');
    await door.press(/^Go on to /);
    await door.isHome('Grace');
  });
});
