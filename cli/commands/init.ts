import { basename } from 'node:path';
import type { DoctorReport } from '../../app/index.ts';
import { readEnvFile } from '../env-file.ts';
import { writeEnvFile } from '../env-write.ts';
import type { EnvChanges, WrittenEnv } from '../env-write.ts';
import { Stopped, UserError } from '../errors.ts';
import { count } from '../doctor/words.ts';
import { adopt, findPresent, refuseToAdopt, serverOfEnv } from '../init/adoption.ts';
import { Answers } from '../init/answers.ts';
import { withProgress } from '../init/apply.ts';
import { openEngine } from '../init/engine.ts';
import type { OpenEngine, Work } from '../init/engine.ts';
import { withOrg, withoutOrg } from '../init/env.ts';
import { examineAfterInit } from '../init/examine.ts';
import { readMemory, writeMemory } from '../init/memory.ts';
import type { Memory } from '../init/memory.ts';
import { assignCast, checkLogins, chooseCast } from '../init/people.ts';
import type { Cast, CastMember, PeopleOptions } from '../init/people.ts';
import { chooseShop, chooseTheme } from '../init/shop.ts';
import type { ShopOptions } from '../init/shop.ts';
import { chooseTarget } from '../init/target.ts';
import type { Target, TargetOptions } from '../init/target.ts';
import { Telling } from '../init/telling.ts';
import { chooseEngine, chooseVariables } from '../init/variables.ts';
import type { VariableOptions } from '../init/variables.ts';
import type { Io } from '../io.ts';
import { text } from '../provision/kinds/kind.ts';
import { demoPeople } from '../provision/people.ts';
import type { Present } from '../provision/direct-plan.ts';
import { resourceNames } from '../provision/plan.ts';
import type { Engine, Plan } from '../provision/plan.ts';
import { variableValues } from '../provision/stack.ts';
import { readMadeSince } from '../provision/state-file.ts';
import type { Fields } from '../provision/value.ts';
import { completeEnvironment, readEnvironment, said } from '../run/environment.ts';
import { settingsOfOrg } from '../run/settings.ts';
import { requireWritable } from '../run/writable.ts';
import { confirm } from '../terminal/prompt.ts';

export interface InitOptions extends TargetOptions, ShopOptions, VariableOptions, PeopleOptions {
  engine?: Engine['name'];
  adopt?: boolean;
  yes?: boolean;
  dryRun?: boolean;
  json?: boolean;
}

/**
 * Configures an org for the demo: asks for missing options, shows the plan, applies it, writes `.env`, adds
 * people to the groups, and checks that the demo works. Running it again changes nothing if nothing changed.
 */
export async function init(options: InitOptions, io: Io): Promise<void> {
  const file = said(await readEnvFile(io.cwd));
  const answers = new Answers(io, { yes: options.yes ?? false, file });
  const telling = new Telling(io, options.json ?? false);
  if (!options.dryRun) await requireWritable(io.cwd);
  const target = await chooseTarget(answers, options, io, telling.note);
  try {
    telling.org(target);
    await new Init(options, { io, answers, telling, target }).run();
  } finally {
    await target.close();
  }
}

interface Surroundings {
  io: Io;
  answers: Answers;
  telling: Telling;
  target: Target;
}

const refuse = { unattended: false };

/** Decisions made before anything is changed. */
interface Decided {
  work: Work;
  memory: Memory;
  /** Who gets which role; undefined in the sandbox org, which always has the demo people. */
  cast: Cast | undefined;
  env: EnvChanges;
}

/** One run, once the org is known. */
class Init {
  readonly #options: InitOptions;
  readonly #io: Io;
  readonly #answers: Answers;
  readonly #telling: Telling;
  readonly #target: Target;

  constructor(options: InitOptions, { io, answers, telling, target }: Surroundings) {
    this.#options = options;
    this.#io = io;
    this.#answers = answers;
    this.#telling = telling;
    this.#target = target;
  }

