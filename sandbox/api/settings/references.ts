import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { userAttributes } from '../people/user-search.ts';
import { covers, leavesOf, placesOf } from './settings.ts';

/** @throws OktaError if the org has nothing with this ID or name */
export type Check = (org: Org, value: string, field: string) => void;

/** Places in a body, as the register of settings writes them, that name something of the org → how it is looked up. */
export type References = Readonly<Record<string, Check>>;

export const isGroup: Check = (org, id) => {
  org.groups.require(id);
};

export const isUser: Check = (org, id) => {
  if (org.users.get(id) === undefined) throw notFound(id, 'User');
};

export const isZone: Check = (org, id) => {
  if (id !== 'ALL_ZONES') org.zones.require(id);
};

export const isAttribute: Check = (org, value, field) => {
  if (!userAttributes(org).has(value)) throw invalid(field, [`${field}: Invalid attribute '${value}'.`]);
};

/** The same check, which accepts an empty text as no reference. */
export const orEmpty =
  (check: Check): Check =>
  (org, value, field) => {
    if (value !== '') check(org, value, field);
  };

/** @returns a check of a body. It throws an OktaError 400 or 404 when the body names what the org does not have. */
export function referenceCheck(table: References): (org: Org, body: unknown) => void {
  const places = Object.entries(table).flatMap(([key, check]) =>
    placesOf(key).map((place) => ({ place, check })),
  );
  return (org, body) => {
    for (const { path, value } of leavesOf(body))
      if (typeof value === 'string')
        places.find(({ place }) => covers(place, path))?.check(org, value, path.join('.'));
  };
}
