import type { Item } from '../kernel/api.ts';
import { textAt, textsAt } from '../kernel/item.ts';
import { groupChoices } from '../kernel/resource.ts';
import type { Field, View } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';

const network = 'conditions.network';
const groups = 'conditions.people.groups.include';

/** The fields of the conditions that policy rules share: `who` is included, the network, and who is excluded. */
export async function conditionFields(
  rule: Item,
  view: View,
  who: readonly Field[] = [],
): Promise<readonly Field[]> {
  return [
    ...who,
    await zoneField(rule, view),
    {
      ...{ name: 'users', label: 'Excluded users', type: 'lines', hint: 'User IDs, one per line.' },
      value: textsAt(rule, 'conditions.people.users.exclude'),
    },
  ];
}

/** In which networks a rule matches. */
export async function zoneField(rule: Item, { api }: View): Promise<Field> {
  const zones = await api.listIfAllowed('/api/v1/zones', { limit: 200 });
  return {
    ...{ name: 'zones', label: 'AND network is one of (anywhere when none is chosen)', type: 'choices' },
    value: textsAt(rule, `${network}.include`),
    choices: zones.map((zone) => ({ value: textAt(zone, 'id'), label: textAt(zone, 'name') })),
  };
}

/** Which groups a rule or policy is for. */
export async function groupField(item: Item, view: View, label: string): Promise<Field> {
  const value = textsAt(item, groups);
  const choices = await groupChoices(view, value);
  return { name: 'groups', label, type: 'choices', find: 'groups', value, choices };
}

/** The changes made by these fields. Conditions that the form does not have are kept. */
export const conditionChanges = (values: Values, rule: Item): Readonly<Record<string, unknown>> => ({
  ...zoneChanges(values, rule),
  'conditions.people.users.exclude': values.lines('users'),
});

/** What the field of the networks changes. */
export function zoneChanges(values: Values, rule: Item): Readonly<Record<string, unknown>> {
  const zones = values.choices('zones');
  if (zones.length > 0) return { [network]: { connection: 'ZONE', include: zones } };
  const excludes = textsAt(rule, `${network}.exclude`).length > 0;
  return excludes ? {} : { [network]: { connection: 'ANYWHERE' } };
}

export const groupChanges = (values: Values, item: Item): Readonly<Record<string, unknown>> => {
  const chosen = values.choices('groups');
  return chosen.length === 0 && textsAt(item, groups).length === 0 ? {} : { [groups]: chosen };
};
