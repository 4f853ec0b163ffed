/** An answer that differs from the recorded one, as the replay tool tells it. */
export interface Difference {
  /** Method and path. */
  readonly call: string;
  /** What differs, place by place. */
  readonly why: string;
}

interface Reason {
  readonly what: string;
  readonly why: string;
  readonly explains: (difference: Difference) => boolean;
}

const path =
  (pattern: RegExp) =>
  ({ call }: Difference): boolean =>
    pattern.test(call);
const told =
  (pattern: RegExp) =>
  ({ why }: Difference): boolean =>
    pattern.test(why);

/**
 * Why answers differ; the first that explains a difference counts. Each stands on what the recording itself shows: an
 * object that no request of it made, or a value that no request of it holds.
 */
const reasons: readonly Reason[] = [
  {
    what: 'custom SAML apps',
    why: "their name begins with the recorded org's subdomain and ends with how many apps ever had that label there (`…_40`); no request holds either",
    explains: told(/^\$\.name: wanted "[\w-]+_\d+", got "sandbox_/),
  },
  {
    what: '`universalLogout` of apps',
    why: 'null in orgs without Identity Threat Protection (`itpEnabled: false`); the sandbox is an org that has it, as most recorded ones',
    explains: told(/^\$\.universalLogout: wanted null/),
  },
  {
    what: 'authenticators',
    why: 'custom OTP, custom apps and external IdPs that administrators of the recorded org had added; among so many the tool pairs ours with the wrong ones, and calls by their ids are lost',
    explains: path(/\/api\/v1\/authenticators/),
  },
  {
    what: 'mappings of an identity provider',
    why: 'one for each user type, and the recorded orgs had up to eight user types more',
    explains: path(/\/api\/v1\/mappings/),
  },
  {
    what: 'user types and the attributes of people',
    why: 'the recorded org had types and attributes from before the recording',
    explains: path(/\/api\/v1\/meta\/(types|schemas)\/user/),
  },
  {
    what: 'lists of policies, apps, groups and people',
    why: 'they hold what other tests had left in the recorded org',
    explains: path(/^GET \/api\/v1\/(policies|apps|groups|users)\?/),
  },
  {
    what: 'keys of identity providers',
    why: 'asked for by a UUID that Okta chose at random, which the tool does not map',
    explains: path(/\/api\/v1\/idps\/credentials\/keys\//),
  },
  {
    what: '`oauth-authorization-server`',
    why: 'Okta names grants (`password`, `device_code`, `otp`, `oob`, `token-exchange`) and scopes that the sandbox does not have; it names what answers',
    explains: path(/oauth-authorization-server/),
  },
  {
    what: '`okta-organization`',
    why: "tells in which of Okta's cells the org lives, and which products it has bought",
    explains: path(/okta-organization/),
  },
  {
    what: 'owners and members of groups',
    why: 'listed by id; people who were made at the same moment have ids in another order',
    explains: path(/\/api\/v1\/groups\/\w+\/(owners|users)/),
  },
  {
    what: 'group rules',
    why: 'the recorded org answered 423 to rules made at the same moment; made one by one they succeed, so that their names are taken',
    explains: path(/\/api\/v1\/groups\/rules/),
  },
  {
    what: 'rules of an access policy',
    why: 'made in a policy from before the recording',
    explains: path(/\/api\/v1\/policies\/\w+\/rules/),
  },
  {
    what: 'an event hook',
    why: 'verified by an address that is long gone',
    explains: path(/\/api\/v1\/eventHooks/),
  },
  {
    what: 'scopes of the `default` server',
    why: 'before July 2024 Okta put its `okta.myAccount` scopes there; new orgs do not have them',
    explains: path(/\/authorizationServers\/default\/scopes/),
  },
  {
    what: 'refresh tokens of a client',
    why: 'ids invented by whoever recorded (`aus123456abc…`)',
    explains: path(/\/clients\/\w+\/tokens\//),
  },
  {
    what: 'a deletion',
    why: 'the recorded org answered 500 first and had to be asked again',
    explains: told(/^status 404, recorded 204/),
  },
];

/** The reasons with how many answers each explains, most first, as the table of docs/sandbox.md. */
export function tableOfReasons(differences: readonly Difference[]): string {
  const counted = reasons.map(({ what, why, explains }) => ({ what, why, explains, count: 0 }));
  for (const difference of differences) {
    const reason = counted.find(({ explains }) => explains(difference));
    if (!reason) throw new Error(`Nobody has explained why ${difference.call} differs: ${difference.why}`);
    reason.count += 1;
  }
  const rows = counted
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ what, why, count }) => `| ${count} | ${what} | ${why} |`);
  return ['| Answers | What | Why |', '|---|---|---|', ...rows].join('\n');
}
