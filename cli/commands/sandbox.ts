import type { Likeness, Sandbox, Seed } from '../../sandbox/index.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { choosePort, requireHost } from '../port.ts';
import { pathFrom, readTextFile, secretIn } from '../read-text.ts';
import { defaultOrgPort, sandboxFolder, startSandboxOrg } from '../run/sandbox-org.ts';
import { shellOf } from '../shell.ts';
import { untilStopped } from '../run/until-stopped.ts';
import { createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';

export interface SandboxOptions {
  port?: number;
  outsidePort?: number;
  host: string;
  folder?: string;
  reset?: boolean;
  inMemory?: boolean;
  apiToken?: string;
  apiTokenFile?: string;
  seed?: string;
  subdomain?: string;
  like?: string[];
  json?: boolean;
}

/** Runs the sandbox org until it is stopped, and prints how to connect to it. */
export async function sandbox(options: SandboxOptions, io: Io): Promise<void> {
  const output = createOutput(io);
  await requireHost(options.host);
  const ports = await choosePorts(options, io, output);
  const folder = options.folder === undefined ? sandboxFolder(io.cwd) : pathFrom(io.cwd, options.folder);
  const org = await start(options, io, ports, folder);
  try {
    if (options.json) output.json(described(org, options, folder));
    else tell(org, output, options, { folder, curl: shellOf(io.platform).curl });
    await untilStopped(io, output);
  } finally {
    await org.close();
  }
}

const described = ({ url, apiToken, outside }: Sandbox, { inMemory }: SandboxOptions, folder: string) => ({
  org: { url, apiToken },
  outside: outside.url,
  folder: inMemory ? null : folder,
});

function tell(
  { url, apiToken, outside }: Sandbox,
  { line, paint }: Output,
  { inMemory }: SandboxOptions,
  { folder, curl }: { folder: string; curl: string },
): void {
  line(`${paint.strong('Sandbox org')} · ${inMemory ? 'kept in memory' : `stored in ${folder}`}`);
  line();
  line(`  ${paint.quiet('Org URL  ')} ${paint.link(url)}`);
  line(`  ${paint.quiet('API token')} ${apiToken}`);
  line(`  ${paint.quiet('Outside  ')} ${paint.link(outside.url)}   phone and mailbox for the users`);
  line(`  ${paint.quiet('Try      ')} ${curl} -H "Authorization: SSWS ${apiToken}" ${url}/api/v1/users/me`);
  line();
}

interface ChosenPorts {
  port: number;
  outsidePort: number | undefined;
}

async function choosePorts(
  { port: asked, outsidePort: outside }: SandboxOptions,
  io: Io,
  output: Output,
): Promise<ChosenPorts> {
  const port = await choosePort(io, output, {
    what: 'the Okta org',
    wanted: asked ?? defaultOrgPort,
    askedBy: asked === undefined ? undefined : '--port',
    flag: '--port',
    reserved: asked === undefined && outside !== undefined ? [outside] : [],
  });
  if (outside === undefined) return { port, outsidePort: undefined };
  const flag = '--outside-port';
  const wish = { what: 'the outside world', wanted: outside, askedBy: flag, flag, reserved: [port] };
  return { port, outsidePort: await choosePort(io, output, wish) };
}

async function start(
  options: SandboxOptions,
  io: Io,
  { port, outsidePort }: ChosenPorts,
  folder: string,
): Promise<Sandbox> {
  const { SeedError, likenesses } = await import('../../sandbox/index.ts');
  const isKnown = (name: string): name is Likeness => likenesses.some((known) => known === name);
  const unknown = options.like?.find((name) => !isKnown(name));
  if (unknown !== undefined)
    throw new UserError(`--like: unknown kind of org “${unknown}”.`, `Available: ${likenesses.join(', ')}.`, {
      code: 'invalid_answer',
    });
  const file = options.seed === undefined ? undefined : pathFrom(io.cwd, options.seed);
  try {
    return await startSandboxOrg({
      folder,
      port,
      outsidePort,
      host: options.host,
      inMemory: options.inMemory ?? false,
      reset: options.reset ?? false,
      apiToken: await chosenToken(options, io),
      subdomain: options.subdomain,
      like: options.like?.filter(isKnown),
      seed: file === undefined ? undefined : await readSeedFile(file),
    });
  } catch (error) {
    if (!(error instanceof SeedError)) throw error;
    throw new UserError(`The org rejected the seed ${file ?? ''}.`, error.problems);
  }
}

/** Other users on this machine can read arguments, but not files or variables. */
async function chosenToken(
  { apiToken, apiTokenFile }: SandboxOptions,
  { cwd, env }: Io,
): Promise<string | undefined> {
  if (apiToken !== undefined && apiTokenFile !== undefined)
    throw new UserError('--api-token and --api-token-file cannot be used together.', 'Use one of them.', {
      code: 'invalid_answer',
    });
  if (apiTokenFile !== undefined) return secretIn(apiTokenFile, '--api-token-file', cwd);
  return apiToken ?? (env.MULTIDEMO_API_TOKEN === '' ? undefined : env.MULTIDEMO_API_TOKEN);
}

async function readSeedFile(file: string): Promise<Seed> {
  const { readSeed } = await import('../../sandbox/index.ts');
  return readSeed(await readTextFile(file, '--seed'));
}
