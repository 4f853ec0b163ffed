import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { admins as readAdmins, loginOf } from '../people.ts';
import { all } from '../words.ts';

/** The group that administers the shop has a member. */
export const admins: Check = {
  id: 'admins',
  title: 'Admins of the shop',
  area: 'People',
  needs: ['groups'],
  docs: 'https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-groups-main.htm',
  async run(context) {
    const found = await readAdmins(context);
    if (found.length > 0) return ok(`${all(found.map(loginOf))}.`);
    const { name } = await context.demo.group('admin');
    return failure({
      found: `There are no members in the group ${name}.`,
      expected: 'At least one person.',
      consequence: 'Nobody can open the Admin pages or approve an order.',
      remedy: `Directory > Groups > ${name} > Assign people.`,
    });
  },
};
