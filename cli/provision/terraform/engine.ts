import { stoppedMidway } from '../../errors.ts';
import { join } from 'node:path';
import { z } from 'zod';
import type { Drift, Engine, Plan, PlannedAction, Progress } from '../plan.ts';
import type { Binary } from './binary.ts';
import { driftedAttributes } from './drift.ts';
import type { TerraformEvent } from './events.ts';
import { asUserError } from './failure.ts';
import { runTerraform } from './run.ts';
import type { Ended, Listening } from './run.ts';
import { asUserError as asFileError, put } from './workspace.ts';
import type { Workspace } from './workspace.ts';

interface Options {
  binary: Binary;
  workspace: Workspace;
  /** From `terraformEnvironment`. */
  env: Record<string, string>;
  signal: AbortSignal;
  /** Called if the signal aborts while Terraform works, which then still takes a moment. */
  onInterrupt?: () => void;
  /** Handed in by tests. */
  platform?: NodeJS.Platform;
}

/** Existing resources by their future address: the id in the provider's `import` format. */
export type Imports = Readonly<Record<string, string>>;

const planFile = 'next.tfplan';
const plan = ['plan', '-json', '-input=false', '-detailed-exitcode', `-out=${planFile}`];
const actions: Record<string, PlannedAction | undefined> = {
  create: 'create',
  update: 'update',
  replace: 'replace',
  delete: 'delete',
  import: 'import',
};
const done = { create: 'created', update: 'updated', delete: 'deleted' } as const;

/**
 * Applies the stack in `workspace` to an org with Terraform. Its state in the same folder records what was
 * created.
 */
export class TerraformEngine implements Engine {
  readonly name = 'terraform';
  private readonly options: Options;
  private prepared = false;
  /** The content of the plan file, while it is the current plan. */
  private planned: (Plan & { outputsChange: boolean }) | undefined;

  constructor(options: Options) {
    this.options = options;
  }

  /** Adopts existing resources instead of creating them again, from the next plan on. */
  async adopt(imports: Imports): Promise<void> {
    this.planned = undefined;
    const blocks = Object.entries(imports).map(([to, id]) => ({ to, id }));
    const file = join(this.options.workspace.folder, 'adopted.tf.json');
    await put(file, blocks.length > 0 ? JSON.stringify({ import: blocks }, null, 1) : undefined);
  }

  /** From the next plan on, resources that existed before are kept in the state, but never changed. */
  async leaveAlone(addresses: readonly string[]): Promise<void> {
    this.planned = undefined;
    const resource: Record<string, Record<string, unknown>> = {};
    for (const address of addresses) {
      const [type = '', name = ''] = address.replace(/\[\d+\]$/, '').split('.');
      (resource[type] ??= {})[name] = { lifecycle: { ignore_changes: 'all' } };
    }
    const file = join(this.options.workspace.folder, 'adopted_override.tf.json');
    await put(file, addresses.length > 0 ? JSON.stringify({ resource }, null, 1) : undefined);
  }

  /** Removes resources that existed before from the state, so that destroy leaves them alone. */
  async release(addresses: readonly string[]): Promise<void> {
    await this.prepare();
    const listed = await this.run(['state', 'list', '-no-color'], { secret: true });
    const known = addresses.filter((address) => listed.stdout.split('\n').includes(address));
    if (known.length === 0) return;
    const ended = await this.run(['state', 'rm', '-no-color', ...known]);
    if (ended.status !== 0) throw this.failure(ended);
  }

  /** Accepts changes made outside Terraform into the state, so that they are not reported as drift. */
  async refresh(): Promise<void> {
    this.planned = undefined;
    await this.prepare();
    const ended = await this.run(['apply', '-refresh-only', '-auto-approve', '-json', '-input=false']);
    if (ended.status !== 0) throw this.failure(ended);
  }

  async plan(): Promise<Plan> {
    this.planned = await this.planWith(plan);
    return this.planned;
  }

  async planDestroy(): Promise<Plan> {
    return this.planWith([...plan, '-destroy']);
  }

