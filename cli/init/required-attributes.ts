import { show } from '../doctor/words.ts';
import { inner } from '../provision/kinds/kind.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import { isFields } from '../provision/value.ts';
import type { Fields, Value } from '../provision/value.ts';
import type { Answers } from './answers.ts';

/** What init gives every person itself. */
const given = ['login', 'email', 'firstName', 'lastName'];

/** An attribute that the org requires for every user, in addition to those that init sets. */
interface Attribute {
  name: string;
  type: string;
  /** The values that it may have; any if there are none. */
  allowed: readonly Value[];
}

/** Attributes without which the org creates no user: https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Schema/ */
async function requiredAttributes(api: ManagementApi): Promise<Attribute[]> {
  const schema = await api.read('/api/v1/meta/schemas/user/default');
  return ['base', 'custom'].flatMap((part) => {
    const { required, properties } = inner(schema, 'definitions', part);
    const named = Array.isArray(required) ? required : [];
    return Object.entries(isFields(properties) ? properties : {}).flatMap(([name, property]) => {
      if (!isFields(property) || given.includes(name)) return [];
      if (property.required !== true && !named.includes(name)) return [];
      const { type, default: preset, enum: allowed } = property;
      if (preset !== undefined && preset !== null) return [];
      return [
        {
          name,
          type: typeof type === 'string' ? type : 'string',
          allowed: Array.isArray(allowed) ? allowed : [],
        },
      ];
    });
  });
}

/**
 * The values of these attributes for the demo people: asked for in a terminal. Without one, the people are left
 * out, before anything is changed.
 * @returns undefined if they have to be left out
 */
export async function chooseAttributes(
  answers: Answers,
  api: ManagementApi,
  tell: (note: string) => void,
): Promise<Fields | undefined> {
  const wanted = await requiredAttributes(api);
  if (wanted.length > 0 && !answers.asks) {
    const names = wanted.map(({ name }) => name).join(', ');
    tell(
      `The org requires ${names} for every user, so Ada, Grace and Linus are not created. Run init in a terminal to be asked for values, or use --admin and --premium.`,
    );
    return undefined;
  }
  const profile: Fields = {};
  for (const attribute of wanted) {
    const { name, allowed } = attribute;
    const answer = await answers.text({
      message: `${name} for the demo accounts (the org requires it)`,
      ...(allowed.length > 0 && { preset: show(allowed[0]) }),
      check: (text) => read(attribute, text) !== undefined || problem(attribute),
    });
    profile[name] = read(attribute, answer) ?? answer;
  }
  return profile;
}

function read({ type, allowed }: Attribute, text: string): Value | undefined {
  const value = valueOf(type, text.trim());
  if (value === undefined || value === '') return undefined;
  return allowed.length === 0 || allowed.includes(value) ? value : undefined;
}

function valueOf(type: string, text: string): Value | undefined {
  if (type === 'boolean') return /^(true|false)$/.test(text) ? text === 'true' : undefined;
  if (type === 'array') return text === '' ? undefined : text.split(/\s*,\s*/);
  if (type !== 'number' && type !== 'integer') return text;
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) return undefined;
  return type === 'integer' && !Number.isInteger(number) ? undefined : number;
}

const problem = ({ type, allowed }: Attribute): string =>
  allowed.length > 0
    ? `It must be one of ${allowed.map(show).join(', ')}.`
    : `It must be of the type ${type}.`;
