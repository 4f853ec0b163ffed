import { applyDirect, destroyDirect } from './direct.ts';
import type { Change } from './direct.ts';
import { planDestroyDirect, planDirect } from './direct-plan.ts';
import type { Made } from './kinds/kind.ts';
import type { ManagementApi } from './management-api.ts';
import type { Engine, Plan, Progress } from './plan.ts';
import type { Stack } from './stack.ts';
import type { StateFile } from './state-file.ts';
import type { Fields } from './value.ts';

interface Options {
  stack: Stack;
  variables: Fields;
  api: ManagementApi;
  state: StateFile;
  named: Readonly<Record<string, Made>>;
  signal: AbortSignal;
}

/** Applies the stack to an org using only its Management API. */
export class DirectEngine implements Engine {
  readonly name = 'direct';
  private readonly options: Options;

  constructor(options: Options) {
    this.options = options;
  }

  plan(): Promise<Plan> {
    return planDirect(this.options.stack, this.options.variables, this.options);
  }

  apply(onProgress: (progress: Progress) => void): Promise<Record<string, string>> {
    const { stack, variables, ...rest } = this.options;
    return applyDirect(stack, variables, { ...rest, ...telling(onProgress) });
  }

  /** Addresses of resources that existed before. */
  adopted(): string[] {
    return Object.entries(this.resources).flatMap(([address, { made }]) => (made ? [] : [address]));
  }

  /** Of all that is part of the demo, adopted or not. */
  ids(): string[] {
    return Object.values(this.resources).map(({ id }) => id);
  }

  /** From now on adopted resources are treated as ours. */
  own(): void {
    for (const resource of Object.values(this.resources)) resource.made = true;
  }

  /** Resources that others use too: from now on they are treated as those that existed before. */
  leave(addresses: readonly string[]): void {
    for (const address of addresses) {
      const resource = this.resources[address];
      if (resource?.made) Object.assign(resource, { made: false, added: [] });
    }
  }

  private get resources() {
    return this.options.state.state.resources;
  }

  planDestroy(): Promise<Plan> {
    return planDestroyDirect(this.options);
  }

  async destroy(onProgress: (progress: Progress) => void): Promise<void> {
    await destroyDirect({ ...this.options, ...telling(onProgress) });
    await this.options.state.forget();
  }
}

const telling = (onProgress: (progress: Progress) => void) => ({
  onStart: (address: string) => onProgress({ address, phase: 'started' }),
  onChange: ({ address, action }: Change) => onProgress({ address, phase: 'done', action }),
});
