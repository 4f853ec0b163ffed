import { problemsOfGiven } from '../../app/index.ts';
import { UserError } from '../errors.ts';
import { readMemory } from '../init/memory.ts';
import type { Io } from '../io.ts';
import { isUsable } from '../port.ts';
import { workspaceFolder } from '../provision/terraform/workspace.ts';
import type { Fields } from '../provision/value.ts';
import { addressesFor } from '../run/addresses.ts';
import { completeEnvironment, hasOrg, readEnvironment, shopUrl, wantedPort } from '../run/environment.ts';
import { readRunning } from '../run/running.ts';
import { defaultOrgPort, sandboxFolder, startSandboxOrg } from '../run/sandbox-org.ts';
import { sandboxVariables, settingsOfOrg } from '../run/settings.ts';
import type { Subject } from './context.ts';
import { show } from './words.ts';

export interface Found {
  subject: Subject;
  /** A note to the user about what is checked. */
  note: string | undefined;
  /** Stops what was started for the run. */
  close(): Promise<void>;
}

/** The variables that `init` gave the stack for this org. */
export async function rememberedVariables(
  cwd: string,
  orgUrl: string | undefined,
): Promise<Fields | undefined> {
  if (orgUrl === undefined || !URL.canParse(orgUrl)) return undefined;
  return (await readMemory(workspaceFolder(cwd, orgUrl)).catch(unreadable))?.variables;
}

const nothing = () => Promise.resolve();

function unreadable(error: unknown): undefined {
  if (!(error instanceof UserError)) throw error;
}

/**
 * What to check: the org in `.env`; else the sandbox org that `serve` runs in this folder; else that org,
 * started for the run exactly as `serve` would start it: before presenting, you want to know whether `serve`
 * will work, not that it is not running yet.
 */
export async function findSubject(io: Io): Promise<Found> {
  return (await findRunning(io)) ?? startSandbox(io);
}

/** The same, but without starting anything: undefined if no org is configured and `serve` is not running. */
export async function findRunning(io: Io): Promise<Found | undefined> {
  const { cwd } = io;
  const base = { cwd, processEnv: { ...io.env } };
  const addresses = addressesFor(io.env);
  const env = await readEnvironment(io).catch(unreadable);
  // The content of an unreadable file is not guessed: the checks report what is wrong with it.
  if (env === undefined)
    return {
      subject: { ...base, env: base.processEnv, variables: undefined, sandbox: undefined },
      note: undefined,
      close: nothing,
    };
  if (hasOrg(env)) {
    const whole = { ...env, APP_URL: env.APP_URL ?? addresses.of(wantedPort(undefined, env).port) };
    return {
      subject: {
        ...base,
        env: await completeEnvironment(whole, cwd),
        variables: await rememberedVariables(cwd, env.OKTA_BASE_URL),
        sandbox: undefined,
      },
      note: undefined,
      close: nothing,
    };
  }
  const problems = problemsOfGiven(env);
  // The sandbox org must not get an address that the shop then rejects.
  if (problems.length > 0)
    return {
      subject: { ...base, env, variables: undefined, sandbox: undefined, problems },
      note: undefined,
      close: nothing,
    };
  const running = await readRunning(cwd);
  if (running) {
    const { env: environment, variables, orgHere } = running;
    const subject: Subject = { ...base, env: environment, variables, sandbox: 'serve', orgHere };
    return { subject, note: undefined, close: nothing };
  }
  return undefined;
}

async function startSandbox(io: Io): Promise<Found> {
  const { cwd } = io;
  const env = await readEnvironment(io);
  const addresses = addressesFor(io.env);
  const port = (await isUsable(defaultOrgPort)) ? defaultOrgPort : 0;
  const sandbox = await startSandboxOrg({
    folder: sandboxFolder(cwd),
    port,
    host: 'localhost',
    addressOf: addresses.of,
  });
  try {
    const { port: shopPort } = wantedPort(undefined, env);
    const settings = { ...env, PORT: show(shopPort), APP_URL: shopUrl(env, shopPort, { addresses }) };
    const whole = { ...settings, ...(await settingsOfOrg(sandbox, settings, cwd)) };
    return {
      subject: {
        cwd,
        processEnv: { ...io.env },
        env: await completeEnvironment(whole, cwd),
        variables: await sandboxVariables(sandbox, settings, cwd),
        sandbox: 'doctor',
        orgHere: sandbox.localUrl,
      },
      note: 'No org is configured and serve is not running, so its sandbox org was started for these checks.',
      close: () => sandbox.close(),
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
