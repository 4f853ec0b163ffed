import { fillIn, standsStill } from './browser.ts';
import type { FrontDoor } from './front-door.ts';

/** The newest mail of that address, once it has come: its code and its link. The mailbox is open in a second tab. */
export async function mailTo(door: FrontDoor, address: string): Promise<{ code: string; link: string }> {
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

/** A stranger signs up on Identity Engine: profile, address, password, nothing that is optional. */
export async function signUp(door: FrontDoor, address: string): Promise<void> {
  await door.fill({
    'userProfile.email': address,
    'userProfile.firstName': 'Mira',
    'userProfile.lastName': 'Vandemeer',
  });
  await door.press('Sign Up');
  await door.press(/Set up Email/);
  await door.page.locator('input[name="credentials.passcode"]').waitFor(); // by then the mail is sent
  await door.fill({ 'credentials.passcode': (await mailTo(door, address)).code });
  await door.press('Verify');
  await door.press(/Set up Password/);
  await door.page.locator('input[name="confirmPassword"]').waitFor();
  await standsStill(door.page);
  await door.fill({ 'credentials.passcode': 'Paper-Lantern-1955', confirmPassword: 'Paper-Lantern-1955' });
  await door.press('Next');
  await door.press(/^(Continue|Set up later)$/); // more factors are optional
}

/** Forgot the password on Identity Engine: the code of a mail, then another password. */
export async function recover(door: FrontDoor, login: string, another: string): Promise<void> {
  await door.send('identifier', login);
  await door.press(/Send me an email/);
  await door.press('Enter a verification code instead');
  await door.fill({ 'credentials.passcode': (await mailTo(door, login)).code });
  await door.page.keyboard.press('Enter');
  await door.page.locator('input[name="confirmPassword"]').waitFor();
  await door.fill({ 'credentials.passcode': another, confirmPassword: another });
  await door.press('Reset Password');
}

/** Forgot the password on Classic, up to the page of the org that the link in the mail opens. */
export async function recoverByLink(door: FrontDoor, login: string): Promise<void> {
  await door.press('Need help signing in?');
  await door.press('Forgot password?');
  await door.page.locator('.forgot-password input[name="username"]').fill(login);
  await door.press('Reset via Email');
  await door.shows('Email sent!');
  await door.page.goto((await mailTo(door, login)).link);
}

/** Types the new password on the org's page and sends it. */
export async function choosePassword(door: FrontDoor, another: string): Promise<void> {
  const password = door.page.locator('input[name="credentials.passcode"], input[name="newPassword"]');
  await fillIn([password, another], [door.page.locator('input[name="confirmPassword"]'), another]);
  await door.press('Reset Password');
}
