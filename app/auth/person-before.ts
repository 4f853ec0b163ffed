import type { Context } from 'koa';
import { decodeToken, listClaim } from './claims.ts';
import { personFrom } from './person.ts';
import type { TokenSet } from '../store/tokens.ts';

/** A person as this browser remembers them. */
interface Remembered {
  readonly id: string;
  readonly name: string;
  /** The claim `feature_access`. */
  readonly features: readonly string[];
}

/** What distinguishes a user from the previous one. */
export interface Compared {
  readonly name: string;
  readonly before: string;
  /** Features that only one of the two has. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

const cookie = 'persons';

/**
 * Remembers who signs in, and who did before. This outlives the session, since signing out is one way to change
 * persons; it is kept in a signed cookie that scripts cannot read, until the browser is closed.
 */
export function rememberPerson(ctx: Context, tokens: TokenSet): void {
  const person = personFrom(tokens);
  const name = (person.name.split(' ')[0] ?? '').slice(0, 40);
  const features = listClaim(decodeToken(tokens.accessToken)?.payload ?? {}, 'feature_access').slice(0, 8);
  const before = remembered(ctx).find(({ id }) => id !== person.id);
  const now: Remembered = { id: person.id, name, features };
  const kept = Buffer.from(JSON.stringify(before ? [now, before] : [now])).toString('base64url');
  if (kept.length < 3000) ctx.cookies.set(cookie, kept, { httpOnly: true, sameSite: 'lax', signed: true });
}

/** How the signed-in user differs from the previous one; undefined if there was no other. */
export function comparedWithBefore(ctx: Context): Compared | undefined {
  const [now, before] = remembered(ctx);
  if (!now || !before) return undefined;
  return {
    name: now.name,
    before: before.name,
    gained: now.features.filter((value) => !before.features.includes(value)),
    lost: before.features.filter((value) => !now.features.includes(value)),
  };
}

function remembered(ctx: Context): readonly Remembered[] {
  const kept = ctx.cookies.get(cookie, { signed: true });
  if (kept === undefined) return [];
  try {
    return JSON.parse(Buffer.from(kept, 'base64url').toString()) as Remembered[]; // signed: written above
  } catch {
    return [];
  }
}
