import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManagementApi } from '../../cli/provision/management-api.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { parseEnv } from '../../cli/env-file.ts';
import { runCli, startCli } from './cli.ts';
import type { RunningCli } from './cli.ts';
import { freePorts } from './ports.ts';

/** How many resources init makes in an org that has everything, without optional parts. */
export const stackSize = 35;
/** How many checks of the doctor apply to what it makes. */
export const checkCount = 49;

/** An org that init is told about by its URL, as it would be about one in the cloud, and an empty working folder. */
export interface InitBench {
  cwd: string;
  org: Sandbox;
  api: ManagementApi;
  /** Where the shop will be: nothing listens there yet. */
  appUrl: string;
  /** `multidemo init --org-url … --yes` with these options and the org's API token. */
  init(options?: readonly string[], env?: Record<string, string>): ReturnType<typeof runCli>;
  /** Any command, with the org's API token. */
  run(argv: readonly string[], env?: Record<string, string>): ReturnType<typeof runCli>;
  start(argv: readonly string[], env?: Record<string, string>): RunningCli;
  /** What `.env` says; undefined when there is none. */
  env(): Promise<string | undefined>;
  /** The values in it, by name. */
  values(): Promise<Record<string, unknown>>;
  write(file: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export async function startInitBench(options: SandboxOptions = {}): Promise<InitBench> {
  const [org, cwd, [port]] = await Promise.all([
    createSandbox(options),
    mkdtemp(join(tmpdir(), 'multidemo-init-')),
    freePorts(1),
  ]);
  const appUrl = `http://localhost:${port}`;
  const withToken = (env: Record<string, string> = {}) => ({ OKTA_API_KEY: org.apiToken, ...env });
  const run = (argv: readonly string[], env?: Record<string, string>) =>
    runCli(argv, { cwd, env: withToken(env) });
  const env = () => readFile(join(cwd, '.env'), 'utf8').catch(() => undefined);
  return {
    cwd,
    org,
    appUrl,
    api: new ManagementApi(org.url, org.apiToken),
    run,
    init: (more = [], env = {}) =>
      run(['init', '--org-url', org.url, '--app-url', appUrl, '--yes', ...more], env),
    start: (argv, env) => startCli(argv, { cwd, env: withToken(env) }),
    env,
    values: async () =>
      Object.fromEntries(parseEnv((await env()) ?? '').map(({ name, value }) => [name, value])),
    write: (file, text) => writeFile(join(cwd, file), text),
    close: async () => {
      await org.close();
      await rm(cwd, { recursive: true, force: true });
    },
  };
}
