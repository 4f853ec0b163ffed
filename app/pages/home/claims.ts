import type { InspectedToken } from '../../auth/inspect-token.ts';

/** One row of the decoded token. */
export interface ClaimRow {
  name: string;
  /** As in the token, serialised where it is not plain text. */
  value: string;
  /** Seconds since the epoch when the claim is a time. */
  time: number | undefined;
  meaning: string;
  /** Differs from person to person, and is what the demo turns on. */
  tellsApart: boolean;
  /** In every token of every sign-in: folded away at first. */
  standard: boolean;
}

const tellingApart = new Set(['feature_access', 'role', 'groups']);
const shownAtFirst = new Set([...tellingApart, 'scp', 'name', 'email', 'preferred_username']);

const times = new Set(['exp', 'iat', 'nbf', 'auth_time', 'updated_at']);

const common: Record<string, string> = {
  alg: 'Signature algorithm. RS256: RSA with SHA-256, checked with a public key.',
  kid: 'Which of the published keys made the signature.',
  typ: 'Type of the token.',
  ver: 'Version of Okta’s token format.',
  jti: 'Unique id of this token.',
  iss: 'Issuer: the authorization server that signed the token.',
  iat: 'Issued at.',
  exp: 'Expires: nobody may accept the token after this.',
  nbf: 'Not valid before.',
  auth_time: 'When the person signed in; a refresh does not change it.',
  groups: 'Okta groups of the person, let through by the groups claim’s filter.',
};

const idToken: Record<string, string> = {
  sub: 'Subject: the person’s id in Okta. It never changes.',
  aud: 'Audience: the client that asked, this shop. Others must refuse the token.',
  name: 'Full name, because the scope profile was granted.',
  email: 'E-mail address, because the scope email was granted.',
  email_verified: 'Whether Okta has verified the e-mail address.',
  preferred_username: 'What the person types to sign in.',
  amr: 'How the person proved who they are; pwd is a password, mfa more than one factor.',
  idp: 'Identity provider that authenticated the person; an org id means Okta itself.',
  nonce: 'Random value the shop sent along; ties the token to this very sign-in.',
  at_hash: 'Half of the access token’s hash; ties the two tokens together.',
};

const accessToken: Record<string, string> = {
  sub: 'Subject: the person’s login here, the client’s id in a machine’s token.',
  aud: 'Audience: the API this token is for.',
  cid: 'Client id: the application the token was issued to.',
  uid: 'User id in Okta. Absent in a machine’s token.',
  scp: 'Scopes granted: what the application may do for the person.',
  feature_access: 'Custom claim from app_features: premium opens premium products.',
  role: 'Custom claim from app_permissions: admin opens the admin pages.',
};

/** As in the token; a list with spaces in it, so that a line does not break inside of a word. */
function shownValue(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return JSON.stringify(value);
  return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
}

/** The token as rows, header and payload apart. A claim we do not know is said to be a custom one. */
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
