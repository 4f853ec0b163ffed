import type { Value } from '../provision/value.ts';
import { failure, ok } from './check.ts';
import type { Verdict } from './check.ts';
import type { Context } from './context.ts';
import { changeOauthClient, consolePath, oauthClient, webAppIds } from './web-app.ts';
import { all, count, missingFrom, texts } from './words.ts';

interface Wanted {
  /** Its name, both in the stack and in Okta's API. */
  field: 'redirect_uris' | 'post_logout_redirect_uris';
  called: string;
  console: string;
  consequence: string;
}

/** Compares one of the web app's lists of addresses with the stack. Additional addresses do no harm. */
export async function compareAddresses(
  context: Context,
  { field, called, console, consequence }: Wanted,
): Promise<Verdict> {
  const wanted = texts((await context.demo.attributes('okta_app_oauth.web'))[field]);
  const present = texts((await oauthClient(context))[field]);
  const missing = missingFrom(present, wanted);
  if (missing.length === 0) return ok(`${wanted.length} of ${wanted.length} registered.`);
  return failure({
    found: `${all(missing)} ${missing.length === 1 ? 'is' : 'are'} missing.`,
    details: wanted.map((address) => `${missing.includes(address) ? 'missing' : 'present'}  ${address}`),
    expected: `${count(wanted.length, called)} for ${context.config.appUrl}.`,
    consequence,
    remedy: `${await consolePath(context)} > ${console}: add ${all(missing)}.`,
    ids: webAppIds(context),
    fix: {
      will: `add ${all(missing)} to the web app's ${called}s`,
      apply: () =>
        changeOauthClient(context, (client) => ({ [field]: [...texts(client[field]), ...missing] as Value })),
    },
  });
}
