import type { Item } from '../kernel/api.ts';
import { textAt, textsAt } from '../kernel/item.ts';
import { groupChoices, withSet } from '../kernel/resource.ts';
import type { Field, View } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';

const network = 'conditions.network';
const groups = 'conditions.people.groups.include';

/** The fields of the conditions that rules of policies share: network, and with `withGroups` who is meant. */
export async function conditionFields(
  rule: Item,
  { api }: View,
  who: readonly Field[] = [],
): Promise<readonly Field[]> {
  const chosen = textsAt(rule, `${network}.include`);
  const zones = (await api.listIfAllowed('/api/v1/zones', { limit: 200 })).map((zone) => ({
    value: textAt(zone, 'id'),
    label: textAt(zone, 'name'),
  }));
  return [
    ...who,
    {
      ...{ name: 'zones', label: 'AND network is one of (anywhere when none is chosen)', type: 'choices' },
      ...{ value: chosen, choices: withSet(zones, chosen) },
    },
    {
      ...{ name: 'users', label: 'Excluded users', type: 'lines', hint: 'User IDs, one on each line.' },
      value: textsAt(rule, 'conditions.people.users.exclude'),
    },
  ];
}

/** Which groups a rule or policy is for. */
export async function groupField(item: Item, view: View, label: string): Promise<Field> {
  const value = textsAt(item, groups);
  const choices = withSet(await groupChoices(view, value), value);
  return { name: 'groups', label, type: 'choices', find: 'groups', value, choices };
}

/** What such fields change. A condition that this form does not have stays as it is. */
export function conditionChanges(values: Values, rule: Item): Readonly<Record<string, unknown>> {
  const zones = values.choices('zones');
  const excludes = textsAt(rule, `${network}.exclude`).length > 0;
  return {
    ...(!(excludes && zones.length === 0) && {
      [network]: zones.length === 0 ? { connection: 'ANYWHERE' } : { connection: 'ZONE', include: zones },
    }),
    'conditions.people.users.exclude': values.lines('users'),
  };
}

export const groupChanges = (values: Values, item: Item): Readonly<Record<string, unknown>> => {
  const chosen = values.choices('groups');
  return chosen.length === 0 && textsAt(item, groups).length === 0 ? {} : { [groups]: chosen };
};
