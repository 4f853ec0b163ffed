import type { TokenSet } from '../store/tokens.ts';
import { decodeToken, listClaim, textClaim } from './claims.ts';

/**
 * The signed-in user, as shown on the pages. Permissions never come from here, only from a verified access
 * token.
 */
export interface Person {
  id: string;
  name: string;
  login: string;
  /** Basic, Premium or Admin, derived from the claims `role` and `feature_access`. */
  badge: 'Basic' | 'Premium' | 'Admin';
  initials: string;
}

export function personFrom(tokens: TokenSet): Person {
  const id = decodeToken(tokens.idToken)?.payload ?? {};
  const access = decodeToken(tokens.accessToken)?.payload ?? {};
  const login =
    textClaim(id, 'preferred_username') ?? textClaim(id, 'email') ?? textClaim(access, 'sub') ?? '';
  // Okta accepts a line break in a name; a page shows it as a space.
  const name = (textClaim(id, 'name') ?? login).replace(/[\s\p{C}]+/gu, ' ').trim();
  return {
    id: textClaim(id, 'sub') ?? '',
    name,
    login,
    badge: badgeFrom(access),
    initials: initialsOf(name),
  };
}

function badgeFrom(access: Record<string, unknown>): Person['badge'] {
  if (listClaim(access, 'role').includes('admin')) return 'Admin';
  return listClaim(access, 'feature_access').includes('premium') ? 'Premium' : 'Basic';
}

function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => String.fromCodePoint(word?.codePointAt(0) ?? 0x20).trim())
    .join('')
    .toUpperCase();
}
