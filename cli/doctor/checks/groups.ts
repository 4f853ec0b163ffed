import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { all } from '../words.ts';

/** The groups that decide who sees what. */
export const groups: Check = {
  id: 'groups',
  title: 'Groups',
  area: 'Application',
  needs: ['credential'],
  docs: 'https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-groups-main.htm',
  async run({ demo, org }) {
    const wanted = await Promise.all([demo.group('admin'), demo.group('premium')]);
    const names = wanted.map(({ name }) => name);
    const missing = wanted.filter(({ id }) => id === undefined).map(({ name }) => name);
    if (missing.length === 0) return ok(`${all(names)}.`);
    return failure({
      found: `There is no group ${all(missing)}.`,
      expected: `${all(names)}.`,
      consequence: `Nobody can be ${all(missing)} in the shop.`,
      remedy: `multidemo init, or Directory > Groups > Add group: ${all(missing)}.`,
      fix: {
        will: `create the group ${all(missing)}`,
        apply: async () => {
          for (const name of missing) await org.post('/api/v1/groups', { profile: { name } });
        },
      },
    });
  },
};
