import { attributesIn, fieldOf, typedValue } from '../schemas/attributes.ts';
import type { Item } from '../kernel/api.ts';
import { at, textAt } from '../kernel/item.ts';
import type { Action, Block, View } from '../kernel/screen.ts';
import { userApi } from './people.ts';

const schemaOf = (user: Item, { api }: View): Promise<Item> =>
  api.get(`/api/v1/meta/schemas/user/${textAt(user, '_links.schema.href').split('/').at(-1) || 'default'}`);

export const profileActions: readonly Action<Item>[] = [
  {
    do: 'profile',
    label: 'Save',
    where: 'block',
    guarded: true,
    when: (user, { query }) => query.get('tab') === 'profile' && textAt(user, 'status') !== 'DEPROVISIONED',
    fields: async (user, view) =>
      attributesIn(await schemaOf(user, view)).map((attribute) =>
        fieldOf(attribute, at(user, `profile.${attribute.name}`)),
      ),
    run: async (values, user, view) => {
      const before = (name: string): unknown => at(user, `profile.${name}`);
      const changes = attributesIn(await schemaOf(user, view))
        .map((attribute) => [attribute.name, typedValue(attribute, values)] as const)
        .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before(name) ?? empty(value)));
      await view.api.post(userApi(user), { profile: Object.fromEntries(changes) });
      return { message: 'The profile was saved.' };
    },
  },
];

/** What an attribute that is not there is the same as. */
const empty = (value: unknown): unknown => (value === false ? false : null);

export const profileBlocks = (user: Item): Block[] => [
  { kind: 'form', title: 'Attributes', do: 'profile' },
  { kind: 'json', title: 'As returned by the API', value: user },
];
