import type { ConsoleApi, Item } from '../kernel/api.ts';
import { at, textAt, textsAt } from '../kernel/item.ts';
import type { Field } from '../kernel/screen.ts';
import type { Values } from '../kernel/values.ts';

/** An attribute of a schema. */
export interface Attribute {
  readonly name: string;
  readonly title: string;
  readonly type: string;
  /** What it may hold, where the schema lists that. */
  readonly choices: readonly string[];
  readonly isRequired: boolean;
  readonly isCustom: boolean;
}

/** The attributes of a schema of the API, the org's own first. */
export const attributesIn = (schema: Item): Attribute[] =>
  ['base', 'custom'].flatMap((part) => {
    const required = textsAt(schema, `definitions.${part}.required`);
    const properties = at(schema, `definitions.${part}.properties`);
    return Object.entries((properties ?? {}) as Readonly<Record<string, Item>>).map(([name, property]) => ({
      name,
      title: textAt(property, 'title') || name,
      type: textAt(property, 'type'),
      choices: textsAt(property, textAt(property, 'type') === 'array' ? 'items.enum' : 'enum'),
      isRequired: required.includes(name),
      isCustom: part === 'custom',
    }));
  });

const fieldTypes: Readonly<Record<string, Field['type']>> = {
  boolean: 'flag',
  integer: 'number',
  number: 'number',
  array: 'lines',
};

/** The field for an attribute. */
export function fieldOf({ name, title, type, choices, isRequired }: Attribute, value: unknown): Field {
  const field = { name, label: title, hint: name, value, required: isRequired };
  if (choices.length === 0) return { ...field, type: fieldTypes[type] ?? 'text' };
  const listed = choices.map((choice) => ({ value: choice, label: choice }));
  return type === 'array'
    ? { ...field, type: 'choices', required: false, choices: listed }
    : { ...field, type: 'select', choices: [{ value: '', label: '–' }, ...listed] };
}

/** The value of an attribute as it was typed; null takes it away. */
export function typedValue({ name, type, choices }: Attribute, values: Values): unknown {
  if (type === 'boolean') return values.flag(name);
  if (type === 'array') {
    const listed = choices.length > 0 ? values.choices(name) : values.lines(name);
    return listed.length > 0 ? listed : null;
  }
  if (values.text(name) === '') return null;
  return type === 'integer' || type === 'number' ? values.number(name) : values.text(name);
}

/** The profile that was typed, by a schema: what is empty is left out. */
export async function profileValues(values: Values, schemaPath: string, api: ConsoleApi): Promise<Item> {
  const attributes = attributesIn(await api.get(schemaPath)).filter(({ isCustom }) => isCustom);
  return Object.fromEntries(
    attributes.flatMap((attribute) => {
      const value = typedValue(attribute, values);
      return value === null || value === false ? [] : [[attribute.name, value]];
    }),
  );
}
