import type { InspectedToken } from '../../auth/inspect-token.ts';

/** One row of the decoded token. */
export interface ClaimRow {
  name: string;
  /** As in the token, serialized if it is not plain text. */
  value: string;
  /** Seconds since the epoch, if the claim is a time. */
  time: number | undefined;
  meaning: string;
  /** Whether it differs between users: these claims are what the demo is about. */
  tellsApart: boolean;
  /** In every token of every sign-in: folded away at first. */
  standard: boolean;
}

const tellingApart = new Set(['feature_access', 'role', 'groups', 'loyalty']);
const shownAtFirst = new Set([...tellingApart, 'scp', 'name', 'email', 'preferred_username']);

const times = new Set(['exp', 'iat', 'nbf', 'auth_time', 'updated_at']);

const common: Record<string, string> = {
  alg: 'Signature algorithm. RS256: RSA with SHA-256, checked with a public key.',
  kid: 'The published key that verifies the signature.',
  typ: 'Type of the token.',
  ver: 'Version of Okta’s token format.',
  jti: 'Unique ID of this token.',
  iss: 'Issuer: the authorization server that signed the token.',
  iat: 'Issued at.',
  exp: 'Expires: the token must not be accepted after this time.',
  nbf: 'Not valid before.',
  auth_time: 'When the user signed in; a refresh does not change it.',
  groups: 'The user’s Okta groups that match the groups claim’s filter.',
  loyalty: 'Custom claim from this shop’s token hook, based on the number of orders.',
};

const idToken: Record<string, string> = {
  sub: 'Subject: the user’s ID in Okta. It never changes.',
  aud: 'Audience: the client that requested it, this shop. Others must reject the token.',
  name: 'Full name, because the scope profile was granted.',
  email: 'Email address, because the scope email was granted.',
  email_verified: 'Whether Okta has verified the email address.',
  preferred_username: 'What the user enters to sign in.',
  amr: 'How the user authenticated; pwd means password, mfa more than one factor.',
  idp: 'Identity provider that authenticated the user; an org ID means Okta itself.',
  sid: 'Session at Okta; when it ends, Okta notifies the shop (single logout).',
  nonce: 'Random value sent by the shop; binds the token to this sign-in.',
  at_hash: 'Half of the access token’s hash; binds the two tokens together.',
};

const accessToken: Record<string, string> = {
  sub: 'Subject: the user’s login; in a machine’s token, the client ID.',
  aud: 'Audience: the API this token is for.',
  cid: 'Client ID: the application the token was issued to.',
  uid: 'User ID in Okta. Absent in a machine’s token.',
  cnf: 'Confirmation: the thumbprint (jkt) of the key that the token is bound to. Each request must prove possession of that key (DPoP).',
  scp: 'Granted scopes: what the application may do for the user.',
  feature_access: 'Custom claim from app_features: premium gives access to premium products.',
  role: 'Custom claim from app_permissions: admin gives access to the admin pages.',
};

/** As in the token; a list with spaces in it, so that a line does not break inside of a word. */
function shownValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
}

/** The token as rows, header and payload separately. An unknown claim is described as a custom one. */
export function describeClaims(
  token: InspectedToken,
  kind: 'id' | 'access',
): { header: ClaimRow[]; payload: ClaimRow[] } {
  const meanings = { ...common, ...(kind === 'id' ? idToken : accessToken) };
  const rows = (part: Record<string, unknown>): ClaimRow[] =>
    Object.entries(part).map(([name, value]) => ({
      name,
      value: shownValue(value),
      time: times.has(name) && typeof value === 'number' ? value : undefined,
      meaning: meanings[name] ?? 'A custom claim of this authorization server.',
      tellsApart: tellingApart.has(name),
      standard: name in meanings && !shownAtFirst.has(name),
    }));
  const payload = rows(token.payload);
  const first = payload.filter(({ tellsApart }) => tellsApart);
  return {
    header: rows(token.header),
    payload: [...first, ...payload.filter((row) => !first.includes(row))],
  };
}