  async apply(onProgress: (progress: Progress) => void): Promise<Record<string, string>> {
    const { changes, outputsChange } = this.planned ?? (await this.planWith(plan)); // apply exactly the plan that was shown
    this.planned = undefined;
    if (changes.length > 0 || outputsChange) await this.carryOut(onProgress);
    await this.adopt({});
    return this.outputs();
  }

  /** Deletes a plan that was not applied, because it contains the variables. */
  async close(): Promise<void> {
    this.planned = undefined;
    await put(join(this.options.workspace.folder, planFile), undefined);
  }

  async destroy(onProgress: (progress: Progress) => void): Promise<void> {
    await this.adopt({});
    const { changes } = await this.planWith([...plan, '-destroy']);
    if (changes.length > 0) await this.carryOut(onProgress);
  }

  private async planWith(args: readonly string[]): Promise<Plan & { outputsChange: boolean }> {
    this.planned = undefined;
    await this.prepare();
    const changes: Plan['changes'] = [];
    const drift: Drift[] = [];
    const onEvent = (event: TerraformEvent) => {
      if (event.type === 'planned_change') {
        const action = event.change.importing === undefined ? actions[event.change.action] : 'import';
        if (action) changes.push({ address: event.change.resource.addr, action });
      }
      if (event.type === 'resource_drift' && /^(update|delete)$/.test(event.change.action)) {
        const action = event.change.action === 'delete' ? 'delete' : 'update';
        drift.push({ address: event.change.resource.addr, action, attributes: [] });
      }
    };
    const ended = await this.run(args, { onEvent });
    if (ended.status !== 0 && ended.status !== 2) throw this.failure(ended);
    if (drift.length === 0) return { changes, drift, outputsChange: ended.status === 2 };
    const shown = await this.run(['show', '-json', '-no-color', planFile], { secret: true });
    return { changes, drift: driftedAttributes(drift, shown.stdout), outputsChange: ended.status === 2 };
  }

  /** Applies the last plan, and deletes its file, because it contains the variables. */
  private async carryOut(onProgress: (progress: Progress) => void): Promise<void> {
    try {
      const ended = await this.run(['apply', '-json', '-input=false', planFile], {
        onEvent: (event) => {
          const progress = asProgress(event);
          if (progress) onProgress(progress);
        },
      });
      if (ended.status !== 0) throw this.failure(ended);
    } finally {
      await put(join(this.options.workspace.folder, planFile), undefined);
    }
  }

  private async outputs(): Promise<Record<string, string>> {
    const ended = await this.run(['output', '-json', '-no-color'], { secret: true });
    if (ended.status !== 0) throw this.failure(ended);
    const values = z.record(z.string(), z.object({ value: z.unknown() })).parse(JSON.parse(ended.stdout));
    return Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, asText(value)]));
  }

  private async prepare(): Promise<void> {
    if (this.prepared) return;
    const ended = await this.run(['init', '-input=false', '-no-color']);
    if (ended.status !== 0) throw this.failure(ended);
    this.prepared = true;
  }

  private async run(args: readonly string[], listening?: Listening): Promise<Ended> {
    const { workspace, ...setting } = this.options;
    const { folder, log } = workspace;
    if (setting.signal.aborted) throw stoppedMidway();
    try {
      return await runTerraform({ ...setting, folder, log }, args, listening);
    } catch (error) {
      throw asFileError(error, folder);
    }
  }

  private failure(ended: Ended): Error {
    return asUserError(ended, this.options.workspace.log);
  }
}

function asProgress(event: TerraformEvent): Progress | undefined {
  if (event.type === 'apply_start') return { address: event.hook.resource.addr, phase: 'started' };
  if (event.type === 'apply_errored') return { address: event.hook.resource.addr, phase: 'failed' };
  if (event.type !== 'apply_complete') return undefined;
  const { action, resource } = event.hook;
  if (!(action in done)) return undefined;
  return { address: resource.addr, phase: 'done', action: done[action as keyof typeof done] };
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
