import type { Addition } from './additions.ts';
import { declaredAlike, isOurs } from './direct.ts';
import { inOrder } from './in-order.ts';
import type { Made } from './kinds/kind.ts';
import { ManagementApiError } from './management-api.ts';
import type { OrgReader, ManagementApi } from './management-api.ts';
import { OrgView, kindOf } from './org-view.ts';
import type { Standing } from './org-view.ts';
import type { Drift, Plan, PlannedChange } from './plan.ts';
import type { Stack } from './stack.ts';
import { StateFile } from './state-file.ts';
import type { Fields } from './value.ts';

interface Options {
  api: ManagementApi;
  state: StateFile;
  /** What is in the org under another name than the stack's, by address. */
  named?: Readonly<Record<string, Made>>;
  signal?: AbortSignal;
}

/** What `applyDirect` would do, and what others changed since its last run. Reads only. */
export async function planDirect(stack: Stack, given: Fields, options: Options): Promise<Plan> {
  const planning = new Planning(stack, given, options);
  return planning.run();
}

/** Existing resources with the stack's names: ids by address, and the attributes that locate them. */
export async function presentInOrg(
  stack: Stack,
  given: Fields,
  options: Pick<Options, 'api' | 'signal' | 'named'>,
): Promise<ReadonlyMap<string, Present>> {
  const planning = new Planning(stack, given, { ...options, state: StateFile.empty(options.api.orgUrl) });
  await planning.run();
  return planning.present;
}

/** An existing resource. */
export interface Present {
  id: string;
  attributes: Fields;
  /** What adopting it would add. */
  missing: Addition[];
}

class Planning {
  readonly present = new Map<string, Present>();
  private readonly actions = new Map<string, Omit<PlannedChange, 'address'>>();
  private readonly drift: Drift[] = [];
  private readonly view: OrgView;
  private readonly stack: Stack;
  private readonly options: Options;

  constructor(stack: Stack, given: Fields, options: Options) {
    this.stack = stack;
    this.options = options;
    const { api, state } = options;
    this.view = new OrgView(stack, given, {
      api,
      known: (address) => state.state.resources[address] ?? options.named?.[address],
    });
  }

  async run(): Promise<Plan> {
    const { declarations } = this.stack;
    const wanted: string[] = [];
    await inOrder(
      declarations
        .filter(({ kind }) => kind === 'resource')
        .map(({ address, after }) => ({ address, after })),
      async (address) => {
        const addresses = await this.view.instances(this.view.declaration(address));
        wanted.push(...addresses);
        for (const one of addresses) this.resource(await this.view.standing(one));
      },
      this.options.signal,
    );
    for (const [address, { made }] of Object.entries(this.options.state.state.resources))
      if (made && !wanted.includes(address)) this.actions.set(address, { action: 'delete' });
    const order = declarations.map(({ address }) => address);
    const place = (address: string) => order.indexOf(address.replace(/\[\d+\]$/, ''));
    const changes = [...this.actions].map(([address, change]) => ({ address, ...change }));
    return {
      changes: changes.sort((one, other) => place(one.address) - place(other.address)),
      drift: this.drift,
    };
  }

  private resource({ address, wanted, found }: Standing): void {
    const { state } = this.options.state;
    const before = state.resources[address];
    if (!found) {
      if (before) this.drift.push({ address, action: 'delete', attributes: [] });
      this.actions.set(address, { action: 'create' });
      return;
    }
    const { missing = [] } = found;
    this.present.set(address, { id: found.id, attributes: wanted, missing });
    const asBefore =
      before === undefined || declaredAlike(before.attributes, wanted, this.view.declaration(address));
    const isOther = before !== undefined && before.id !== found.id;
    const isAdopted = before !== undefined && !isOther && !before.made;
    const differing = isAdopted ? missing.map(({ field }) => field) : (found.differing ?? []);
    const isCurrent = isAdopted ? missing.length === 0 : found.current;
    const fields = missing.length > 0 && { fields: missing };
    if (isOther) this.drift.push({ address, action: 'delete', attributes: [] });
    else if (before && !isCurrent && asBefore)
      this.drift.push({ address, action: 'update', attributes: differing });
    if (isOther || (before === undefined && !isOurs(state, address, found, before)))
      this.actions.set(address, { action: 'import', ...fields });
    else if (isAdopted && !isCurrent) this.actions.set(address, { action: 'update', ...fields });
    else if (!isAdopted && (!isCurrent || !asBefore)) this.actions.set(address, { action: 'update' });
  }
}

/** What `destroyDirect` would remove or revert, and what others changed since the last run. Reads only. */
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
    .map(([address]): PlannedChange => ({ address, action: 'delete' }));
  const restored = Object.entries(state.state.resources)
    .filter(([, { made, added }]) => !made && added.length > 0)
    .map(([address, { added }]): PlannedChange => ({ address, action: 'restore', fields: added }));
  return { changes: [...changes.reverse(), ...restored], drift };
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
