import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Sandbox, Seed } from '../../sandbox/index.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { choosePort, requireHost } from '../port.ts';
import { defaultOrgPort, sandboxFolder, startSandboxOrg } from '../run/sandbox-org.ts';
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
  seed?: string;
  subdomain?: string;
}

/** Runs the sandbox org until it is stopped, and says how an application reaches it. */
export async function sandbox(options: SandboxOptions, io: Io): Promise<void> {
  const output = createOutput(io);
  await requireHost(options.host);
  const ports = await choosePorts(options, io, output);
  const folder = options.folder === undefined ? sandboxFolder(io.cwd) : resolve(io.cwd, options.folder);
  const org = await start(options, io, ports, folder);
  try {
    const { paint } = output;
    output.line(
      `${paint.strong('Sandbox org')} · ${options.inMemory ? 'kept in memory' : `kept in ${folder}`}`,
    );
    output.line();
    output.line(`  ${paint.quiet('Org URL  ')} ${paint.link(org.url)}`);
    output.line(`  ${paint.quiet('API token')} ${org.apiToken}`);
    output.line(
      `  ${paint.quiet('Outside  ')} ${paint.link(org.outside.url)}   phone and mailbox of the users`,
    );
    output.line(
      `  ${paint.quiet('Try      ')} curl -H "Authorization: SSWS ${org.apiToken}" ${org.url}/api/v1/users/me`,
    );
    output.line();
    await untilStopped(io, output);
  } finally {
    await org.close();
  }
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
  const { SeedError } = await import('../../sandbox/index.ts');
  const file = options.seed === undefined ? undefined : resolve(io.cwd, options.seed);
  try {
    return await startSandboxOrg({
      folder,
      port,
      outsidePort,
      host: options.host,
      inMemory: options.inMemory ?? false,
      reset: options.reset ?? false,
      apiToken: options.apiToken,
      subdomain: options.subdomain,
      seed: file === undefined ? undefined : await readSeedFile(file),
    });
  } catch (error) {
    if (!(error instanceof SeedError)) throw error;
    throw new UserError(`The org does not take the seed ${file ?? ''}.`, error.problems);
  }
}

async function readSeedFile(file: string): Promise<Seed> {
  const { readSeed } = await import('../../sandbox/index.ts');
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UserError(`The seed ${file} cannot be read.`, [], { cause: error });
  });
  return readSeed(text);
}
