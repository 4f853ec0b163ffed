import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { admins as readAdmins, loginOf } from '../people.ts';
import { all } from '../words.ts';

/** The group that administers the shop has a member. */
export const admins: Check = {
  id: 'admins',
  title: 'Shop admins',
  area: 'People',
  needs: ['groups'],
  docs: 'https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-groups-main.htm',
  async run(context) {
    const found = await readAdmins(context);
    if (found.length > 0) return ok(`${all(found.map(loginOf))}.`);
    const { name, id } = await context.demo.group('admin');
    return failure({
      found: `The group ${name} has no members.`,
      expected: 'At least one member.',
      consequence: 'No one can open the Admin pages or approve orders.',
      remedy: `Directory > Groups > ${name} > Assign people.`,
      ...(id !== undefined && { ids: { group: id } }),
    });
  },
};
