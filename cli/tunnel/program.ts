import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Interrupted, UserError } from '../errors.ts';
import { tunnelPrograms } from '../program/values.ts';
import type { TunnelProgram } from '../program/values.ts';
import type { ReachOptions } from '../https/reach.ts';
import type { Io } from '../io.ts';
import type { Addresses } from '../run/addresses.ts';
import { findOnPath } from '../provision/terraform/binary.ts';
import { isLoopback } from '../run/loopback.ts';

export interface TunnelOptions {
  /** True: whichever is installed. */
  tunnel?: TunnelProgram | true;
}

interface Kind {
  args: (local: string) => string[];
  /** The public address, if this line of output says it. */
  addressIn: (line: string) => string | undefined;
  install: Partial<Record<NodeJS.Platform, string>> & { linux: string };
}

const kinds: Readonly<Record<TunnelProgram, Kind>> = {
  // https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/do-more-with-tunnels/trycloudflare/
  cloudflared: {
    args: (local) => ['tunnel', '--no-autoupdate', '--url', local],
    // Only in the box: other lines contain addresses too, such as that of the tunnel service.
    addressIn: (line) => /\|\s+(https:\/\/[a-z0-9-]+\.trycloudflare\.com)\s+\|/.exec(line)?.[1],
    install: {
      darwin: 'brew install cloudflared',
      win32: 'winget install --id Cloudflare.cloudflared',
      linux:
        'curl -LO https://github.com/cloudflare/cloudflared/releases/latest/download/cloudflared-linux-amd64.deb && sudo dpkg -i cloudflared-linux-amd64.deb',
    },
  },
  // https://ngrok.com/docs/agent/cli
  ngrok: {
    args: (local) => ['http', local, '--log', 'stdout', '--log-format', 'json'],
    addressIn: (line) => {
      const { msg, url } = asJson(line);
      return msg === 'started tunnel' && typeof url === 'string' ? url : undefined;
    },
    install: {
      darwin: 'brew install ngrok',
      win32: 'winget install ngrok -s msstore',
      linux: 'sudo snap install ngrok',
    },
  },
};

/** How long a program may take to report its address, and to exit, in milliseconds. */
const timeoutMs = 45_000;
const graceMs = 1000;

/** The programs that run for one command, one for each port. */
export class Tunnels implements Addresses {
  readonly #path: string;
  readonly #name: TunnelProgram;
  readonly #io: Io;
  readonly #addresses = new Map<number, string>();
  readonly #ending = new AbortController();
  /** Aborted when the command is to end: as asked, or because a tunnel has ended. */
  readonly signal: AbortSignal;
  readonly #ended: Promise<unknown>[] = [];
  #failure: UserError | undefined;

