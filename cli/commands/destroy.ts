import { basename } from 'node:path';
import { readEnvFile } from '../env-file.ts';
import { writeEnvFile } from '../env-write.ts';
import type { WrittenEnv } from '../env-write.ts';
import { Stopped, UserError } from '../errors.ts';
import { Answers } from '../init/answers.ts';
import { takeBackFromAdopted } from '../init/adopted-by-terraform.ts';
import { orSayWhatRemains, withProgress } from '../init/apply.ts';
import { openEngine } from '../init/engine.ts';
import type { OpenEngine } from '../init/engine.ts';
import { withoutOrg } from '../init/env.ts';
import { usedElsewhere } from '../init/in-use.ts';
import { foldersOfOrgs, forgetMemory, readMemory } from '../init/memory.ts';
import type { Memory } from '../init/memory.ts';
import { unmakeAssistant } from '../init/assistant.ts';
import { unbindTokens } from '../init/bound-tokens.ts';
import { dismissCast, removePerson } from '../init/people.ts';
import { readOrgUrl } from '../init/org-url.ts';
import { chooseTarget } from '../init/target.ts';
import type { Target, TargetOptions } from '../init/target.ts';
import { Telling } from '../init/telling.ts';
import type { Io } from '../io.ts';
import { DirectEngine } from '../provision/direct-engine.ts';
import { text } from '../provision/kinds/kind.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import { demoPeople } from '../provision/people.ts';
import { resourceNames } from '../provision/plan.ts';
import type { Plan, PlannedChange } from '../provision/plan.ts';
import { destroyDirect } from '../provision/direct.ts';
import { planDestroyDirect } from '../provision/direct-plan.ts';
import { readMadeSince } from '../provision/state-file.ts';
import { workspaceFolder } from '../provision/terraform/workspace.ts';
import { TerraformEngine } from '../provision/terraform/engine.ts';
import { said } from '../run/environment.ts';
import { requireWritable } from '../run/writable.ts';
import { confirm } from '../terminal/prompt.ts';
import { takeBackOrg } from '../tunnel/org.ts';

export interface DestroyOptions extends TargetOptions {
  includeAdopted?: boolean;
  yes?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/**
 * Removes from an org exactly what `init` created there: lists it, reports what others changed since, asks, and
 * removes the org from `.env`. Resources that existed before stay, as they were.
 */
export async function destroy(options: DestroyOptions, io: Io): Promise<void> {
  const answers = new Answers(io, { yes: options.yes ?? false, file: said(await readEnvFile(io.cwd)) });
  const telling = new Telling(io, options.json ?? false);
  if (!options.dryRun) await requireWritable(io);
  const known = knownOrg(options, answers);
  if (!options.sandbox && !(await hasMade(io.cwd, known))) {
    sayNothing(telling, known);
    return;
  }
  const target = await chooseTarget(answers, options, io, telling.note);
  try {
    telling.org(target);
    const memory = (await readMemory(target.folder)) ?? (await memoryOfFixes(target));
    if (memory) await new Destruction(options, { io, answers, telling, target, memory }).run();
    else sayNothing(telling, target.url);
  } finally {
    await target.close();
  }
}

/** The org, as far as it is known without asking; questions come later. */
function knownOrg({ orgUrl }: TargetOptions, answers: Answers): string | undefined {
  const said = answers.said({ given: orgUrl, variable: 'OKTA_BASE_URL' });
  const written = said ?? (answers.asks ? undefined : answers.file.OKTA_BASE_URL);
  return written === undefined ? undefined : readOrgUrl(written)?.url;
}

/** Whether a command run in this folder created something in that org, or in any. */
async function hasMade(cwd: string, url: string | undefined): Promise<boolean> {
  if (url === undefined) return (await foldersOfOrgs(cwd)).length > 0;
  const folder = workspaceFolder(cwd, url);
  if ((await readMemory(folder)) !== undefined) return true;
  return Object.keys((await readMadeSince(folder, url)).state.resources).length > 0;
}

/** It is not an error if there is nothing to do: destroy can be run again. */
function sayNothing(telling: Telling, url: string | undefined): void {
  telling.line(`Nothing to remove: init has not created anything in ${url ?? 'any org'} from this folder.`);
  telling.line('  If you ran init in another folder, run destroy there: its .multidemo/ has the records.');
  telling.line(
    '  If the records are lost, run multidemo init --adopt, then multidemo destroy --include-adopted.',
  );
  telling.json({ org: { url: url ?? null }, changes: [], staying: [], people: [] });
}

/** For a folder in which init was never run, but `doctor --fix` created something in the org. */
async function memoryOfFixes({ folder, url }: Target): Promise<Memory | undefined> {
  const { resources } = (await readMadeSince(folder, url)).state;
  if (Object.keys(resources).length === 0) return undefined;
  const variables = { org_url: url, event_hook_secret: '' }; // only for the names in the table
  const nothing = { variables, isReduced: false, adopted: [], added: {}, people: [], members: [] };
  return { version: 1, orgUrl: url, engine: 'direct', ...nothing };
}

interface Surroundings {
  io: Io;
  answers: Answers;
  telling: Telling;
  target: Target;
  memory: Memory;
}

class Destruction {
  readonly #options: DestroyOptions;
  readonly #around: Surroundings;

