import { failure, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { all } from '../words.ts';

/** The groups that determine who sees what. */
export const groups: Check = {
  id: 'groups',
  title: 'Groups',
  area: 'Application',
  needs: ['credential'],
  docs: 'https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-groups-main.htm',
  async run({ demo }) {
    const wanted = await Promise.all([demo.group('admin'), demo.group('premium')]);
    const names = wanted.map(({ name }) => name);
    const missing = wanted.filter(({ id }) => id === undefined);
    if (missing.length === 0) return ok(`${all(names)}.`);
    const missed = all(missing.map(({ name }) => name));
    // Without premium users the demo still works, so the other checks go on.
    const say = missing.some(({ name }) => name === wanted[0].name) ? failure : warning;
    return say({
      found: `There is no group ${missed}.`,
      expected: `${all(names)}.`,
      consequence: `No one can be ${missed} in the shop.`,
      remedy: `Run multidemo init, or Directory > Groups > Add group: ${missed}.`,
      fix: {
        will: `create the group ${missed}`,
        apply: async () => {
          for (const { address } of missing) await demo.make(address);
        },
      },
    });
  },
};
