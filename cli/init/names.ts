import { createHash } from 'node:crypto';
import { demoPeople } from '../provision/people.ts';
import type { DemoPerson } from '../provision/people.ts';
import type { Fields, Value } from '../provision/value.ts';

/** The name of a demo if --name is not passed. */
export const usualName = 'Okta Multidemo';

/**
 * The stack's variables that follow from `--name`: a demo with its own name shares no group with another
 * one in the same org.
 */
export function namesFor(name: Value | undefined): Fields {
  if (typeof name !== 'string' || name === usualName) return {};
  return { name, app_label: name, admin_group: `${name} Admin`, premium_group: `${name} Premium` };
}

/** Ada, Grace and Linus of the demo with this name: `ada.workshop@example.com` for the name “Workshop”. */
export function demoPeopleOf(name: Value | undefined): readonly DemoPerson[] {
  if (typeof name !== 'string' || name === usualName) return demoPeople;
  const latin = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  // A login has no other letters, and two demos must not share people.
  const suffix = latin === '' ? createHash('sha256').update(name).digest('hex').slice(0, 6) : latin;
  return demoPeople.map((person) => ({ ...person, login: person.login.replace('@', `.${suffix}@`) }));
}
