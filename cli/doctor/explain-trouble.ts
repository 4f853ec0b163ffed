import type { Environment } from '../run/environment.ts';
import { isLoopback } from '../run/loopback.ts';
import type { Finding } from './check.ts';
import type { Trouble, TroubleKind } from './trouble.ts';

/** What has the problem: a remote org, one on this machine, which has no status page, or the shop. */
export type Where = 'cloud' | 'here' | 'shop';

export function whereOf({ asked }: Trouble, { OKTA_BASE_URL, APP_URL }: Environment): Where {
  const isAt = (url = '') => URL.canParse(url) && new URL(url).host === asked.split('/')[0];
  if (isAt(APP_URL) && !isAt(OKTA_BASE_URL)) return 'shop';
  const org = OKTA_BASE_URL ?? '';
  return URL.canParse(org) && isLoopback(org) ? 'here' : 'cloud';
}

/** What a problem means for the presenter. */
export function explainTrouble({ kind, asked, message }: Trouble, where: Where): Finding {
  const found = `${asked}: ${message}`;
  if (where === 'shop')
    return {
      found,
      expected: 'A response from the shop within a few seconds.',
      consequence: 'The shop’s pages do not open.',
      remedy: 'Check the output of serve, and restart serve.',
    };
  return {
    found,
    ...texts[kind],
    ...(where === 'here' && { remedy: remediesHere[kind] ?? texts[kind].remedy }),
  };
}

/** The same in short, for the checks after the first. */
export const nameTrouble = ({ kind }: Trouble, where: Where = 'cloud'): string =>
  where === 'shop' ? 'the shop is not responding' : short[kind];

/** A local org has neither a network in between nor a status page. */
const remediesHere: Partial<Record<TroubleKind, string>> = {
  unreachable: 'Start the org (multidemo sandbox), or correct OKTA_BASE_URL.',
  slow: 'Close other programs on this machine and try again, or restart the org.',
  broken: 'Check the org’s output, and restart the org.',
  unauthorized: 'Set OKTA_API_KEY to the API token that the org prints at startup.',
};

const signInStops = 'Users cannot sign in.';
const texts: Record<TroubleKind, Omit<Finding, 'found'>> = {
  unreachable: {
    expected: 'A response from the org.',
    consequence: signInStops,
    remedy: 'Check the network and OKTA_BASE_URL, then https://status.okta.com.',
  },
  slow: {
    expected: 'A response within a few seconds.',
    consequence: 'Pages hang until they time out after ten seconds.',
    remedy: 'Check the network (VPN, proxy, captive portal), then https://status.okta.com.',
  },
  'not-json': {
    expected: 'A JSON response from Okta.',
    consequence: signInStops,
    remedy:
      'A proxy, a captive portal or another site is responding. Open the URL in a browser to see which, or correct OKTA_BASE_URL.',
  },
  unauthorized: {
    expected: 'A credential that the org accepts.',
    consequence: 'Everything that uses the shop’s own credential fails: portfolio, developer portal, config.',
    remedy: 'Create a new API token (Security > API > Tokens) and set OKTA_API_KEY.',
  },
  forbidden: {
    expected: 'Permission to read what the demo uses.',
    consequence: 'Pages that need it fail with 403.',
    remedy:
      'Use a super administrator’s token, or grant the service app the scope (Applications > … > Okta API Scopes).',
  },
  limited: {
    expected: 'Requests left this minute.',
    consequence: 'Sign-in and pages fail with 429 until the limit resets.',
    remedy: 'Wait a minute. Reports > Rate Limits shows what uses up the requests.',
  },
  broken: {
    expected: 'A response without an error.',
    consequence: 'Everything that needs it fails.',
    remedy: 'Check https://status.okta.com, and try again in a minute.',
  },
  'not-offered': {
    expected: 'An org with this API.',
    consequence: 'Parts of the demo that need this API do not work.',
    remedy: 'Use an org with this API, or skip those parts of the demo.',
  },
};
const short: Record<TroubleKind, string> = {
  unreachable: 'the org is not responding',
  slow: 'the org is too slow',
  'not-json': 'the server is not Okta',
  unauthorized: 'the org rejects the credential',
  forbidden: 'the credential is not allowed to read it',
  limited: "the org's rate limit is exceeded",
  broken: 'the org has an internal error',
  'not-offered': 'the org does not have this API',
};
