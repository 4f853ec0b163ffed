import type { Environment } from '../run/environment.ts';
import { isLoopback } from '../run/loopback.ts';
import type { Finding } from './check.ts';
import type { Trouble, TroubleKind } from './trouble.ts';

/** Who is in trouble: an org elsewhere, one on this machine, which has no status page, or the shop. */
export type Where = 'cloud' | 'here' | 'shop';

export function whereOf({ asked }: Trouble, { OKTA_BASE_URL, APP_URL }: Environment): Where {
  const isAt = (url = '') => URL.canParse(url) && new URL(url).host === asked.split('/')[0];
  if (isAt(APP_URL) && !isAt(OKTA_BASE_URL)) return 'shop';
  const org = OKTA_BASE_URL ?? '';
  return URL.canParse(org) && isLoopback(org) ? 'here' : 'cloud';
}

/** What a trouble means, for whoever stands before the audience. */
export function explainTrouble({ kind, asked, message }: Trouble, where: Where): Finding {
  const found = `${asked}: ${message}`;
  if (where === 'shop')
    return {
      found,
      expected: 'The shop answers within a few seconds.',
      consequence: 'Its pages do not open.',
      remedy: 'Look at what serve prints, and start it again.',
    };
  return {
    found,
    ...texts[kind],
    ...(where === 'here' && { remedy: remediesHere[kind] ?? texts[kind].remedy }),
  };
}

/** The same in half a sentence, for the checks after the first. */
export const nameTrouble = ({ kind }: Trouble, where: Where = 'cloud'): string =>
  where === 'shop' ? 'the shop does not answer' : short[kind];

/** Neither network nor status page stand between this machine and itself. */
const remediesHere: Partial<Record<TroubleKind, string>> = {
  unreachable: 'Start the org (multidemo sandbox), or correct OKTA_BASE_URL.',
  slow: 'This machine is busy: close other programs and try again; else start the org again.',
  broken: 'Look at what the org prints, and start it again.',
  unauthorized: 'Put the API token that the org prints when it starts into OKTA_API_KEY.',
};

const signInStops = 'Nobody can sign in.';
const texts: Record<TroubleKind, Omit<Finding, 'found'>> = {
  unreachable: {
    expected: 'The org answers.',
    consequence: signInStops,
    remedy: 'Check the network and OKTA_BASE_URL; then https://status.okta.com.',
  },
  slow: {
    expected: 'An answer within a few seconds.',
    consequence: 'Pages hang until the shop gives up after ten seconds.',
    remedy: 'Check the network (VPN, proxy, captive portal); then https://status.okta.com.',
  },
  'not-json': {
    expected: 'JSON, as Okta answers.',
    consequence: signInStops,
    remedy:
      'Something else answers there: a proxy, a captive portal or another site. Open the URL in a browser; correct OKTA_BASE_URL.',
  },
  unauthorized: {
    expected: 'The credential is accepted.',
    consequence:
      'What the shop does in the org on its own behalf fails: portfolio, developer portal, config.',
    remedy: 'Make a new API token (Security > API > Tokens) and put it into OKTA_API_KEY.',
  },
  forbidden: {
    expected: 'The credential may read what the demo uses.',
    consequence: 'The page that needs it shows 403.',
    remedy:
      'Use the token of a super administrator, or grant the service app the scope (Applications > … > Okta API Scopes).',
  },
  limited: {
    expected: 'Requests are left in this minute.',
    consequence: 'Sign-in and pages fail with 429 until the minute is over.',
    remedy: 'Wait a minute; see Reports > Rate Limits for who uses them up.',
  },
  broken: {
    expected: 'An answer without an error.',
    consequence: 'Whatever needs it fails on stage.',
    remedy: 'Look at https://status.okta.com; try again in a minute.',
  },
  'not-offered': {
    expected: 'The org has this API.',
    consequence: 'The part of the demo that needs it does not work there.',
    remedy: 'Use an org that has it, or leave that part out.',
  },
};
const short: Record<TroubleKind, string> = {
  unreachable: 'the org does not answer',
  slow: 'the org is too slow',
  'not-json': 'what answers is not Okta',
  unauthorized: 'the org refuses the credential',
  forbidden: 'the credential may not read it',
  limited: "the org's rate limit is used up",
  broken: 'the org answers with an error of its own',
  'not-offered': 'the org does not offer it',
};
