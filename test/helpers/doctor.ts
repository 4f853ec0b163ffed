import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CheckReport, DoctorReport } from '../../app/index.ts';
import { ManagementApi } from '../../cli/provision/management-api.ts';
import { noteRunning } from '../../cli/run/running.ts';
import { runCli } from './cli.ts';
import { startDemo } from './demo.ts';
import type { Demo } from './demo.ts';

export interface Patient {
  demo: Demo;
  api: ManagementApi;
  /** Working folder of the command. */
  cwd: string;
  /** Says that the demo runs, as `serve` does, until it is taken back. */
  announce(over?: Environment): Promise<() => Promise<void>>;
  /** `multidemo doctor` with these options, looking at the running demo as it does at that of `serve`. */
  doctor(options?: readonly string[], over?: Environment): Promise<Run>;
  /** The report of `--json`. */
  examine(options?: readonly string[], over?: Environment): Promise<DoctorReport>;
  close(): Promise<void>;
}
export type Environment = Record<string, string | undefined>;
type Run = Awaited<ReturnType<typeof runCli>>;

/** A whole, healthy demo, in a folder of its own that says so as `serve` does. */
export async function startPatient(): Promise<Patient> {
  const [demo, cwd] = await Promise.all([
    startDemo({
      signsInSample: true,
      assistant: true,
      variables: { token_hook: true, token_hook_secret: 'token-hook-secret', fulfilment: true },
    }),
    mkdtemp(join(tmpdir(), 'multidemo-doctor-')),
  ]);
  const api = new ManagementApi(demo.org, demo.apiToken);
  await mkdir(join(cwd, '.multidemo/sandbox'), { recursive: true });
  await api.post(`/api/v1/eventHooks/${demo.environment.FF_EVENTS_HOOK_ID ?? ''}/lifecycle/verify`);
  const announce = (over: Environment = {}) => {
    const env = { ...demo.environment, PORT: new URL(demo.shop).port, ...over };
    return noteRunning(cwd, { env, variables: demo.variables });
  };
  const doctor = async (options: readonly string[] = [], over: Environment = {}) => {
    const forget = await announce(over);
    return runCli(['doctor', ...options], { cwd }).finally(forget);
  };
  return {
    demo,
    api,
    cwd,
    announce,
    doctor,
    examine: async (options = [], over = {}) =>
      JSON.parse((await doctor(['--json', ...options], over)).stdout) as DoctorReport,
    close: async () => {
      await demo.close();
      await rm(cwd, { recursive: true, force: true });
    },
  };
}

/** Ids of checks that found something. */
export const complaints = ({ checks }: DoctorReport): string[] =>
  checks.filter(({ status }) => status === 'warning' || status === 'failure').map(({ id }) => id);

export const checkOf = ({ checks }: DoctorReport, id: string): CheckReport =>
  checks.find((check) => check.id === id)!;

/** Everything that a check says, in one text. */
export const words = ({ found, expected, consequence, remedy, details }: CheckReport): string =>
  [found, expected, consequence, remedy, ...details].join('\n');
