import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../errors.ts';
import { resolve } from './expression.ts';
import { inOrder } from './in-order.ts';
import type { Found, Made } from './kinds/kind.ts';
import { ManagementApiError } from './management-api.ts';
import type { ManagementApi } from './management-api.ts';
import { compare, dataSourceOf, kindOf, put } from './org-view.ts';
import { kindTitle } from './plan.ts';
import { variableValues } from './stack.ts';
import type { Declaration, Stack } from './stack.ts';
import type { ProvisionState, ResourceState, StateFile } from './state-file.ts';
import type { Fields, Value } from './value.ts';

/** What happened to one resource, reported as it happens. */
export interface Change {
  address: string;
  action: 'created' | 'updated' | 'adopted' | 'unchanged' | 'deleted' | 'restored';
}

interface Options {
  api: ManagementApi;
  state: StateFile;
  /** What is in the org under another name than the stack's, by address. */
  named?: Readonly<Record<string, Made>>;
  onChange?: (change: Change) => void;
  /** Called before the org is asked for a change. */
  onStart?: (address: string) => void;
  /**
   * After an abort nothing new starts; calls in progress are awaited, so that the state records what they did.
   */
  signal?: AbortSignal;
}

/**
 * Applies the demo org to an org through its Management API: creates what is missing, updates what differs,
 * removes what the stack no longer declares. To a resource that existed before, it only adds what is missing. Independent resources are processed in parallel. Running it again
 * changes nothing. After a failure, the state records what was done, so that the next run can continue.
 *
 * @returns the stack's outputs
 */
export async function applyDirect(
  stack: Stack,
  given: Fields,
  options: Options,
): Promise<Record<string, string>> {
  for (const { kind, type } of stack.declarations) (kind === 'data' ? dataSourceOf : kindOf)(type);
  const scope: Fields = { var: variableValues(stack, given), data: {} };
  delete options.state.state.fingerprint;
  await inOrder(
    stack.declarations.map(({ address, after }) => ({ address, after })),
    async (address) => {
      const declaration = stack.declarations.find((item) => item.address === address);
      if (declaration) await applyDeclaration(declaration, scope, options);
    },
    options.signal,
  );
  const wanted = new Set(stack.declarations.map(({ address }) => address));
  await destroyWhere((address) => !wanted.has(address.replace(/\[\d+\]$/, '')), options);
  const outputs = Object.entries(stack.outputs).map(([name, { value }]) => [
    name,
    asOutput(resolve(value, scope)),
  ]);
  options.state.state.outputs = Object.fromEntries(outputs) as Record<string, string>;
  await options.state.save();
  return options.state.state.outputs;
}

/** Removes everything that earlier runs created; resources that existed before stay, as they were. */
export async function destroyDirect(options: Options): Promise<void> {
  delete options.state.state.fingerprint;
  options.state.state.outputs = {};
  await destroyWhere(() => true, options);
}

async function applyDeclaration(declaration: Declaration, scope: Fields, options: Options): Promise<void> {
  const { kind, type, name, address, attributes, count } = declaration;
  if (kind === 'data') {
    const read = dataSourceOf(type);
    put(scope.data as Fields, type, name, await read(options.api, resolve(attributes, scope) as Fields));
    return;
  }
  if (count === undefined) {
    put(scope, type, name, await applyResource(declaration, address, scope, options));
    return;
  }
  const instances: Value[] = [];
  const wanted = Number(resolve(count, scope));
  for (let index = 0; index < wanted; index++)
    instances.push(await applyResource(declaration, `${address}[${index}]`, scope, options));
  put(scope, type, name, instances);
  await destroyWhere((other) => other.startsWith(`${address}[`) && indexOf(other) >= wanted, options);
}