  constructor(options: DestroyOptions, around: Surroundings) {
    this.#options = options;
    this.#around = around;
  }

  async run(): Promise<void> {
    const { io, target, memory } = this.#around;
    const { url: orgUrl, credentials, api, folder, sandbox } = target;
    const open = await openEngine(memory.engine, {
      orgUrl,
      credentials,
      api,
      variables: memory.variables,
      folder,
      isOwnSandbox: sandbox !== undefined,
      isReduced: memory.isReduced,
      named: {},
      io,
    });
    try {
      await this.#remove(open);
    } finally {
      await open.release();
    }
  }

  async #remove(open: OpenEngine): Promise<void> {
    const { io, target, telling, memory } = this.#around;
    const nameOf = resourceNames(open.stack, memory.variables);
    const { plan, staying, shared } = await telling.during('Looking for what was created', this.#plan(open));
    telling.plan(plan, nameOf);
    const before = staying.filter((address) => !shared.includes(address));
    if (before.length > 0) telling.row('Kept', `${before.map(nameOf).join(', ')}: existed before init`);
    if (shared.length > 0) telling.row('Kept', `${shared.map(nameOf).join(', ')}: also used by others`);
    if (memory.people.length > 0)
      telling.row('People', `${memory.people.map(({ login }) => login).join(', ')} will be removed too`);
    if (this.#options.dryRun) {
      telling.line('  Dry run: nothing was changed.');
      telling.json(this.#result(open, plan, staying, {}));
      return;
    }
    await this.#agree();
    const shown = { plan, nameOf, io, silent: telling.silent };
    await orSayWhatRemains(
      this.#carryOut(open, staying, shown),
      () => 'The remaining resources are still recorded. Run multidemo destroy again to remove them.',
    );
    const env = await this.#forgetOrg(open);
    await forgetMemory(target.folder);
    telling.line();
    telling.row(
      '.env',
      env.changed ? `org removed; the previous file is ${basename(env.backup ?? '')}` : 'unchanged',
    );
    telling.json(this.#result(open, plan, staying, { env }));
  }

  async #carryOut(
    { engine }: OpenEngine,
    staying: readonly string[],
    shown: Parameters<typeof withProgress>[1],
  ): Promise<void> {
    const { io, answers, target, memory } = this.#around;
    await takeBackOrg(target.api, io.cwd, answers.file);
    await dismissCast(target.api, memory);
    await unbindTokens(target.api, memory);
    await unmakeAssistant(target.api, memory);
    if (engine instanceof TerraformEngine) {
      await takeBackFromAdopted(target.api, memory);
      await engine.release(staying);
    }
    await withProgress((onProgress) => engine.destroy(onProgress), shown);
    if (engine instanceof TerraformEngine) await this.#removeFixes();
    if (target.sandbox) await dismissDemoPeople(target.api);
  }

  /** What is removed, and what stays because it existed before, or because others use it too. */
  async #plan({ engine }: OpenEngine): Promise<{ plan: Plan; staying: string[]; shared: string[] }> {
    const { api, folder, url, sandbox } = this.#around.target;
    const { added: additions, variables } = this.#around.memory;
    const ours = engine instanceof DirectEngine ? engine.ids() : Object.values(additions).map(({ id }) => id);
    const { OKTA_CLIENT_ID: webApp = '' } = this.#around.answers.file;
    if (this.#options.includeAdopted && engine instanceof DirectEngine) engine.own();
    const shared = sandbox ? [] : await usedElsewhere(api, variables, [...ours, webApp]);
    if (engine instanceof DirectEngine) {
      engine.leave(shared);
      const plan = await engine.planDestroy();
      return { plan, staying: engine.adopted(), shared };
    }
    const plan = await engine.planDestroy();
    const fixes = await planDestroyDirect({ api, state: await readMadeSince(folder, url) });
    plan.changes.push(
      ...fixes.changes.filter(({ address }) => !plan.changes.some((one) => one.address === address)),
    );
    const { adopted, added } = this.#around.memory;
    const before = this.#options.includeAdopted ? [] : adopted;
    const staying = [...new Set([...before, ...shared])];
    const isOurs = ({ address }: { address: string }) => !staying.includes(address);
    const restored = Object.entries(added)
      .filter(([address]) => before.includes(address))
      .map(([address, { fields }]): PlannedChange => ({ address, action: 'restore', fields }));
    return { plan: { ...plan, changes: [...plan.changes.filter(isOurs), ...restored] }, staying, shared };
  }

  /** What `doctor --fix` created since the last init, which Terraform does not know about. */
  async #removeFixes(): Promise<void> {
    const { api, folder, url } = this.#around.target;
    const state = await readMadeSince(folder, url);
    await destroyDirect({ api, state });
    await state.forget();
  }

