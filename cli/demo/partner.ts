import { UserError } from '../errors.ts';
import type { Browser } from './browser.ts';
import { firstForm } from './browser.ts';
import type { Ground } from './ground.ts';
import { HostedPage } from './hosted-page.ts';
import { brief } from './observation.ts';

/**
 * By the domain of the address: the org's page sends the person on, and the partner's page signs them in.
 * @throws UserError if Okta, the partner or the shop does something else
 */
export async function signInAtPartner(
  { config, control }: Ground,
  browser: Browser,
  email: string,
): Promise<void> {
  if (!control) throw new UserError('The partner’s own sign-in needs a browser');
  const page = await HostedPage.ofSignIn(browser, config.appUrl);
  await page.proceed('identify', { identifier: email });
  const { elsewhere } = page;
  if (elsewhere === undefined)
    throw new UserError(`Okta did not send ${email} to the partner, but asked for ${page.state}`);
  const chooser = await browser.open(elsewhere);
  const asked = firstForm(chooser.text);
  const account = { choice: 'new', email, firstName: 'Mary', lastName: 'Anning' };
  const sent = await browser.post(new URL(asked?.action ?? '', chooser.url).href, {
    ...asked?.fields,
    ...account,
  });
  // The partner's answer travels in a form that a script of its page sends.
  const answer = firstForm(sent.text);
  if (!answer)
    throw new UserError(`The partner did not sign in ${email}: ${sent.status} ${brief(sent.text)}`);
  const end = await browser.post(new URL(answer.action, sent.url).href, answer.fields);
  if (end.url.origin !== config.appUrl)
    throw new UserError(`${email} could not sign in: ${end.status} ${brief(end.text)}`);
}
