import { z } from 'zod';
import { references } from './expression.ts';
import type { Fields, Value } from './value.ts';

const notes = { '//': z.unknown().optional() };
const value: z.ZodType<Value> = z.json();
const block = z.record(z.string(), value);
const blocks = z.record(z.string(), z.record(z.string(), block)).default({});
const schema = z.strictObject({
  ...notes,
  terraform: z.unknown(),
  provider: z.unknown(),
  variable: z
    .record(z.string(), z.object({ type: z.enum(['string', 'bool']), default: value.optional() }))
    .default({}),
  resource: blocks,
  data: blocks,
  output: z.record(z.string(), z.object({ value, sensitive: z.boolean().default(false) })).default({}),
});

/** A resource or data source, as declared. */
export interface Declaration {
  /** `okta_group.admin` or `data.okta_group.everyone`. */
  address: string;
  kind: 'resource' | 'data';
  type: string;
  name: string;
  /** Attributes with unresolved references. */
  attributes: Fields;
  /** Number of instances as an expression; undefined for exactly one. */
  count: Value | undefined;
  /** Attributes that others change after creation. */
  ignoreChanges: string[];
  /** Addresses that must exist before it. */
  after: string[];
}

/** The demo org's parsed Terraform JSON. */
export interface Stack {
  variables: z.output<typeof schema>['variable'];
  declarations: Declaration[];
  outputs: z.output<typeof schema>['output'];
}

const meta = z.object({
  depends_on: z.array(z.string()).default([]),
  lifecycle: z.strictObject({ ignore_changes: z.array(z.string()) }).optional(),
});
const unsupported = ['for_each', 'provisioner', 'connection', 'dynamic'];

/**
 * Parses Terraform JSON. Throws for anything that the direct engine does not support.
 * https://developer.hashicorp.com/terraform/language/syntax/json
 */
export function parseStack(json: string): Stack {
  const stack = schema.parse(JSON.parse(json));
  const declare = (kind: Declaration['kind'], group: typeof stack.resource) =>
    Object.entries(group).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, body]) => declaration(kind, type, name, body)),
    );
  return {
    variables: stack.variable,
    declarations: [...declare('data', stack.data), ...declare('resource', stack.resource)],
    outputs: stack.output,
  };
}

function declaration(kind: Declaration['kind'], type: string, name: string, body: Fields): Declaration {
  const address = `${kind === 'data' ? 'data.' : ''}${type}.${name}`;
  const refused = unsupported.find((attribute) => attribute in body);
  if (refused) throw new Error(`${address}: '${refused}' is not supported by the direct engine.`);
  const { depends_on, lifecycle } = meta.parse(body);
  const { '//': _notes, depends_on: _after, lifecycle: _lifecycle, count, ...attributes } = body;
  return {
    address,
    kind,
    type,
    name,
    attributes,
    count,
    ignoreChanges: lifecycle?.ignore_changes ?? [],
    after: [...new Set([...depends_on, ...references(attributes), ...references(count ?? null)])],
  };
}

/** The values of all variables: given ones, else defaults. Throws if one has neither or the wrong type. */
export function variableValues(stack: Stack, given: Fields): Fields {
  const unknown = Object.keys(given).find((name) => !(name in stack.variables));
  if (unknown) throw new Error(`The demo org has no variable '${unknown}'.`);
  return Object.fromEntries(
    Object.entries(stack.variables).map(([name, variable]) => {
      const chosen = given[name] ?? variable.default;
      if (chosen === undefined) throw new Error(`The demo org needs a value for '${name}'.`);
      if (typeof chosen !== (variable.type === 'bool' ? 'boolean' : 'string'))
        throw new Error(`The variable '${name}' must be a ${variable.type}.`);
      return [name, chosen];
    }),
  );
}
