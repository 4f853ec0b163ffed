import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running `multidemo serve`. */
export interface Demo {
  shopUrl: string;
  orgUrl: string;
  /** Milliseconds from the start of the process to the first 200 of the shop and of the org. */
  readyAfter: number;
  readonly pid: number;
  stop(): Promise<void>;
}

interface Starting {
  readonly node?: string | undefined;
  /** Of shop and org: an org that moves to other ports is set up again. */
  readonly ports?: readonly [number, number];
  readonly environment?: Record<string, string>;
  /** What runs instead of the built command. */
  readonly bin?: string;
}

export const freePorts = (): Promise<[number, number]> => Promise.all([freePort(), freePort()]);

/** Starts the demo in `folder`, with this Node.js or another, and waits until both answer. */
export async function startDemo(
  folder: string,
  { node, ports, environment = {}, bin = join(process.cwd(), 'dist/cli/bin.js') }: Starting = {},
): Promise<Demo> {
  const [shopPort, orgPort] = ports ?? (await freePorts());
  const launcher = join(process.cwd(), 'cli/launch.js'); // turns on the compile cache that newer versions have
  const began = performance.now();
  const child = spawn(
    node ?? process.execPath,
    [node === undefined ? bin : launcher, 'serve', '--port', String(shopPort), '--org-port', String(orgPort)],
    {
      cwd: folder,
      stdio: 'ignore',
      env: { PATH: process.env.PATH, ...environment },
    },
  );
  const shopUrl = `http://localhost:${shopPort}`;
  const orgUrl = `http://localhost:${orgPort}`;
  const stop = await untilReady(child, `${shopUrl}/status`, `${orgUrl}/.well-known/okta-organization`);
  return { shopUrl, orgUrl, readyAfter: performance.now() - began, pid: child.pid ?? 0, stop };
}

/** A running `multidemo sandbox`, in memory. */
export interface Org {
  readonly url: string;
  readonly apiToken: string;
  stop(): Promise<void>;
}

/** Starts an org and waits until it answers. */
export async function startOrg(): Promise<Org> {
  const port = await freePort();
  const apiToken = 'bench';
  const bin = join(process.cwd(), 'dist/cli/bin.js');
  const asked = ['sandbox', '--port', String(port), '--in-memory', '--api-token', apiToken];
  const child = spawn(process.execPath, [bin, ...asked], { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://localhost:${port}`;
  return { url, apiToken, stop: await untilReady(child, `${url}/.well-known/okta-organization`) };
}

/** @returns how to stop the process; it is stopped if an address does not answer */
async function untilReady(child: ChildProcess, ...urls: string[]): Promise<() => Promise<void>> {
  const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
  };
  try {
    await Promise.all(urls.map(first200));
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** The demo's variables, as the sandbox org decided them. */
export async function demoSettings(folder: string): Promise<Record<string, string>> {
  const text = await readFile(join(folder, '.multidemo/sandbox/provisioned.json'), 'utf8');
  return (JSON.parse(text) as { outputs: Record<string, string> }).outputs;
}

/** Waits for an answer with status 200. */
export async function first200(url: string): Promise<void> {
  const giveUp = performance.now() + 30_000;
  while (performance.now() < giveUp) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(5);
  }
  throw new Error(`${url} did not respond with 200 within 30 seconds.`);
}

/** Below the range from which the system gives ports to outgoing connections: those may take one again at once. */
export function freePort(): Promise<number> {
  return new Promise((settle) => {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    server.once('error', () => settle(freePort()));
    server.listen(port, () => server.close(() => settle(port)));
  });
}
