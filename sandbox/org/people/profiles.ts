import { javaPattern } from '../expression/java-pattern.ts';
import type { Profile, Schema, SchemaProperty } from '../kernel/model.ts';

/**
 * The problems of a profile according to its schema, as Okta's causes `attribute: problem`. Includes attributes
 * missing from the schema.
 * @param inUse whether another profile has that value, for unique attributes
 */
export function profileProblems(
  schema: Schema,
  profile: Profile,
  inUse: (attribute: string, value: unknown) => boolean = () => false,
): string[] {
  const known: Readonly<Record<string, SchemaProperty>> = { ...schema.base, ...schema.custom };
  const problems: string[] = [];
  for (const [name, property] of Object.entries(known)) {
    const value = profile[name];
    if (value == null || value === '') {
      if (property.required === true) problems.push(`${name}: The field cannot be left blank`);
      continue;
    }
    const problem = valueProblem(name, value, property);
    if (problem !== undefined) problems.push(problem);
    else if (property.unique === 'UNIQUE_VALIDATED' && inUse(name, value)) {
      problems.push(`${name}: An object with this field already exists in the current organization`);
    }
  }
  return problems;
}

/** The profile with the defaults that the schema has for what was left out. */
export function withDefaults(schema: Schema, profile: Profile): Profile {
  const properties = Object.entries({ ...schema.base, ...schema.custom });
  const missing = properties.filter(
    ([name, property]) => property.default != null && (profile[name] == null || profile[name] === ''),
  );
  return { ...profile, ...Object.fromEntries(missing.map(([name, property]) => [name, property.default])) };
}

/** The attributes of a profile that its schema does not have. */
export function unknownAttributes(schema: Schema, profile: Profile): string[] {
  return Object.keys(profile).filter(
    (name) => !Object.hasOwn(schema.base, name) && !Object.hasOwn(schema.custom, name),
  );
}

function valueProblem(name: string, value: unknown, property: SchemaProperty): string | undefined {
  if (!hasType(value, property.type)) {
    return `${name}: Property type does not match the schema: expected type ${property.type}`;
  }
  if (typeof value === 'string') return textProblem(name, value, property);
  if (typeof value === 'number') return numberProblem(name, value, property);
  return enumProblem(name, value, property);
}

function textProblem(name: string, value: string, property: SchemaProperty): string | undefined {
  const { minLength, maxLength, format, pattern } = property;
  if (typeof maxLength === 'number' && value.length > maxLength) {
    return `${name}: String is too long, maximum length is ${maxLength}.`;
  }
  if (typeof minLength === 'number' && value.length < minLength) {
    return `${name}: String is too short, minimum length is ${minLength}.`;
  }
  if (format === 'email' && !isEmail(value)) return `${name}: Does not match required pattern`;
  if (name === 'login' && pattern === undefined && !isEmail(value)) {
    return 'login: Username must be in the form of an email address';
  }
  if (typeof pattern === 'string' && javaPattern(pattern)?.test(value) !== true) {
    return `${name}: Does not match required pattern`;
  }
  return enumProblem(name, value, property);
}

function numberProblem(name: string, value: number, property: SchemaProperty): string | undefined {
  if (typeof property.minimum === 'number' && value < property.minimum)
    return `${name}: Number is too small.`;
  if (typeof property.maximum === 'number' && value > property.maximum)
    return `${name}: Number is too large.`;
  return enumProblem(name, value, property);
}

function enumProblem(name: string, value: unknown, property: SchemaProperty): string | undefined {
  if (!Array.isArray(property.enum) || property.enum.length === 0) return undefined;
  if ((property.enum as unknown[]).includes(value)) return undefined;
  return `${name}: Does not match any of the allowed values.`;
}

function hasType(value: unknown, type: SchemaProperty['type']): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
  return typeof value === type;
}

/** What Okta accepts as an email address: something, an `@`, a domain. */
const isEmail = (value: string): boolean => /^[^\s@<>()]{1,64}@[^\s@<>()]{1,255}$/.test(value);