  async run(): Promise<void> {
    const { url, credentials, api, folder, sandbox } = this.#target;
    const before = await readMemory(folder);
    await checkLogins(this.#options, api);
    const engineName = chooseEngine(this.#options.engine, { target: this.#target, before });
    const shop = await chooseShop(this.#answers, this.#options);
    const look = await chooseTheme(this.#answers, this.#options, {
      io: this.#io,
      tell: this.#telling.note,
    });
    const variables = await chooseVariables(this.#answers, this.#options, {
      target: this.#target,
      before,
      appUrl: shop.appUrl,
      io: this.#io,
    });
    const work = {
      orgUrl: url,
      credentials,
      api,
      variables,
      folder,
      isOwnSandbox: sandbox !== undefined,
      named: sandbox ? {} : await serverOfEnv(this.#answers.file, { api, orgUrl: url }),
      io: this.#io,
    };
    const memory: Memory = {
      version: 1,
      orgUrl: url,
      engine: engineName,
      variables,
      adopted: before?.adopted ?? [],
      people: before?.people ?? [],
      members: before?.members ?? [],
      ...(before?.cast && { cast: before.cast }),
    };
    const cast = await this.#chooseCast(memory);
    const open = await openEngine(engineName, work);
    try {
      await this.#configure(open, { work, memory, cast, env: { ...shop.env, ...look } });
    } finally {
      await open.release();
    }
  }

  async #configure(open: OpenEngine, { work, memory, cast, env }: Decided): Promise<void> {
    const nameOf = resourceNames(open.stack, work.variables);
    const plan = await this.#plan(open, { work, memory, nameOf });
    if (this.#options.dryRun) {
      this.#telling.line('  Dry run: nothing was changed.');
      this.#telling.json(this.#result(open, plan, nameOf, {}));
      return;
    }
    await this.#agree(plan);
    await writeMemory(work.folder, memory);
    const began = performance.now();
    const outputs = await withProgress((onProgress) => open.engine.apply(onProgress), {
      plan,
      nameOf,
      io: this.#io,
      silent: this.#telling.silent,
    });
    await (await readMadeSince(work.folder, work.orgUrl)).forget(); // it is now in the engine's state
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (plan.changes.length > 0) {
      this.#telling.line();
      this.#telling.row('Done', `${count(plan.changes.length, 'change')} in ${seconds} s`);
      if (this.#answers.asks) this.#telling.line();
    }
    const decided = this.#target.sandbox
      ? withoutOrg(open.stack)
      : await withOrg(outputs, work.credentials, { file: this.#answers.file, io: this.#io });
    const written = await writeEnvFile(this.#io.cwd, { ...env, ...decided }, new Date());
    const people = await this.#assign(open, memory, cast, work.variables);
    if (this.#answers.asks || plan.changes.length === 0) this.#telling.line();
    this.#tellDone(written, people);
    const doctor = await this.#examine(work.variables);
    this.#telling.line();
    this.#telling.row('Next', 'multidemo serve');
    this.#telling.json(
      this.#result(open, plan, nameOf, {
        env: written,
        people,
        doctor: { status: doctor.status, counts: doctor.counts },
      }),
    );
  }

  /** Shows the plan. Existing resources are adopted if the user agrees. */
  async #plan(
    open: OpenEngine,
    { work, memory, nameOf }: { work: Work; memory: Memory; nameOf: (address: string) => string },
  ): Promise<Plan> {
    let plan = await open.engine.plan();
    const present = await findPresent(open, plan, work);
    const found = await this.#foreign(present, work);
    if (present.size > 0) {
      plan =
        this.#options.dryRun && open.engine.name === 'terraform'
          ? plan
          : await adopt(open.engine, plan, present);
      memory.adopted = [...new Set([...memory.adopted, ...found])];
    }
    if (this.#answers.asks) this.#telling.line();
    if (plan.changes.length > 0 || plan.drift.length > 0) this.#telling.plan(plan, nameOf);
    const agreed = found.length === 0 || this.#options.adopt === true || this.#options.dryRun === true;
    if (agreed || this.#target.sandbox) return plan;
    if (!this.#answers.asks) throw refuseToAdopt(found, nameOf);
    const question = `${found.length} of these already exist in the org. Adopt them? (destroy will keep them)`;
    if (!(await confirm(this.#io, question, { ...refuse, preset: false })))
      throw new Stopped('Stopped. Nothing was changed.');
    return plan;
  }

  /** Excludes what another command in this folder has created since, which is ours. */
  async #foreign(present: ReadonlyMap<string, Present>, { folder, orgUrl }: Work): Promise<string[]> {
    const { resources } = (await readMadeSince(folder, orgUrl)).state;
    return [...present].flatMap(([address, { id }]) => (resources[address]?.id === id ? [] : [address]));
  }

  async #agree({ changes }: Plan): Promise<void> {
    if (changes.length === 0) {
      this.#telling.line('  The org is up to date: nothing to change.');
      return;
    }
    if (this.#options.yes) return;
    if (!this.#answers.asks)
      throw new UserError(
        'Without a terminal, --yes is required to confirm this plan.',
        ['Check with --dry-run, then add --yes.'],
        { code: 'missing_answer' },
      );
    const removes = changes.some(({ action }) => action === 'delete' || action === 'replace');
    const question = `Apply this in ${this.#target.facts.name}?`;
    if (!(await confirm(this.#io, question, { ...refuse, preset: !removes })))
      throw new Stopped('Stopped. Nothing was changed.');
    this.#telling.line();
  }

  async #chooseCast(memory: Memory): Promise<Cast | undefined> {
    const { sandbox, api, facts } = this.#target;
    if (sandbox) return undefined;
    const tell = this.#telling.note;
    return chooseCast(this.#answers, this.#options, { api, account: facts.account, memory, tell });
  }

  async #assign(
    open: OpenEngine,
    memory: Memory,
    cast: Cast | undefined,
    variables: Fields,
  ): Promise<CastMember[]> {
    const { api, folder } = this.#target;
    if (!cast) return demoPeople.map(({ login, kind, password }) => ({ login, kind, password }));
    const { admin_group, premium_group } = variableValues(open.stack, variables);
    const groups = { admin: text(admin_group), premium: text(premium_group) };
    try {
      return await assignCast(cast, api, memory, groups);
    } finally {
      await writeMemory(folder, memory);
    }
  }

  #tellDone({ changed, backup }: WrittenEnv, people: readonly CastMember[]): void {
    const telling = this.#telling;
    const { paint } = telling.output;
    const kept = backup === undefined ? '' : `; the previous file is ${basename(backup)}`;
    telling.row('.env', changed ? `written${kept}` : 'unchanged');
    const width = Math.max(0, ...people.map(({ login }) => login.length));
    for (const [at, { login, kind, password = '' }] of people.entries())
      telling.row(
        at === 0 ? 'Sign in' : '',
        `${login.padEnd(width)}  ${kind.padEnd(7)}  ${paint.quiet(password)}`,
      );
    if (people.length === 0) telling.row('Sign in', 'with an account in your org');
  }

  /** With the configuration that `serve` will use. */
  async #examine(variables: Fields): Promise<DoctorReport> {
    const { sandbox } = this.#target;
    const { cwd, env: processEnv } = this.#io;
    const env = await readEnvironment(this.#io);
    const whole = sandbox ? { ...env, ...(await settingsOfOrg(sandbox, env, cwd)) } : env;
    const subject = {
      cwd,
      env: await completeEnvironment(whole, cwd),
      processEnv: { ...processEnv },
      variables,
      sandbox: sandbox ? ('doctor' as const) : undefined,
    };
    return examineAfterInit(subject, this.#telling, this.#io);
  }

  #result(
    open: OpenEngine,
    { changes, drift }: Plan,
    nameOf: (address: string) => string,
    done: object,
  ): object {
    const { url, facts } = this.#target;
    return {
      org: { url, ...facts },
      engine: open.engine.name,
      dryRun: this.#options.dryRun ?? false,
      changes: changes.map((change) => ({ ...change, name: nameOf(change.address) })),
      drift,
      ...done,
    };
  }
}
