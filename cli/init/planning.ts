import { Stopped, UserError } from '../errors.ts';
import { presentInOrg } from '../provision/direct-plan.ts';
import type { Present } from '../provision/direct-plan.ts';
import type { Plan, PlannedChange } from '../provision/plan.ts';
import { readMadeSince } from '../provision/state-file.ts';
import { TerraformEngine } from '../provision/terraform/engine.ts';
import { confirm } from '../terminal/prompt.ts';
import { adopt, findPresent, refuseShared, refuseToAdopt, usesOf } from './adoption.ts';
import type { Answers } from './answers.ts';
import type { OpenEngine, Work } from './engine.ts';
import { sharedAddresses, usedByOthers } from './in-use.ts';
import type { Memory } from './memory.ts';
import { namesFor, usualName } from './names.ts';
import type { Telling } from './telling.ts';

/** What the user said about existing resources. */
export interface AdoptOptions {
  /** `all`: also those that others use. */
  adopt?: boolean | 'all';
  dryRun?: boolean;
}

interface Surroundings {
  answers: Answers;
  telling: Telling;
  work: Work;
  memory: Memory;
  /** Whether the demo has a name already: given with `--name`, or by an earlier init. */
  isNamed: boolean;
  nameOf: (address: string) => string;
}

/** A plan to apply, or the name under which to plan again, because others use the first one. */
export type Planned = { plan: Plan } | { rename: string };

/** Makes the plan and shows it. Existing resources are adopted if the user agrees. */
export async function planInit(
  open: OpenEngine,
  options: AdoptOptions,
  around: Surroundings,
): Promise<Planned> {
  const { answers, telling, work, memory, nameOf } = around;
  const terraform = open.engine instanceof TerraformEngine ? open.engine : undefined;
  await terraform?.leaveAlone(memory.adopted);
  await terraform?.adopt({}); // of an init whose user did not agree
  let plan = await telling.during('Comparing the org with the demo', open.engine.plan());
  const looking = findPresent(open, plan, work).then(
    async (found) => [found, await notOurs(found, work)] as const,
  );
  const [present, foreign] = await telling.during('Checking which resources others use', looking);
  if (!work.isOwnSandbox) {
    const rename = await otherName(open, foreign, options, around);
    if (rename !== undefined) return { rename };
  }
  if (present.size > 0) {
    memory.adopted = [...new Set([...memory.adopted, ...foreign.keys()])];
    if (options.dryRun && terraform) plan = asAdopting(plan, present);
    else {
      await terraform?.leaveAlone(memory.adopted);
      plan = await adopt(open.engine, plan, present);
    }
  }
  if (answers.asks) telling.line();
  if (plan.changes.length > 0 || plan.drift.length > 0) telling.plan(plan, nameOf);
  const found = [...foreign].filter(([address, one]) => !isShared(address, one)).map(([address]) => address);
  const agreed = found.length === 0 || Boolean(options.adopt) || options.dryRun === true;
  if (agreed || work.isOwnSandbox) return { plan };
  if (!answers.asks) throw refuseToAdopt(found, nameOf);
  const question = `${found.length} of these already exist in the org. Adopt them? (init only adds what is missing; destroy will keep them as they were)`;
  if (!(await confirm(work.io, question, { unattended: false, preset: false })))
    throw new Stopped('Stopped. Nothing was changed.');
  return { plan };
}

/** Asks whether to apply the plan. */
export async function agreeTo(
  { changes }: Plan,
  { answers, telling, work, org, yes }: Surroundings & { org: string; yes: boolean },
): Promise<void> {
  if (changes.length === 0) {
    telling.line('  The org is up to date: nothing to change.');
    return;
  }
  if (yes) return;
  if (!answers.asks)
    throw new UserError(
      'Without a terminal, --yes is required to confirm this plan.',
      ['Check with --dry-run, then add --yes.'],
      { code: 'missing_answer' },
    );
  const removes = changes.some(({ action }) => action === 'delete' || action === 'replace');
  const preset = { unattended: false, preset: !removes };
  if (!(await confirm(work.io, `Apply this in ${org}?`, preset)))
    throw new Stopped('Stopped. Nothing was changed.');
  telling.line();
}

/** An org can have it only once, and it is as the demo needs it. */
const isShared = (address: string, { missing }: Present): boolean =>
  sharedAddresses.includes(address) && missing.length === 0;

/** Excludes what another command in this folder has created since, which is ours. */
async function notOurs(
  present: ReadonlyMap<string, Present>,
  { folder, orgUrl }: Work,
): Promise<ReadonlyMap<string, Present>> {
  const { resources } = (await readMadeSince(folder, orgUrl)).state;
  return new Map([...present].filter(([address, { id }]) => resources[address]?.id !== id));
}

/** With Terraform a dry run adopts nothing: this is what its plan would then say. */
const asAdopting = (plan: Plan, present: ReadonlyMap<string, Present>): Plan => ({
  ...plan,
  changes: plan.changes.map((change): PlannedChange => {
    const { missing } = present.get(change.address) ?? {};
    if (!missing) return change;
    return { ...change, action: 'import', ...(missing.length > 0 && { fields: missing }) };
  }),
});

/**
 * Others use resources with the demo's names: a second demo, with another name, unless the user wants theirs.
 * @returns the other name; undefined if the plan is to be applied as it is
 */
async function otherName(
  { stack }: OpenEngine,
  foreign: ReadonlyMap<string, Present>,
  { adopt: wanted }: AdoptOptions,
  { answers, telling, work, isNamed, nameOf }: Surroundings,
): Promise<string | undefined> {
  const used = await usedByOthers(foreign, work);
  if (used.size === 0) return undefined;
  const canAdopt = !used.has('okta_auth_server.shop');
  if (canAdopt && wanted === 'all') return undefined;
  const uses = usesOf(used, nameOf);
  if (isNamed && !(answers.asks && canAdopt)) throw refuseShared(uses, canAdopt);
  telling.note(['Others in this org use resources with the demo’s names:', ...uses].join('\n  '));
  const base = typeof work.variables.name === 'string' ? work.variables.name : usualName;
  const name = isNamed ? undefined : await freeName(base, stack, work);
  if (answers.asks) return answerOf(await askAboutUses(answers, name, canAdopt), name);
  telling.note(`This demo will be named “${name ?? ''}”. Choose another name with --name.`);
  return name;
}

async function askAboutUses(answers: Answers, name: string | undefined, canAdopt: boolean) {
  return answers.one({ message: 'What should init do?', preset: name === undefined ? 'stop' : 'second' }, [
    ...(name === undefined
      ? []
      : [{ value: 'second' as const, name: `Create a second demo, named “${name}”` }]),
    ...(canAdopt
      ? [
          {
            value: 'adopt' as const,
            name: 'Adopt them',
            description: 'init only adds what is missing; destroy removes it again',
          },
        ]
      : []),
    { value: 'stop' as const, name: 'Stop', description: 'Nothing is changed' },
  ]);
}

function answerOf(answer: 'second' | 'adopt' | 'stop', name: string | undefined): string | undefined {
  if (answer === 'stop') throw new Stopped('Stopped. Nothing was changed.');
  return answer === 'second' ? name : undefined;
}

/** `Okta Multidemo 2`, or the next one of which nothing exists yet. */
async function freeName(base: string, stack: OpenEngine['stack'], { api, variables }: Work): Promise<string> {
  for (let number = 2; ; number++) {
    const name = `${base} ${number}`;
    const present = await presentInOrg(stack, { ...variables, ...namesFor(name) }, { api });
    if ([...present.keys()].every((address) => sharedAddresses.includes(address))) return name;
  }
}
