import type { Io } from '../io.ts';
import { choosePort, isUsable, requirePort } from '../port.ts';
import type { Output } from '../terminal/output.ts';
import { hasOrg, shopUrl, wantedPort } from './environment.ts';
import type { Environment } from './environment.ts';
import { isLoopback } from './loopback.ts';
import { defaultSamplePort } from './sample-app.ts';
import { defaultOrgPort } from './sandbox-org.ts';

/** Ports that a command line can set. */
export interface PortOptions {
  port?: number;
  orgPort?: number;
  outsidePort?: number;
  samplePort?: number;
}

/**
 * The ports of `serve`. A requested port is used exactly or rejected; a default gives way, in particular to
 * ports requested elsewhere in the same command.
 */
export class Ports {
  readonly #options: PortOptions;
  readonly #env: Environment;
  readonly #io: Io;
  readonly #output: Output;
  /** What this command uses already. */
  readonly #reserved: number[] = [];

  constructor(options: PortOptions, env: Environment, { io, output }: { io: Io; output: Output }) {
    this.#options = options;
    this.#env = env;
    this.#io = io;
    this.#output = output;
  }

  async shop(): Promise<number> {
    const { port, askedBy } = wantedPort(this.#options.port, this.#env);
    if (hasOrg(this.#env)) return this.#take(await requirePort(port, shopUrl(this.#env, port)));
    const { orgPort, outsidePort, samplePort } = this.#options;
    const wish = { what: 'the shop', wanted: port, askedBy, flag: '--port' };
    const org = orgPort ?? defaultOrgPort;
    return this.#choose(wish, [org, outsidePort ?? org + 1, samplePort]);
  }

  /**
   * Only the redirect URIs of portal clients depend on its default; the portal says so if they do not match.
   */
  async sample(): Promise<number> {
    const { port, orgPort, outsidePort, samplePort } = this.#options;
    const url = this.#env.SAMPLE_APP_URL;
    const local = url !== undefined && URL.canParse(url) && isLoopback(url) ? new URL(url).port : '';
    const asked = samplePort ?? (local === '' ? undefined : Number(local));
    if (asked !== undefined) {
      const askedBy = samplePort === undefined ? 'SAMPLE_APP_URL' : '--sample-port';
      return this.#choose({ what: 'the sample app', wanted: asked, askedBy, flag: '--sample-port' });
    }
    const later = [...this.#reserved, orgPort ?? defaultOrgPort, outsidePort];
    const isFree = !later.includes(defaultSamplePort) && (await isUsable(defaultSamplePort));
    return port !== 0 && isFree ? this.#take(defaultSamplePort) : 0;
  }

  async org(): Promise<number> {
    const { orgPort, outsidePort } = this.#options;
    const askedBy = orgPort === undefined ? undefined : '--org-port';
    const wish = { what: 'the Okta org', wanted: orgPort ?? defaultOrgPort, askedBy, flag: '--org-port' };
    return this.#choose(wish, [outsidePort]);
  }

  /** If undefined, the sandbox uses the first free port after the org's. */
  async outside(): Promise<number | undefined> {
    const { outsidePort: wanted } = this.#options;
    if (wanted === undefined) return undefined;
    const flag = '--outside-port';
    return this.#choose({ what: 'the outside world', wanted, askedBy: flag, flag });
  }

  async #choose(
    wish: Omit<Parameters<typeof choosePort>[2], 'reserved'>,
    later: readonly (number | undefined)[] = [],
  ): Promise<number> {
    // If requested twice, the first gets it and the second fails.
    const others = later.filter((port) => port !== undefined && !(wish.askedBy && port === wish.wanted));
    const reserved = [...this.#reserved, ...others] as number[];
    return this.#take(await choosePort(this.#io, this.#output, { ...wish, reserved }));
  }

  #take(port: number): number {
    if (port !== 0) this.#reserved.push(port);
    return port;
  }
}