async function applyResource(
  declaration: Declaration,
  address: string,
  scope: Fields,
  { api, state, named = {}, onChange, onStart }: Options,
): Promise<Fields> {
  const { type, after } = declaration;
  const kind = kindOf(type);
  const before = state.state.resources[address];
  const keep = async ({ id, exports }: Made, wanted: Fields, owned: Owned): Promise<void> => {
    state.state.resources[address] = { type, id, attributes: wanted, exports, after, ...owned };
    state.state.creating = state.state.creating.filter((other) => other !== address);
    await state.save();
  };
  const record = async (made: Made, wanted: Fields, action: Change['action'], owned = ours) => {
    await keep(made, wanted, owned);
    onChange?.({ address, action });
    return { ...wanted, ...made.exports };
  };
  try {
    const declared = resolve(declaration.attributes, scope) as Fields;
    const { wanted, found } = await compare(declaration, declared, api, before ?? named[address]);
    if (!found) {
      onStart?.(address);
      state.state.creating.push(address);
      await state.save();
      return await record(await kind.create(api, wanted), wanted, 'created');
    }
    if (!isOurs(state.state, address, found, before)) {
      const { missing = [] } = found;
      const known = before?.id === found.id ? before : undefined;
      if (known && missing.length === 0) return await record(known, wanted, 'unchanged', known);
      onStart?.(address);
      // Recorded first, so that it can be taken back even if this run is killed.
      const owned = { made: false, added: [...(known?.added ?? []), ...missing] };
      await keep(found, wanted, owned);
      return await record(await kind.add(api, wanted, found), wanted, known ? 'updated' : 'adopted', owned);
    }
    const asBefore = before === undefined || declaredAlike(before.attributes, wanted, declaration);
    if (found.current && asBefore) return await record(found, wanted, before ? 'unchanged' : 'adopted');
    onStart?.(address);
    return await record(await kind.update(api, wanted, found.id), wanted, 'updated');
  } catch (error) {
    throw atResource(error, address);
  }
}

type Owned = Pick<ResourceState, 'made' | 'added'>;
const ours: Owned = { made: true, added: [] };

/** What we created: recorded, or started by a run that was killed before it could record it. */
export const isOurs = (
  state: ProvisionState,
  address: string,
  found: Found,
  before: ResourceState | undefined,
): boolean => (before ? before.id === found.id && before.made : state.creating.includes(address));

/** An error from the org, with the resource it is about. */
function atResource(error: unknown, address: string): unknown {
  if (!(error instanceof ManagementApiError)) return error;
  return new UserError(`${kindTitle(address)}, ${address}: ${error.message}`, error.remedy, { cause: error });
}

export function declaredAlike(one: Fields, other: Fields, { ignoreChanges }: Declaration): boolean {
  const declared = (fields: Fields) =>
    Object.entries(fields).filter(([name]) => !ignoreChanges.includes(name));
  return isDeepStrictEqual(Object.fromEntries(declared(one)), Object.fromEntries(declared(other)));
}

/** Deletes the selected resources, each before its dependencies. */
async function destroyWhere(
  chosen: (address: string) => boolean,
  { api, state, onChange, onStart, signal }: Options,
): Promise<void> {
  const going = Object.entries(state.state.resources).filter(([address]) => chosen(address));
  const base = (address: string) => address.replace(/\[\d+\]$/, '');
  const steps = going.map(([address]) => ({
    address,
    after: going.filter(([, other]) => other.after.includes(base(address))).map(([other]) => other),
  }));
  await inOrder(
    steps,
    async (address) => {
      const resource = state.state.resources[address];
      if (!resource) return;
      const { made, added, attributes, id } = resource;
      const kind = kindOf(resource.type);
      if (made || added.length > 0) onStart?.(address);
      try {
        if (made) await kind.delete(api, attributes, id);
        else if (added.length > 0) await kind.takeBack(api, attributes, id, added);
      } catch (error) {
        throw atResource(error, address);
      }
      Reflect.deleteProperty(state.state.resources, address);
      await state.save();
      onChange?.({ address, action: made ? 'deleted' : added.length > 0 ? 'restored' : 'unchanged' });
    },
    signal,
  );
}

const indexOf = (address: string) => Number(/\[(\d+)\]$/.exec(address)?.[1] ?? 0);

function asOutput(value: Value): string {
  if (value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
