import { basename } from 'node:path';
import type { DoctorReport } from '../../app/index.ts';
import { readEnvFile } from '../env-file.ts';
import { writeEnvFile } from '../env-write.ts';
import type { EnvChanges, WrittenEnv } from '../env-write.ts';
import { count } from '../doctor/words.ts';
import { addToAdopted, withSecrets } from '../init/adopted-by-terraform.ts';
import { nameInOrg, namedInEnv } from '../init/adoption.ts';
import { Answers } from '../init/answers.ts';
import { makeAssistant } from '../init/assistant.ts';
import { bindTokens } from '../init/bound-tokens.ts';
import { orSayWhatRemains, withProgress } from '../init/apply.ts';
import { openEngine } from '../init/engine.ts';
import type { OpenEngine, Work } from '../init/engine.ts';
import { withOrg, withoutOrg } from '../init/env.ts';
import { examineAfterInit } from '../init/examine.ts';
import { keptFrom, type Memory, readMemory, writeMemory } from '../init/memory.ts';
import { namesFor } from '../init/names.ts';
import { assignCast, checkLogins, chooseCast } from '../init/people.ts';
import type { Cast, CastMember, PeopleOptions } from '../init/people.ts';
import { requireCreatable } from '../init/org-facts.ts';
import { agreeTo, planInit } from '../init/planning.ts';
import type { AdoptOptions } from '../init/planning.ts';
import { chooseShop, chooseTheme } from '../init/shop.ts';
import type { ShopOptions } from '../init/shop.ts';
import { type Target, type TargetOptions, chooseTarget } from '../init/target.ts';
import { Telling } from '../init/telling.ts';
import { chooseEngine, chooseVariables, fitVariables } from '../init/variables.ts';
import type { VariableOptions } from '../init/variables.ts';
import type { Io } from '../io.ts';
import { text } from '../provision/kinds/kind.ts';
import { demoPeople } from '../provision/people.ts';
import { reducedText } from '../provision/reduced-stack.ts';
import { resourceNames } from '../provision/plan.ts';
import type { Engine, Plan } from '../provision/plan.ts';
import { TerraformEngine } from '../provision/terraform/engine.ts';
import { variableValues } from '../provision/stack.ts';
import { readMadeSince } from '../provision/state-file.ts';
import type { Fields } from '../provision/value.ts';
import { completeEnvironment, readEnvironment, said } from '../run/environment.ts';
import { settingsOfOrg } from '../run/settings.ts';
import { requireWritable } from '../run/writable.ts';