  async #agree(): Promise<void> {
    const { answers, io, telling } = this.#around;
    if (this.#options.yes) return;
    if (!answers.asks)
      throw new UserError(
        'Without a terminal, --yes is required to confirm.',
        ['Check with --dry-run, then add --yes.'],
        { code: 'missing_answer' },
      );
    if (!(await confirm(io, 'Remove all of this?', { unattended: false, preset: false })))
      throw new Stopped('Stopped. Nothing was changed.');
    telling.line();
  }

  /** Only if `.env` is for this org. */
  async #forgetOrg({ stack }: OpenEngine): Promise<WrittenEnv> {
    const { answers, target, io } = this.#around;
    const isThisOrg = answers.file.OKTA_BASE_URL?.replace(/\/+$/, '') === target.url;
    return writeEnvFile(io.cwd, isThisOrg ? withoutOrg(stack) : {}, new Date());
  }

  #result(open: OpenEngine, { changes, drift }: Plan, staying: readonly string[], done: object): object {
    const { target, memory } = this.#around;
    return {
      org: { url: target.url, ...target.facts },
      engine: open.engine.name,
      dryRun: this.#options.dryRun ?? false,
      changes,
      drift,
      staying,
      people: memory.people.map(({ login }) => login),
      ...done,
    };
  }
}

/** The people that `serve` and `init` create in a folder's sandbox org. */
async function dismissDemoPeople(api: ManagementApi): Promise<void> {
  for (const { login } of demoPeople) {
    const there = await api.read(`/api/v1/users/${encodeURIComponent(login)}`);
    if (there) await removePerson(api, text(there.id));
  }
}
