import { chmod, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { variables } from '../../../app/index.ts';
import { parseEnv, readEnvText } from '../../env-file.ts';
import type { Entry } from '../../env-file.ts';
import { distance } from '../../distance.ts';
import { bringUpToDate, isFormer, todayOf } from '../former-variables.ts';
import { correct } from '../local-value.ts';
import { UserError } from '../../errors.ts';
import type { Environment } from '../../run/environment.ts';
import { shellOf } from '../../shell.ts';
import { ok, warning } from '../check.ts';
import type { Check, Finding } from '../check.ts';
import { all, count } from '../words.ts';

/** Prefixes of our variables, among which misspellings are worth reporting. */
const ours = /^(OKTA|FF|APP|THEME|DB|DATABASE|SECRET)_/;

/** The file itself: quoting, who can read it, unknown variables, duplicates. */
export const envFile: Check = {
  id: 'env-file',
  title: '.env',
  area: 'This machine',
  needs: [],
  docs: 'docs/doctor.md#env-file',
  async run({ cwd, processEnv }) {
    const file = join(cwd, '.env');
    let entries: Entry[];
    try {
      const text = await readEnvText(file);
      if (text === undefined) return await withoutFile(cwd, processEnv);
      entries = parseEnv(text);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { status: 'failure', ...unreadable(error) };
    }
    const { mode } = await stat(file);
    const findings = [
      await former(cwd, processEnv, entries),
      tooOpen(file, mode),
      await unknown(cwd, processEnv, entries),
      twice(entries),
      overridden(entries, processEnv),
    ].filter((finding) => finding !== undefined);
    const [first] = findings;
    return first
      ? warning(together(first, findings.slice(1)))
      : ok(`${count(entries.length, 'variable')}${hasModes ? ', readable only by its owner' : ''}.`);
  },
};

async function withoutFile(cwd: string, processEnv: Environment) {
  const finding = await former(cwd, processEnv, []);
  return finding ? warning(finding) : ok('There is no .env file, and the sandbox org does not need one.');
}

const unreadable = ({ message, remedy }: UserError): Finding => ({
  found: message,
  expected: 'One NAME=value pair per line.',
  consequence: 'The shop does not start.',
  remedy: remedy.join(' '),
});

/** The first finding, with the others as details, and one fix for all. */
function together(first: Finding, others: readonly Finding[]): Finding {
  const fixes = [first, ...others].flatMap(({ fix }) => fix ?? []);
  return {
    ...first,
    details: [...(first.details ?? []), ...others.map(({ found, remedy }) => `${found} ${remedy}`)],
    fix:
      fixes.length === 0
        ? undefined
        : {
            will: fixes.map(({ will }) => will).join('; '),
            apply: async () => {
              for (const fix of fixes) await fix.apply();
            },
          },
  };
}

/**
 * What the Python original read: each with its name of today, in `.env` and in what `docker run --env-file`
 * gives.
 */
async function former(
  cwd: string,
  processEnv: Environment,
  entries: readonly Entry[],
): Promise<Finding | undefined> {
  const values = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
  // Other programs have an API_URL or a FLASK_ENV, too.
  const given = Object.keys(processEnv).filter((name) => name.startsWith('OKTA_'));
  const names = [...new Set([...Object.keys(values), ...given])].filter(isFormer);
  if (names.length === 0) return undefined;
  return {
    found: `${all(names)} ${names.length === 1 ? 'is' : 'are'} from the Python original.`,
    details: names.map((name) => todayOf(name)),
    expected: 'Only variables in .env.example.',
    consequence: 'The variable has no effect.',
    remedy: `${names.map((name) => todayOf(name)).join('. ')}. docs/migrating.md lists all renamed variables.`,
    fix: await correct({ cwd, processEnv }, bringUpToDate(values)),
  };
}

/** Windows has no file modes, so who can read a file is not checked there. */
const hasModes = process.platform !== 'win32';

function tooOpen(file: string, mode: number): Finding | undefined {
  if (!hasModes || (mode & 0o077) === 0) return undefined;
  return {
    found: `Other users on this machine can read it (mode ${(mode & 0o777).toString(8)}).`,
    expected: 'Mode 600, because it contains secrets.',
    consequence: 'No effect on the demo, but other users can read the secrets.',
    remedy: 'chmod 600 .env',
    fix: { will: 'set the mode of .env to 600', apply: () => chmod(file, 0o600) },
  };
}

async function unknown(
  cwd: string,
  processEnv: Environment,
  entries: readonly Entry[],
): Promise<Finding | undefined> {
  const names = entries
    .map(({ name }) => name)
    .filter((name) => ours.test(name) && !(name in variables) && !isFormer(name));
  const [first] = names;
  if (first === undefined) return undefined;
  const near = Object.keys(variables).find((name) => distance(name, first) <= 2);
  const meant = entries.findLast(({ name }) => name === first)?.value;
  return {
    found: `Unknown variable: ${all(names)}.`,
    expected: 'Only variables in .env.example.',
    consequence: 'The variable has no effect.',
    remedy: near === undefined ? `Remove ${first} from .env.` : `Did you mean ${near}? Correct it in .env.`,
    fix:
      near === undefined || entries.some(({ name }) => name === near)
        ? undefined
        : await correct({ cwd, processEnv }, { [near]: meant, [first]: undefined }),
  };
}

function twice(entries: readonly Entry[]): Finding | undefined {
  const names = entries.map(({ name }) => name);
  const repeated = names.find((name, at) => names.indexOf(name) !== at);
  if (repeated === undefined) return undefined;
  return {
    found: `${repeated} is set more than once.`,
    expected: 'One value.',
    consequence: 'Only the last value is used.',
    remedy: `Keep one ${repeated} in .env.`,
  };
}

function overridden(entries: readonly Entry[], processEnv: Environment): Finding | undefined {
  const names = entries
    .filter(({ name, value }) => name in variables && processEnv[name] && processEnv[name] !== value)
    .map(({ name }) => name);
  if (names.length === 0) return undefined;
  return {
    found: `The environment sets ${all(names)} to a different value.`,
    expected: 'A value in .env or in the environment, but not both.',
    consequence: 'The shop uses the value from the environment and ignores the one in .env.',
    remedy: shellOf(process.platform).unset(names),
  };
}
