import { execFile } from 'node:child_process';
import { connect, createServer } from 'node:net';
import { promisify } from 'node:util';
import { UserError } from './errors.ts';
import type { Io } from './io.ts';
import type { Output } from './terminal/output.ts';
import { confirm } from './terminal/prompt.ts';

const loopback = ['127.0.0.1', '::1'];

/** True if a program is listening on this port, on either loopback address. */
export async function isTaken(port: number): Promise<boolean> {
  if (port === 0) return false;
  return (await Promise.all(loopback.map((host) => answers(host, port)))).includes(true);
}

/** Whether a server can listen there; reserved ranges of Windows are only found by trying. */
export const isUsable = async (port: number): Promise<boolean> =>
  !(await isTaken(port)) && !(await isRefused(port));

/** True if no one responds there and yet nothing can listen: Windows reserves ranges of ports (EACCES). */
async function isRefused(port: number): Promise<boolean> {
  if (port === 0) return false;
  const server = createServer();
  const code = await new Promise<string>((settle) => {
    server.once('error', (error: NodeJS.ErrnoException) => settle(error.code ?? ''));
    server.listen(port, loopback[0], () => settle(''));
  });
  if (code === '') await new Promise((settle) => server.close(settle));
  return code === 'EACCES' || code === 'EADDRINUSE';
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((settle) => {
    const socket = connect({ host, port, timeout: 500 });
    const end = (taken: boolean) => {
      socket.destroy();
      settle(taken);
    };
    socket
      .once('connect', () => end(true))
      .once('error', () => end(false))
      .once('timeout', () => end(false));
  });
}

/** Which program listens on `port`, if this can be determined. */
export async function nameListener(port: number): Promise<string> {
  const list = await promisify(execFile)('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'], {
    timeout: 2000,
  })
    .then(({ stdout }) => stdout)
    .catch(() => '');
  const command = /^c(.+)$/m.exec(list)?.[1];
  const pid = /^p(\d+)$/m.exec(list)?.[1];
  if (command?.startsWith('ControlCe'))
    return "macOS's AirPlay Receiver (System Settings, AirDrop & Handoff)";
  if (command !== undefined && pid !== undefined) return `${command} (process ${pid})`;
  const server = await fetch(`http://localhost:${port}/`, {
    signal: AbortSignal.timeout(500),
    redirect: 'manual',
  })
    .then((answer) => answer.headers.get('server'))
    .catch(() => null);
  if (server?.startsWith('AirTunes')) return "macOS's AirPlay Receiver (System Settings, AirDrop & Handoff)";
  return server ? `another program (${server})` : 'another program';
}

export interface Wish {
  what: string;
  wanted: number;
  /** What requested this port, as in `--port` or `APP_URL`; undefined if it is only the default. */
  askedBy: string | undefined;
  flag: string;
  /** Ports that this command already uses or will use next, which a default must avoid. */
  reserved?: readonly number[];
}

/**
 * Finds a port to listen on. A requested port is used or fails. If a default is taken, the next free one is
 * used if the user agrees or there is no terminal.
 * @param what who needs it, as in 'the shop'
 * @throws UserError if the requested port is taken
 */
export async function choosePort(
  io: Io,
  output: Output,
  { what, wanted, askedBy, flag, reserved = [] }: Wish,
): Promise<number> {
  const isReserved = wanted !== 0 && reserved.includes(wanted);
  const isFree = !isReserved && !(await isTaken(wanted));
  if (isFree && !(await isRefused(wanted))) return wanted;
  if (isFree && askedBy !== undefined) return wanted; // `listen` says why, and is believed
  const state = isFree
    ? 'reserved by the system'
    : `in use by ${isReserved ? 'this command itself' : await nameListener(wanted)}`;
  const refusal = new UserError(
    `Port ${wanted} is ${state}.`,
    [
      ...(askedBy === undefined || askedBy === flag ? [] : [`It is set with ${askedBy}.`]),
      `${isReserved || isFree ? 'Choose' : 'Stop it, or choose'} another port with ${flag}.`,
    ],
    { code: 'port_taken' },
  );
  if (askedBy !== undefined) throw refusal;
  let next = wanted + 1;
  while (next <= 65_535 && (reserved.includes(next) || !(await isUsable(next)))) next++;
  if (next > 65_535) throw refusal;
  const question = `Port ${wanted} is ${state}. Use ${next} for ${what}?`;
  if (!(await confirm(io, question, { unattended: true }))) throw refusal;
  output.note(`Port ${wanted} is ${state}, so ${what} uses ${next}.`);
  return next;
}

/** How often a default is chosen: other programs may take it between the choice and `listen`. */
const choices = 10;

/**
 * Listens on a port chosen as `choosePort` does. Only `listen` decides: a port that another program has taken in the
 * meantime is chosen again.
 * @throws UserError if the requested port is taken, or the error of `listen`
 */
export async function listenAtChoice<Server>(
  io: Io,
  output: Output,
  wish: Wish,
  listen: (port: number) => Promise<Server>,
): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(io, output, wish);
    try {
      return await listen(port);
    } catch (error) {
      if (!isRefusedAt(error, port) || attempt === (wish.askedBy === undefined ? choices : 2)) throw error;
    }
  }
}

/** Whether this is `listen`'s error for a port that is taken, or that the system keeps. */
export function isRefusedAt(error: unknown, wanted: number): boolean {
  const { code = '', syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  return syscall === 'listen' && (port ?? wanted) === wanted && ['EADDRINUSE', 'EACCES'].includes(code);
}

/**
 * The port for a shop that cannot use another, because the org redirects to its known address.
 * @throws UserError if it is taken
 */
export async function requirePort(port: number, appUrl: string): Promise<number> {
  if (await isTaken(port))
    throw new UserError(
      `Port ${port} is in use by ${await nameListener(port)}.`,
      [
        `The configured org redirects users to ${appUrl}, so the shop cannot use another port.`,
        'Stop that program, or change APP_URL here and in the org.',
      ],
      { code: 'port_taken' },
    );
  return port;
}

/**
 * Checks that this machine can listen on an address, before anything is started.
 * @throws UserError if it has no such address
 */
export async function requireHost(host: string): Promise<void> {
  if (host === 'localhost') return; // listens on what there is of its two addresses
  const server = createServer();
  await new Promise<void>((settle, fail) => {
    server.once('error', fail);
    server.listen(0, host, settle);
  }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `This machine does not have the address ${host} (${code ?? 'unknown error'}).`,
      ['Use --host localhost to serve only this machine, or --host 0.0.0.0 to serve the network.'],
      { code: 'machine' },
    );
  });
  await new Promise((settle) => server.close(settle));
}
