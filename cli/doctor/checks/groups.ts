import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { isFields } from '../../provision/value.ts';
import type { Fields } from '../../provision/value.ts';
import { all, show } from '../words.ts';

/** The groups that decide who sees what. */
export const groups: Check = {
  id: 'groups',
  title: 'Groups',
  area: 'Application',
  needs: ['credential'],
  docs: 'https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-groups-main.htm',
  async run({ demo, org }) {
    const scope = await demo.scope();
    const found = Object.values((scope.okta_group as Fields | undefined) ?? {}).filter(isFields);
    const missing = found.filter((group) => group.missing === true).map(({ name }) => show(name));
    if (missing.length === 0) return ok(`${all(found.map(({ name }) => show(name)))}.`);
    return failure({
      found: `There is no group ${all(missing)}.`,
      expected: all(found.map(({ name }) => show(name))),
      consequence: `Nobody can be ${all(missing)} in the shop.`,
      remedy: `multidemo init, or Directory > Groups > Add group: ${all(missing)}.`,
      fix: {
        will: `create the group ${all(missing)}`,
        apply: async () => {
          for (const name of missing) await org.write('POST', '/api/v1/groups', { profile: { name } });
        },
      },
    });
  },
};
