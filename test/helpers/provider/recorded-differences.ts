/** A response that differs from the recorded one, as reported by the replay tool. */
export interface Difference {
  /** Method and path. */
  readonly call: string;
  /** The differences, with their JSON paths. */
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
 * Why responses differ; the first match is used. Each reason is based on the recording itself: an object that
 * none of its requests created, or a value that none of them contains.
 */
const reasons: readonly Reason[] = [
  {
    what: 'custom SAML apps',
    why: "their name begins with the recorded org's subdomain and ends with the number of apps that ever had that label there (`…_40`); the requests contain neither",
    explains: told(/^\$\.name: wanted "[\w-]+_\d+", got "sandbox_/),
  },
  {
    what: '`universalLogout` of apps',
    why: 'null in orgs without Identity Threat Protection (`itpEnabled: false`); the sandbox has it, like most recorded orgs',
    explains: told(/^\$\.universalLogout: wanted null/),
  },
  {
    what: 'authenticators',
    why: 'administrators of the recorded org had added custom OTP, custom apps and external IdPs; among so many the tool pairs ours with the wrong ones, and calls by their ids fail',
    explains: path(/\/api\/v1\/authenticators/),
  },
  {
    what: 'mappings of an identity provider',
    why: 'one for each user type, and the recorded orgs had up to eight more user types',
    explains: path(/\/api\/v1\/mappings/),
  },
  {
    what: 'user types and the attributes of people',
    why: 'the recorded org had types and attributes from before the recording',
    explains: path(/\/api\/v1\/meta\/(types|schemas)\/user/),
  },
  {
    what: 'lists of policies, apps, groups and people',
    why: 'they contain objects that other tests had left in the recorded org',
    explains: path(/^GET \/api\/v1\/(policies|apps|groups|users)\?/),
  },
  {
    what: 'keys of identity providers',
    why: 'requested by a random UUID from Okta, which the tool does not map',
    explains: path(/\/api\/v1\/idps\/credentials\/keys\//),
  },
  {
    what: '`oauth-authorization-server`',
    why: 'Okta lists grants (`password`, `device_code`, `otp`, `oob`, `token-exchange`) and scopes that the sandbox does not have; it lists only what it supports',
    explains: path(/oauth-authorization-server/),
  },
  {
    what: '`okta-organization`',
    why: "contains the org's Okta cell and the products it has bought",
    explains: path(/okta-organization/),
  },
  {
    what: 'owners and members of groups',
    why: 'listed by id; users created at the same moment have ids in a different order',
    explains: path(/\/api\/v1\/groups\/\w+\/(owners|users)/),
  },
  {
    what: 'group rules',
    why: 'the recorded org rejected rules created at the same moment with 423; created one by one they succeed, so their names are taken',
    explains: path(/\/api\/v1\/groups\/rules/),
  },
  {
    what: 'rules of an access policy',
    why: 'created in a policy from before the recording',
    explains: path(/\/api\/v1\/policies\/\w+\/rules/),
  },
  {
    what: 'an event hook',
    why: 'verified by a server that no longer exists',
    explains: path(/\/api\/v1\/eventHooks/),
  },
  {
    what: 'scopes of the `default` server',
    why: 'before July 2024 Okta added its `okta.myAccount` scopes there; new orgs do not have them',
    explains: path(/\/authorizationServers\/default\/scopes/),
  },
  {
    what: 'refresh tokens of a client',
    why: 'ids made up for the recording (`aus123456abc…`)',
    explains: path(/\/clients\/\w+\/tokens\//),
  },
  {
    what: 'a deletion',
    why: 'the recorded org first responded with 500, and the request was repeated',
    explains: told(/^status 404, recorded 204/),
  },
];

/** The reasons and the number of responses each explains, most first, as the table in docs/sandbox.md. */
export function tableOfReasons(differences: readonly Difference[]): string {
  const counted = reasons.map(({ what, why, explains }) => ({ what, why, explains, count: 0 }));
  for (const difference of differences) {
    const reason = counted.find(({ explains }) => explains(difference));
    if (!reason) throw new Error(`No reason explains why ${difference.call} differs: ${difference.why}`);
    reason.count += 1;
  }
  const rows = counted
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ what, why, count }) => `| ${count} | ${what} | ${why} |`);
  return ['| Answers | What | Why |', '|---|---|---|', ...rows].join('\n');
}
