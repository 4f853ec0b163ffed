import { decodeToken, listClaim } from '../../auth/claims.ts';
import type { SignedIn } from '../../auth/guards.ts';

/** What a signed-in person's tokens say, in three facts. */
export interface Facts {
  readonly name: string;
  readonly login: string;
  /** What the shop may do for the person. */
  readonly scopes: readonly string[];
  /** The claims of the access token that distinguish this user from another; `value` is undefined if a claim is missing. */
  readonly claims: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly isPremium: boolean;
  readonly isAdmin: boolean;
}

/** Reads the facts from the tokens, for display only: no decision depends on them. */
export function factsOf({ person, tokens }: SignedIn): Facts {
  const access = decodeToken(tokens.accessToken)?.payload ?? {};
  const id = decodeToken(tokens.idToken)?.payload ?? {};
  const features = listClaim(access, 'feature_access');
  const roles = listClaim(access, 'role');
  const groups = listClaim(access, 'groups').length > 0 ? access : id;
  return {
    name: person.name,
    login: person.login,
    scopes: listClaim(access, 'scp'),
    claims: [
      { name: 'feature_access', values: features },
      { name: 'role', values: roles },
      { name: 'groups', values: listClaim(groups, 'groups') },
    ],
    isPremium: features.includes('premium'),
    isAdmin: roles.includes('admin'),
  };
}