export interface InitOptions
  extends TargetOptions, ShopOptions, VariableOptions, PeopleOptions, AdoptOptions {
  engine?: Engine['name'];
  yes?: boolean;
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
  if (!options.dryRun) await requireWritable(io);
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

interface Shown {
  plan: Plan;
  nameOf: (address: string) => string;
}

/** Decisions made before anything is changed. */
interface Decided {
  work: Work;
  memory: Memory;
  /** The users for each role; undefined in the sandbox org, which always has the demo accounts. */
  cast: Cast | undefined;
  env: EnvChanges;
  /** Whether the demo has a name already: given with `--name`, or by an earlier init. */
  isNamed: boolean;
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
    await checkLogins(this.#options, api, this.#options.name ?? before?.variables.name);
    const engineName = chooseEngine(this.#options.engine, { target: this.#target, before });
    const shop = await chooseShop(this.#answers, this.#options, this.#io);
    const look = await chooseTheme(this.#answers, this.#options, {
      io: this.#io,
      tell: this.#telling.note,
    });
    const chosen = await chooseVariables(this.#answers, this.#options, {
      target: this.#target,
      before,
      appUrl: shop.appUrl,
      io: this.#io,
    });
    const variables = fitVariables(chosen, this.#target, this.#telling.note);
    const isReduced = this.#target.facts.lacking.includes('authorization servers');
    if (isReduced) this.#telling.note(reducedText);
    const { named, audience } = sandbox
      ? { named: {} }
      : await namedInEnv(this.#answers.file, { api, orgUrl: url });
    const work = {
      orgUrl: url,
      credentials,
      api,
      variables: before === undefined && audience !== undefined ? { ...variables, audience } : variables,
      folder,
      isOwnSandbox: sandbox !== undefined,
      isReduced,
      named,
      io: this.#io,
    };
    const memory: Memory = {
      version: 1,
      orgUrl: url,
      engine: engineName,
      variables: work.variables,
      isReduced,
      ...keptFrom(before),
    };
    const decided = {
      cast: await this.#chooseCast(memory),
      env: { ...shop.env, ...look },
      isNamed: before !== undefined || this.#options.name !== undefined,
    };
    let name = await this.#open({ ...decided, work, memory });
    while (name !== undefined) {
      const renamed = { ...work, variables: { ...work.variables, ...namesFor(name) } };
      const other = { ...memory, variables: renamed.variables };
      name = await this.#open({ ...decided, work: renamed, memory: other });
    }
  }

  /** @returns the name under which to begin again, if others use the first one */
  async #open(decided: Decided): Promise<string | undefined> {
    const open = await openEngine(decided.memory.engine, decided.work);
    try {
      return await this.#configure(open, decided);
    } finally {
      await open.release();
    }
  }

  async #configure(open: OpenEngine, decided: Decided): Promise<string | undefined> {
    const { work, memory } = decided;
    const nameOf = nameInOrg(work.named, resourceNames(open.stack, work.variables));
    const around = { ...decided, answers: this.#answers, telling: this.#telling, nameOf };
    const planned = await planInit(open, this.#options, around);
    if ('rename' in planned) return planned.rename;
    const { plan } = planned;
    const created = plan.changes.filter(({ action }) => action === 'create');
    const types = new Set(created.map(({ address }) => address.split('.')[0] ?? ''));
    const creatable = () => requireCreatable(work.api, types, this.#target.facts.account);
    if (!this.#target.sandbox) await this.#telling.during('Checking what the org allows', creatable());
    if (this.#options.dryRun) {
      this.#telling.line('  Dry run: nothing was changed.');
      this.#telling.json(this.#result(open, plan, nameOf, {}));
      return undefined;
    }
    await agreeTo(plan, { ...around, org: this.#target.facts.name, yes: this.#options.yes ?? false });
    await writeMemory(work.folder, memory);
    const outputs = await this.#apply(open, decided, { plan, nameOf });
    const remains = () =>
      'The org is configured. Run the command again to continue, or multidemo destroy to remove it.';
    await orSayWhatRemains(this.#finish(open, decided, { plan, nameOf, outputs }), remains);
    return undefined;
  }

  /** @returns the stack's outputs */
  async #apply(
    open: OpenEngine,
    { work, memory }: Decided,
    { plan, nameOf }: Shown,
  ): Promise<Record<string, string>> {
    const began = performance.now();
    let done = 0;
    const applying = withProgress(
      (onProgress) =>
        open.engine.apply((progress) => {
          if (progress.phase === 'done' && progress.action !== 'unchanged') done++;
          onProgress(progress);
        }),
      { plan, nameOf, io: this.#io, silent: this.#telling.silent },
    );
    const outputs = await orSayWhatRemains(
      applying,
      () =>
        `${done} of ${plan.changes.length} are done and kept. Run the command again to continue, or multidemo destroy to remove them.`,
    );
    await (await readMadeSince(work.folder, work.orgUrl)).forget(); // it is now in the engine's state
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (plan.changes.length > 0) {
      this.#telling.line();
      this.#telling.row('Done', `${count(plan.changes.length, 'change')} in ${seconds} s`);
    }
    if (!(open.engine instanceof TerraformEngine)) return outputs;
    await addToAdopted(open.engine, open.stack, work, memory);
    return withSecrets(outputs, work.api);
  }

  /** Writes `.env`, adds the people, and checks that the demo works. */
  async #finish(
    open: OpenEngine,
    { work, memory, cast, env }: Decided,
    { plan, nameOf, outputs }: Shown & { outputs: Record<string, string> },
  ): Promise<void> {
    const decided = this.#target.sandbox
      ? withoutOrg(open.stack)
      : {
          ...(await withOrg(outputs, work.credentials, { file: this.#answers.file, io: this.#io })),
          ...(await makeAssistant(work, memory, outputs, this.#answers.file, this.#telling.note)),
        };
    const written = await writeEnvFile(this.#io.cwd, { ...env, ...decided }, new Date());
    if (!this.#target.sandbox) await bindTokens(work, memory, outputs);
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
      return await this.#telling.during('Adding people to the groups', assignCast(cast, api, memory, groups));
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
