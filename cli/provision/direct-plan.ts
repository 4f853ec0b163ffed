import { resolve } from './expression.ts';
import { compare, dataSourceOf, declaredAlike, indexOf, isOurs, kindOf, put } from './direct.ts';
import { inOrder } from './in-order.ts';
import type { OrgReader, ManagementApi } from './management-api.ts';
import { ManagementApiError } from './management-api.ts';
import type { Drift, Plan, PlannedAction } from './plan.ts';
import { variableValues } from './stack.ts';
import type { Declaration, Stack } from './stack.ts';
import { StateFile } from './state-file.ts';
import type { Fields, Value } from './value.ts';

interface Options {
  api: ManagementApi;
  state: StateFile;
  signal?: AbortSignal;
}

/** Stands for what the org will tell once the resource is there. */
const notThere = (address: string) => `not-there-${address}`;
const isNotThere = (value: Value): boolean => typeof value === 'string' && value.startsWith('not-there-');

/** What `applyDirect` would do, and what others changed since its last run. Reads only. */
export async function planDirect(stack: Stack, given: Fields, options: Options): Promise<Plan> {
  const planning = new Planning(stack, given, options);
  return planning.run();
}

/** What is in the org under the stack's names: ids by address, and the attributes that say where it is. */
export async function presentInOrg(
  stack: Stack,
  given: Fields,
  options: Pick<Options, 'api' | 'signal'>,
): Promise<ReadonlyMap<string, Present>> {
  const planning = new Planning(stack, given, { ...options, state: StateFile.empty(options.api.orgUrl) });
  await planning.run();
  return planning.present;
}

/** Something that is there. */
export interface Present {
  id: string;
  attributes: Fields;
}

class Planning {
  readonly present = new Map<string, Present>();
  private readonly actions = new Map<string, PlannedAction>();
  private readonly drift: Drift[] = [];
  private readonly scope: Fields;
  private readonly stack: Stack;
  private readonly options: Options;

  constructor(stack: Stack, given: Fields, options: Options) {
    this.stack = stack;
    this.options = options;
    this.scope = { var: variableValues(stack, given), data: {} };
  }

  async run(): Promise<Plan> {
    const { declarations } = this.stack;
    const steps = declarations.map(({ address, after }) => ({ address, after }));
    await inOrder(
      steps,
      async (address) => {
        const declaration = declarations.find((item) => item.address === address);
        if (declaration) await this.declaration(declaration);
      },
      this.options.signal,
    );
    for (const [address, { made }] of Object.entries(this.options.state.state.resources))
      if (made && !this.isWanted(address)) this.actions.set(address, 'delete');
    const order = declarations.map(({ address }) => address);
    const place = (address: string) => order.indexOf(address.replace(/\[\d+\]$/, ''));
    const changes = [...this.actions].map(([address, action]) => ({ address, action }));
    return {
      changes: changes.sort((one, other) => place(one.address) - place(other.address)),
      drift: this.drift,
    };
  }

  private isWanted(address: string): boolean {
    const declaration = this.stack.declarations.find(
      (item) => item.address === address.replace(/\[\d+\]$/, ''),
    );
    if (declaration === undefined) return false;
    if (declaration.count === undefined) return true;
    return indexOf(address) < Number(resolve(declaration.count, this.scope));
  }

  private async declaration(declaration: Declaration): Promise<void> {
    const { kind, type, name, address, attributes, count } = declaration;
    if (kind === 'data') {
      const found = await dataSourceOf(type)(this.options.api, resolve(attributes, this.scope) as Fields);
      put(this.scope.data as Fields, type, name, found);
      return;
    }
    if (count === undefined) {
      put(this.scope, type, name, await this.resource(declaration, address));
      return;
    }
    const instances: Value[] = [];
    for (let index = 0; index < Number(resolve(count, this.scope)); index++)
      instances.push(await this.resource(declaration, `${address}[${index}]`));
    put(this.scope, type, name, instances);
  }

  private async resource(declaration: Declaration, address: string): Promise<Fields> {
    const { state } = this.options.state;
    const before = state.resources[address];
    const declared = resolve(declaration.attributes, this.scope) as Fields;
    const parentIsMissing = Object.entries(declared).some(
      ([attribute, value]) => attribute.endsWith('_id') && isNotThere(value),
    );
    const seen = parentIsMissing ? undefined : await this.look(declaration, before);
    if (!seen?.found) {
      if (before) this.drift.push({ address, action: 'delete', attributes: [] });
      this.actions.set(address, 'create');
      const told = notThere(address);
      return { ...declared, id: told, client_id: told, client_secret: told, issuer: told };
    }
    const { wanted, found } = seen;
    this.present.set(address, { id: found.id, attributes: wanted });
    const asBefore = before === undefined || declaredAlike(before.attributes, wanted, declaration);
    const isOther = before !== undefined && before.id !== found.id;
    if (isOther) this.drift.push({ address, action: 'delete', attributes: [] });
    else if (before && !found.current && asBefore)
      this.drift.push({ address, action: 'update', attributes: found.differing ?? [] });
    if (isOther || (before === undefined && !isOurs(state, address, found, before)))
      this.actions.set(address, 'import');
    else if (!found.current || !asBefore) this.actions.set(address, 'update');
    return { ...wanted, ...found.exports };
  }

  private async look(declaration: Declaration, before: Parameters<typeof compare>[3]) {
    try {
      return await compare(declaration, this.scope, this.options.api, before);
    } catch (error) {
      // A collection below something that is not there yet.
      if (error instanceof ManagementApiError && error.status === 404) return undefined;
      throw error;
    }
  }
}

/** What `destroyDirect` would remove, and what others changed since the last run. Reads only. */
export async function planDestroyDirect({ api, state, signal }: Options): Promise<Plan> {
  const ours = Object.entries(state.state.resources).filter(([, { made }]) => made);
  const drift: Drift[] = [];
  const gone = new Set<string>();
  await inOrder(
    ours.map(([address]) => ({ address, after: [] })),
    async (address) => {
      const resource = state.state.resources[address];
      if (!resource) return;
      const found = await findAgain(api, resource);
      if (found?.id !== resource.id) {
        gone.add(address);
        drift.push({ address, action: 'delete', attributes: [] });
      } else if (!found.current) drift.push({ address, action: 'update', attributes: found.differing ?? [] });
    },
    signal,
  );
  const changes = ours
    .filter(([address]) => !gone.has(address))
    .map(([address]) => ({ address, action: 'delete' as const }));
  return { changes: changes.reverse(), drift };
}

async function findAgain(api: OrgReader, resource: StateFile['state']['resources'][string]) {
  const { type, attributes, id, exports } = resource;
  try {
    return await kindOf(type).find(api, attributes, { id, exports });
  } catch (error) {
    if (error instanceof ManagementApiError && error.status === 404) return undefined;
    throw error;
  }
}
