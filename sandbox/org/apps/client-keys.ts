import { newId } from '../kernel/ids.ts';
import type { Org } from '../org.ts';

export type Key = Readonly<Record<string, unknown>>;

const isSame = (one: Key, other: Key): boolean =>
  one.kid != null ? one.kid === other.kid : one.n === other.n && one.x === other.x;

/** The public keys of a client as Okta stores them, with an ID and times, which an existing key keeps. */
export function storedClientKeys(
  org: Org,
  given: readonly Key[],
  current: readonly Key[] = [],
): readonly Key[] {
  const now = org.now();
  return given.map(({ id: _id, created: _created, lastUpdated: _changed, _links, ...key }) => {
    const known = current.find((other) => isSame(key, other));
    const { id = newId('clientKey'), created = now } = known ?? {};
    return { ...key, status: key.status ?? 'ACTIVE', id, created, lastUpdated: known?.lastUpdated ?? now };
  });
}

/** The keys that sign for the client, as a JWK set (RFC 7517) without what Okta keeps besides. */
export const publicClientKeys = (keys: readonly Key[]): Record<string, unknown>[] =>
  keys
    .filter(({ status }) => status !== 'INACTIVE')
    .map(({ id: _id, created: _created, lastUpdated: _changed, status: _status, ...jwk }) => jwk);
