import type { AccessClaims, VerifyAccessToken } from '../api/access-token.ts';
import { SignInError } from './errors.ts';
import { verifiedClaims } from './verified-claims.ts';

/** The token does not grant admin access: the scopes it lacks and the roles it contains. */
export class NotAdmin extends SignInError {
  readonly missing: readonly string[];
  readonly roles: readonly string[];
  constructor(missing: readonly string[], roles: readonly string[]) {
    super(403, 'admin-role-needed');
    this.missing = missing;
    this.roles = roles;
  }
}

/**
 * The claims of an admin's token, verified for this request: `admin` in the claim `role`, and these scopes.
 * @throws NotAdmin
 */
export async function requireAdmin(
  services: { verify: VerifyAccessToken },
  token: string,
  scopes: readonly string[] = [],
): Promise<AccessClaims> {
  const claims = await verifiedClaims(services, token);
  const missing = scopes.filter((scope) => !claims.scopes.includes(scope));
  if (missing.length > 0 || !claims.roles.includes('admin')) throw new NotAdmin(missing, claims.roles);
  return claims;
}
