import type { Claim } from '../kernel/model.ts';

const everywhere = ['aud', 'cnf', 'exp', 'iat', 'iss', 'jti', 'nbf', 'token_type', 'ver'];

/**
 * Names that a token's own claims bear or that Okta keeps for itself. `groups` is in Okta's list for access tokens too, but
 * its guides make claims of that name, and they work.
 * @see https://support.okta.com/help/s/article/list-of-reserved-claim-names
 */
const reserved: Readonly<Record<Claim['claimType'], ReadonlySet<string>>> = {
  RESOURCE: new Set([
    ...everywhere,
    ...['acr', 'amr', 'as_uri', 'auth_time', 'cid', 'rpt', 'rsi', 'scp', 'uid', 'username'],
  ]),
  IDENTITY: new Set([
    ...everywhere,
    ...['acr', 'active', 'aid', 'amr', 'app_id', 'app_type', 'at_hash', 'auth_time', 'c_hash', 'client_id'],
    ...['client_ip', 'client_req_id', 'client_type', 'client_user_agent', 'device_compliance', 'device_id'],
    ...[
      'device_known',
      'device_managed',
      'device_name',
      'device_trust',
      'did',
      'dst',
      'group',
      'hotk',
      'idp',
    ],
    ...['idp_iss', 'mac_key', 'may_act', 'nonce', 'oid', 'okta_emailVerified', 'okta_lastUpdated', 'orig'],
    ...['permissions', 'purpose', 'pwd_exp_days', 'pwd_exp_time', 'rid', 'role', 'scope', 'scopes', 'sid'],
    ...['sub', 'term', 'user_ip'],
  ]),
};

export const isReservedClaim = (type: Claim['claimType'], name: string): boolean => reserved[type].has(name);
