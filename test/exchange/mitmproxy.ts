import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../helpers/ports.ts';
import type { ProxiedRequest, WatchingProxy } from './recording-proxy.ts';

interface Pair {
  name: string;
  value: string;
}
interface Entry {
  startedDateTime: string;
  request: { method: string; headers: Pair[]; url: string; postData?: { text: string } };
  response: { status: number; headers: Pair[]; content: { text?: string } };
}

/**
 * mitmproxy (PyPI) in front of servers of this machine: a proxy that shares nothing with this project, and writes a HAR of its
 * own. `MITMDUMP=/path/to/mitmdump npx vitest run test/exchange/har.test.ts` runs the test with it.
 */
export class Mitmproxy implements WatchingProxy {
  readonly #command: string;
  readonly #running: { child: ChildProcess; folder: string }[] = [];
  #since = 0;

  constructor(command: string) {
    this.#command = command;
  }

  readonly before = async (port: number): Promise<string> => {
    const folder = await mkdtemp(join(tmpdir(), 'mitmproxy-'));
    const [at = 0] = await freePorts(1);
    const settings = {
      ...{ hardump: join(folder, 'seen.har'), confdir: folder },
      ...{ keep_host_header: 'true', connection_strategy: 'lazy' },
    };
    const child = spawn(
      this.#command,
      [
        ...['--quiet', '--listen-host', 'localhost', '--listen-port', String(at)],
        ...['--mode', `reverse:http://localhost:${port}`],
        ...Object.entries(settings).flatMap(([name, value]) => ['--set', `${name}=${value}`]),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    this.#running.push({ child, folder });
    // No request: what is behind it may answer none yet.
    while (!(await listens(at))) {
      if (child.exitCode !== null) throw new Error(`${this.#command} ended with ${child.exitCode}.`);
      await sleep(100);
    }
    return `http://localhost:${at}`;
  };

  forget(): void {
    this.#since = Date.now();
  }

  /** mitmproxy writes when it ends, so this is the end of it. */
  async seen(): Promise<ProxiedRequest[]> {
    const entries: Entry[] = [];
    for (const { child, folder } of this.#running) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
      const { log } = JSON.parse(await readFile(join(folder, 'seen.har'), 'utf8')) as {
        log: { entries: Entry[] };
      };
      entries.push(
        ...log.entries.filter(({ startedDateTime }) => Date.parse(startedDateTime) >= this.#since),
      );
    }
    return entries
      .toSorted((a, b) => (a.startedDateTime < b.startedDateTime ? -1 : 1))
      .map(({ request, response }) => {
        const headers = headersOf(request.headers);
        const { pathname, search } = new URL(request.url);
        return {
          method: request.method,
          url: `http://${headers.host ?? ''}${pathname}${search}`,
          requestHeaders: headers,
          requestBody: request.postData?.text ?? '',
          status: response.status,
          responseHeaders: headersOf(response.headers),
          responseBody: response.content.text ?? '',
        };
      });
  }

  async close(): Promise<void> {
    for (const { child, folder } of this.#running) {
      child.kill('SIGINT');
      await rm(folder, { recursive: true });
    }
  }
}

const listens = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const socket = connect(port, 'localhost');
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
    socket.once('connect', () => socket.destroy());
  });

/** As Node has them: by names in small letters, a text each, but for Set-Cookie. */
function headersOf(pairs: readonly Pair[]): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  for (const { name, value } of pairs) {
    const key = name.toLowerCase();
    if (key === 'set-cookie') (headers['set-cookie'] ??= []).push(value);
    else headers[key] = headers[key] === undefined ? value : `${String(headers[key])}, ${value}`;
  }
  return headers;
}
