import { OktaError } from '../../org/kernel/errors.ts';
import type { Profile, Schema, User } from '../../org/kernel/model.ts';
import type { ApiRequest } from '../kernel/route.ts';

/** Whether people change their own profile with no more than that allows: a session, or the scope for oneself. */
export const isOwnWrite = ({ principal }: ApiRequest, { id }: User): boolean =>
  principal.user?.id === id &&
  (principal.bySession || (principal.scopes !== undefined && !principal.scopes.has('okta.users.manage')));

/**
 * The profile that a user submits, limited to what the schema lets users edit. Read-only attributes are kept if they are
 * left out, unchanged, or sent as shown.
 * @throws OktaError 403 E0000077 when an attribute with another permission than READ_WRITE for SELF would change
 */
export function ownChanges(schema: Schema, before: Profile, wanted: Profile): Profile {
  const properties = Object.entries({ ...schema.base, ...schema.custom });
  const kept = properties
    .filter(([, { permissions }]) => !mayWrite(permissions))
    .map(([name]) => [name, before[name]] as const);
  const forced = kept.find(
    ([name, value]) => wanted[name] !== undefined && !isSame(wanted[name] ?? null, value ?? null),
  );
  if (forced) {
    throw new OktaError(403, 'E0000077', `Cannot modify the ${forced[0]} attribute because it is read-only.`);
  }
  return { ...wanted, ...Object.fromEntries(kept.filter(([, value]) => value != null)) };
}

function mayWrite(permissions: unknown): boolean {
  const given = Array.isArray(permissions) ? (permissions as { principal?: string; action?: string }[]) : [];
  return given.some(({ principal, action }) => principal === 'SELF' && action === 'READ_WRITE');
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
