import { resolve, references } from './expression.ts';
import { dataSources, kinds } from './kinds/index.ts';
import type { Found, Kind, Made } from './kinds/kind.ts';
import { ManagementApiError } from './management-api.ts';
import type { OrgReader } from './management-api.ts';
import { variableValues } from './stack.ts';
import type { Declaration, Stack } from './stack.ts';
import { isFields } from './value.ts';
import type { Fields, Value } from './value.ts';

/**
 * What is known about a resource from earlier runs, by its address: `okta_group.admin`,
 * `okta_event_hook.events[0]`.
 */
export type Known = (address: string) => Made | undefined;

/** A resource as declared and as it is in the org. */
export interface Standing {
  address: string;
  /** Attributes with all references resolved; those that others may change have the org's values. */
  wanted: Fields;
  found: Found | undefined;
}

/** Placeholder for values that the org will return once the resource exists. */
const notThere = (address: string): string => `not-there-${address}`;
const isNotThere = (value: Value): boolean => typeof value === 'string' && value.startsWith('not-there-');

/**
 * A stack as it is in an org: resolves references to resources, and compares each resource. Looks things up
 * lazily and only once. Read-only.
 */
export class OrgView {
  readonly #stack: Stack;
  readonly #variables: Fields;
  readonly #api: OrgReader;
  readonly #known: Known;
  readonly #standings = new Map<string, Promise<Standing>>();

  constructor(stack: Stack, given: Fields, { api, known }: { api: OrgReader; known: Known }) {
    this.#stack = stack;
    this.#variables = variableValues(stack, given);
    this.#api = api;
    this.#known = known;
  }

  /** The declaration at an address, without its index. */
  declaration(address: string): Declaration {
    const base = address.replace(/\[\d+\]$/, '');
    const found = this.#stack.declarations.find((item) => item.address === base);
    if (!found) throw new Error(`The stack does not declare ${address}.`);
    return found;
  }

  /** `value` with every reference to variables, resources and data sources resolved. */
  async resolve(value: Value): Promise<Value> {
    const scope: Fields = { var: this.#variables, data: {} };
    await Promise.all(
      references(value).map(async (address) => {
        const { kind, type, name } = this.declaration(address);
        put(kind === 'data' ? (scope.data as Fields) : scope, type, name, await this.#exported(address));
      }),
    );
    return resolve(value, scope);
  }

  /** Addresses of the declaration's instances, numbered if it has a count. */
  async instances({ address, count }: Declaration): Promise<string[]> {
    if (count === undefined) return [address];
    const wanted = Number(await this.resolve(count));
    return Array.from({ length: wanted }, (_, index) => `${address}[${index}]`);
  }

  /** The state of a resource in the org. */
  standing(address: string): Promise<Standing> {
    const asked = this.#standings.get(address) ?? this.#look(address);
    this.#standings.set(address, asked);
    return asked;
  }

  async #look(address: string): Promise<Standing> {
    const declaration = this.declaration(address);
    const declared = asFields(await this.resolve(declaration.attributes));
    const parentIsMissing = Object.entries(declared).some(
      ([attribute, value]) => attribute.endsWith('_id') && isNotThere(value),
    );
    if (parentIsMissing) return { address, wanted: declared, found: undefined };
    try {
      return { address, ...(await compare(declaration, declared, this.#api, this.#known(address))) };
    } catch (error) {
      // A collection below something that does not exist yet.
      if (!(error instanceof ManagementApiError && error.status === 404)) throw error;
      return { address, wanted: declared, found: undefined };
    }
  }

  /** The value of a reference to `address`. */
  async #exported(address: string): Promise<Value> {
    const declaration = this.declaration(address);
    if (declaration.kind === 'data')
      return dataSourceOf(declaration.type)(this.#api, asFields(await this.resolve(declaration.attributes)));
    const addresses = await this.instances(declaration);
    const values = await Promise.all(addresses.map(async (one) => exportsOf(await this.standing(one))));
    return declaration.count === undefined ? (values[0] ?? {}) : values;
  }
}

/** What other declarations may refer to. */
function exportsOf({ address, wanted, found }: Standing): Fields {
  if (found) return { ...wanted, ...found.exports };
  const told = notThere(address);
  return { ...wanted, id: told, client_id: told, client_secret: told, issuer: told };
}

/** The declared and the actual state. Attributes that others may change are expected to be as they are now. */
export async function compare(
  { address, type, ignoreChanges }: Declaration,
  declared: Fields,
  api: OrgReader,
  before: Made | undefined,
): Promise<{ wanted: Fields; found: Found | undefined }> {
  const kind = kindOf(type);
  const found = await kind.find(api, declared, before);
  if (!found || ignoreChanges.length === 0) return { wanted: declared, found };
  const present = await kind.read(api, declared, found.id);
  const ignored = ignoreChanges.map((name) => {
    const value = present[name];
    if (value === undefined) throw new Error(`${address}: ignore_changes of '${name}' is not supported.`);
    return [name, value] as const;
  });
  const wanted = { ...declared, ...Object.fromEntries(ignored) };
  return { wanted, found: await kind.find(api, wanted, found) };
}

export function kindOf(type: string): Kind {
  const kind = kinds[type];
  if (!kind) throw new Error(`The direct engine does not support the resource type '${type}'.`);
  return kind;
}

export function dataSourceOf(type: string) {
  const read = dataSources[type];
  if (!read) throw new Error(`The direct engine does not support the data source '${type}'.`);
  return read;
}

/** Makes `value` available to expressions as `type.name`. */
export function put(scope: Fields, type: string, name: string, value: Value): void {
  const group = (scope[type] ??= {}) as Fields;
  group[name] = value;
}

function asFields(value: Value): Fields {
  if (!isFields(value)) throw new Error('Attributes did not resolve to an object.');
  return value;
}
