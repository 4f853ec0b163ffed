import type { Likeness, Sandbox, Seed } from '../../sandbox/index.ts';
import { UserError } from '../errors.ts';
import { qrCode, type Reach, reachFor, type ReachOptions } from '../https/reach.ts';
import type { Io } from '../io.ts';
import { choosePort, listenAtChoice, requireHost } from '../port.ts';
import { outFolder } from '../out.ts';
import { pathFrom, readTextFile, secretIn } from '../read-text.ts';
import { defaultOrgPort, sandboxFolder, startSandboxOrg } from '../run/sandbox-org.ts';
import { curlTo } from '../shell.ts';
import { newPassword } from '../run/secrets.ts';
import { untilStopped } from '../run/until-stopped.ts';
import { createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';

export interface SandboxOptions extends ReachOptions {
  port?: number;
  outsidePort?: number;
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
  const reach = await reachFor(options, io, output);
  const { addresses } = reach;
  const folder =
    options.folder === undefined
      ? sandboxFolder(io.cwd)
      : await outFolder(io.cwd, options.folder, '--folder');
  const adminPassword = newPassword();
  const org = await start(options, io, {
    output,
    folder,
    adminPassword,
    addressOf: addresses.of,
    ...opened(reach),
  });
  const hint = addresses.hint([org.port, org.outside.port]);
  if (hint !== undefined) output.note(hint);
  try {
    // Shown once: an org that has state keeps the password that it was made with.
    const password = org.console.isNew ? adminPassword : undefined;
    if (options.json) output.json(described(org, options, { folder, password }));
    else tell(org, output, options, { folder, password, curl: curlTo(io.platform, reach.authority) });
    if (options.lan && !options.json) output.line(qrCode(org.url));
    await untilStopped(io, output);
  } finally {
    await org.close();
  }
}

interface Told {
  readonly folder: string;
  readonly password: string | undefined;
}

const described = (
  { url, apiToken, console: admin, outside }: Sandbox,
  { inMemory }: SandboxOptions,
  { folder, password }: Told,
) => ({
  org: { url, apiToken },
  console: { url: admin.url, login: admin.login, ...(password !== undefined && { password }) },
  outside: outside.url,
  inspector: `${url}/inspector`,
  folder: inMemory ? null : folder,
});

function tell(
  { url, apiToken, console: admin, outside }: Sandbox,
  { line, paint }: Output,
  { inMemory, like = [] }: SandboxOptions,
  { folder, password, curl }: Told & { curl: string },
): void {
  line(
    `${paint.strong('Sandbox org')} · ${inMemory ? 'kept in memory' : `stored in ${folder}`}${like.length > 0 ? ` · like ${like.join(', ')}` : ''}`,
  );
  line();
  line(`  ${paint.quiet('Org URL  ')} ${paint.link(url)}`);
  line(`  ${paint.quiet('API token')} ${apiToken}`);
  line(`  ${paint.quiet('Console  ')} ${paint.link(admin.url)}   ${admin.login}`);
  if (password !== undefined)
    line(`  ${paint.quiet('Password ')} ${password}   of ${admin.login}, shown only now`);
  line(`  ${paint.quiet('Outside  ')} ${paint.link(outside.url)}   phone and mailbox for the users`);
  line(`  ${paint.quiet('Inspector')} ${paint.link(`${url}/inspector`)}   every message as it happens`);
  line(`  ${paint.quiet('Try      ')} ${curl} -H "Authorization: SSWS ${apiToken}" ${url}/api/v1/users/me`);
  line();
}

/** Listens on the ports that the options name, or on the default ones. */
async function atPorts(
  { port: asked, outsidePort: outside }: SandboxOptions,
  io: Io,
  output: Output,
  listen: (port: number, outsidePort: number | undefined) => Promise<Sandbox>,
): Promise<Sandbox> {
  const wish = {
    what: 'the Okta org',
    wanted: asked ?? defaultOrgPort,
    askedBy: asked === undefined ? undefined : '--port',
    flag: '--port',
    reserved: asked === undefined && outside !== undefined ? [outside] : [],
  };
  return listenAtChoice(io, output, wish, async (port) => {
    if (outside === undefined) return listen(port, undefined);
    const flag = '--outside-port';
    const other = {
      what: 'the phone and mailbox page',
      wanted: outside,
      askedBy: flag,
      flag,
      reserved: [port],
    };
    return listen(port, await choosePort(io, output, other));
  });
}

type AddressOf = (port: number) => string;
type Opened = Pick<Reach, 'host' | 'trustNetwork' | 'certificate'>;
const opened = ({ host, trustNetwork, certificate }: Reach): Opened => ({ host, trustNetwork, certificate });

async function start(
  options: SandboxOptions,
  io: Io,
  {
    output,
    ...chosen
  }: { output: Output; folder: string; adminPassword: string; addressOf: AddressOf } & Opened,
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
    const given = {
      ...chosen,
      inMemory: options.inMemory ?? false,
      reset: options.reset ?? false,
      apiToken: await chosenToken(options, io),
      subdomain: options.subdomain,
      like: options.like?.filter(isKnown),
      seed: file === undefined ? undefined : await readSeedFile(file),
    };
    return await atPorts(options, io, output, (port, outsidePort) =>
      startSandboxOrg({ ...given, port, outsidePort }),
    );
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