  private constructor(name: TunnelProgram, path: string, io: Io) {
    this.#name = name;
    this.#path = path;
    this.#io = io;
    this.signal = AbortSignal.any([io.signal, this.#ending.signal]);
  }

  /**
   * The tunnels that `--tunnel` asks for; undefined without it.
   * @throws UserError if the program is not installed, or other options say where the demo is reached
   */
  static async find(options: ReachOptions & TunnelOptions, io: Io): Promise<Tunnels | undefined> {
    const { tunnel: wanted, lan, https, baseUrl, trustNetwork, host } = options;
    if (wanted === undefined) return undefined;
    // Requests through a tunnel come from this machine: with a trusted network, anyone could control the org.
    if (lan || https || baseUrl !== undefined || trustNetwork || host !== 'localhost')
      throw new UserError(
        '--tunnel cannot be used together with --host, --https, --lan, --base-url or --trust-network.',
        'Leave them out: a tunnel has its own https addresses.',
        { code: 'invalid_answer' },
      );
    const names = wanted === true ? tunnelPrograms : [wanted];
    for (const name of names) {
      const path = await findOnPath(name, io.env);
      if (path !== undefined) return new Tunnels(name, path, io);
    }
    throw new UserError(
      names.length === 1
        ? `${names[0]} is not installed.`
        : `A tunnel needs ${names.join(' or ')}, and neither is installed.`,
      names.map((name) => kinds[name].install[io.platform] ?? kinds[name].install.linux),
      { code: 'machine' },
    );
  }

  readonly hint = (): undefined => undefined;

  /** Where browsers find a port; on this machine if it has no tunnel. */
  readonly of = (port: number): string => this.#addresses.get(port) ?? `http://localhost:${port}`;

  /** @throws UserError if a tunnel has ended */
  refuseEnded(): void {
    if (this.#failure) throw this.#failure;
  }

  /** @throws UserError if the program fails, or says no usable address */
  readonly open = async (port: number): Promise<string> => {
    const url = await this.#start(`http://localhost:${port}`);
    this.#addresses.set(port, url);
    return url;
  };

  /** Waits until an address leads here, which takes a new name a while; false if it does not within a minute. */
  async leadsHere(url: string): Promise<boolean> {
    for (let attempt = 0; attempt < 20; attempt++) {
      // Not immediately: a name server that is queried too early caches for a long time that the name does not exist.
      await sleep(3000, undefined, { signal: this.signal }).catch(() => undefined);
      if (this.signal.aborted) return false;
      const answer = await fetch(`${url}/status`, { signal: AbortSignal.timeout(5000) }).catch(
        () => undefined,
      );
      if (answer?.ok) return true;
    }
    return false;
  }

  async close(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#ended);
  }

  #start(local: string): Promise<string> {
    const { args, addressIn } = kinds[this.#name];
    // In its own process group: Ctrl-C goes to this process, which ends the tunnel last.
    const child = spawn(this.#path, args(local), {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: this.#io.env,
      windowsHide: true,
      detached: this.#io.platform !== 'win32',
    });
    this.#ended.push(
      new Promise<void>((settle) => child.once('close', () => settle()).once('error', () => settle())),
    );
    let kill: NodeJS.Timeout | undefined;
    const end = (): void => {
      child.kill();
      // Both programs wait for requests in progress, and one may last as long as a page is open.
      kill = setTimeout(() => child.kill('SIGKILL'), graceMs);
    };
    this.#ending.signal.addEventListener('abort', end, { once: true });
    let last = '';
    return new Promise<string>((settle, fail) => {
      const giveUp = (found: string): void => {
        clearTimeout(timer);
        if (this.#io.signal.aborted) {
          fail(new Interrupted('Stopped.'));
          return;
        }
        const failure = new UserError(`${this.#name} ${found}`, last === '' ? [] : [last], {
          code: 'machine',
        });
        if (!this.signal.aborted) this.#failure ??= failure;
        fail(failure);
        this.#ending.abort();
      };
      const timer = setTimeout(() => giveUp('did not report the tunnel’s address.'), timeoutMs);
      const read = (line: string): void => {
        const url = addressIn(line);
        if (url === undefined) {
          last = saidIn(line) || last;
          return;
        }
        clearTimeout(timer);
        if (isPublicOrigin(url)) settle(new URL(url).origin);
        else giveUp(`reported an address that cannot be used: ${url}`);
      };
      for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
      this.#io.signal.addEventListener('abort', () => giveUp('was stopped.'), { once: true });
      child.once('error', ({ message }) => giveUp(`cannot be started: ${message}`));
      child.once('close', () => {
        clearTimeout(kill);
        giveUp('has exited, which closed the tunnel.');
      });
    });
  }
}

function isPublicOrigin(url: string): boolean {
  if (!URL.canParse(url) || isLoopback(url)) return false;
  const { protocol, username, password, pathname, search, hash } = new URL(url);
  return protocol === 'https:' && username + password + pathname + search + hash === '/';
}

/** What to show of a line if the program fails: its error message, otherwise the whole line. */
function saidIn(line: string): string {
  const { err, msg } = asJson(line);
  const said = typeof err === 'string' && err !== '<nil>' ? err : typeof msg === 'string' ? msg : line;
  // Nothing that the program writes may change the terminal.
  return said
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 300);
}

function asJson(line: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(line)) as Record<string, unknown>;
  } catch {
    return {};
  }
}
