import type { Item } from '../kernel/api.ts';
import { at, textAt } from '../kernel/item.ts';
import type { Action, Block, Field, View } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';
import { userApi } from './people.ts';

/** An attribute of the person's schema. */
interface Attribute {
  readonly name: string;
  readonly title: string;
  readonly type: string;
  readonly isRequired: boolean;
}

async function attributesOf(user: Item, { api }: View): Promise<Attribute[]> {
  const schemaId = textAt(user, '_links.schema.href').split('/').at(-1);
  const schema = await api.get(`/api/v1/meta/schemas/user/${schemaId || 'default'}`);
  return ['base', 'custom'].flatMap((part) => {
    const required = at(schema, `definitions.${part}.required`);
    const properties = at(schema, `definitions.${part}.properties`);
    return Object.entries((properties ?? {}) as Readonly<Record<string, Item>>).map(([name, property]) => ({
      name,
      title: textAt(property, 'title') || name,
      type: textAt(property, 'type'),
      isRequired: Array.isArray(required) && required.includes(name),
    }));
  });
}

const fieldTypes: Readonly<Record<string, Field['type']>> = {
  boolean: 'flag',
  integer: 'number',
  number: 'number',
  array: 'lines',
};

/** The value of an attribute as it was typed; null takes it away. */
function typed({ name, type }: Attribute, values: Values): unknown {
  if (type === 'boolean') return values.flag(name);
  if (type === 'array') return values.lines(name).length > 0 ? values.lines(name) : null;
  if (values.text(name) === '') return null;
  return type === 'integer' || type === 'number' ? values.number(name) : values.text(name);
}

export const profileActions: readonly Action<Item>[] = [
  {
    do: 'profile',
    label: 'Save',
    where: 'block',
    guarded: true,
    when: (user, { query }) => query.get('tab') === 'profile' && textAt(user, 'status') !== 'DEPROVISIONED',
    fields: async (user, view) =>
      (await attributesOf(user, view)).map(({ name, title, type, isRequired }) => ({
        ...{ name, required: isRequired, value: at(user, `profile.${name}`) },
        label: title,
        hint: name,
        type: fieldTypes[type] ?? 'text',
      })),
    run: async (values, user, view) => {
      const attributes = await attributesOf(user, view);
      const before = (name: string): unknown => at(user, `profile.${name}`);
      const changes = attributes
        .map((attribute) => [attribute.name, typed(attribute, values)] as const)
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
  { kind: 'json', title: 'As the API shows it', value: user },
];
