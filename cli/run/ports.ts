import type { Io } from '../io.ts';
import { choosePort, isRefusedAt, isUsable, listenAtChoice, requirePort } from '../port.ts';
import type { Wish } from '../port.ts';
import type { Output } from '../terminal/output.ts';
import type { Addresses } from './addresses.ts';
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
 * The ports of `serve`, each handed to what listens there. A requested port is used exactly or rejected; a default gives
 * way, in particular to ports requested elsewhere in the same command.
 */
export class Ports {
  readonly #options: PortOptions;
  readonly #env: Environment;
  readonly #io: Io;
  readonly #output: Output;
  readonly #addresses: Addresses;
  /** What this command uses already. */
  readonly #reserved: number[] = [];

  constructor(
    options: PortOptions,
    env: Environment,
    { io, output, addresses }: { io: Io; output: Output; addresses: Addresses },
  ) {
    this.#options = options;
    this.#env = env;
    this.#io = io;
    this.#output = output;
    this.#addresses = addresses;
  }

  async shop<Server>(listen: Listen<Server>): Promise<Server> {
    const { port, askedBy } = wantedPort(this.#options.port, this.#env);
    if (hasOrg(this.#env)) {
      const url = shopUrl(this.#env, port, { addresses: this.#addresses });
      return this.#take(await requirePort(port, url), listen);
    }
    const { orgPort, outsidePort, samplePort } = this.#options;
    const wish = { what: 'the shop', wanted: port, askedBy, flag: '--port' };
    const org = orgPort ?? defaultOrgPort;
    return this.#choose(wish, listen, [org, outsidePort ?? org + 1, samplePort]);
  }

  /**
   * Only the redirect URIs of portal clients depend on its default; the portal says so if they do not match.
   */
  async sample<Server>(listen: Listen<Server>): Promise<Server> {
    const { port, orgPort, outsidePort, samplePort } = this.#options;
    const url = this.#env.SAMPLE_APP_URL;
    const local = url !== undefined && URL.canParse(url) && isLoopback(url) ? new URL(url).port : '';
    const asked = samplePort ?? (local === '' ? undefined : Number(local));
    if (asked !== undefined) {
      const askedBy = samplePort === undefined ? 'SAMPLE_APP_URL' : '--sample-port';
      const wish = { what: 'the sample app', wanted: asked, askedBy, flag: '--sample-port' };
      return this.#choose(wish, listen);
    }
    const later = [...this.#reserved, orgPort ?? defaultOrgPort, outsidePort];
    const isFree = !later.includes(defaultSamplePort) && (await isUsable(defaultSamplePort));
    if (port === 0 || !isFree) return this.#take(0, listen);
    return this.#take(defaultSamplePort, listen).catch((error: unknown) => {
      if (isRefusedAt(error, defaultSamplePort)) return this.#take(0, listen);
      throw error;
    });
  }

  /** @param listen is given the port of the outside world too: if undefined, the first free one after the org's */
  async org<Server>(
    listen: (port: number, outsidePort: number | undefined) => Promise<Server>,
  ): Promise<Server> {
    const { orgPort, outsidePort } = this.#options;
    const askedBy = orgPort === undefined ? undefined : '--org-port';
    const wish = { what: 'the Okta org', wanted: orgPort ?? defaultOrgPort, askedBy, flag: '--org-port' };
    return this.#choose(
      wish,
      async (port) => listen(port, outsidePort === undefined ? undefined : await this.#outside(outsidePort)),
      [outsidePort],
    );
  }

  #outside(wanted: number): Promise<number> {
    const flag = '--outside-port';
    const wish = { what: 'the outside world', wanted, askedBy: flag, flag, reserved: this.#reserved };
    return choosePort(this.#io, this.#output, wish);
  }

  #choose<Server>(
    wish: Omit<Wish, 'reserved'>,
    listen: Listen<Server>,
    later: readonly (number | undefined)[] = [],
  ): Promise<Server> {
    // If requested twice, the first gets it and the second fails.
    const others = later.filter((port) => port !== undefined && !(wish.askedBy && port === wish.wanted));
    const reserved = [...this.#reserved, ...others] as number[];
    return listenAtChoice(this.#io, this.#output, { ...wish, reserved }, (port) => this.#take(port, listen));
  }

  async #take<Server>(port: number, listen: Listen<Server>): Promise<Server> {
    if (port === 0) return listen(port);
    this.#reserved.push(port);
    try {
      return await listen(port);
    } catch (error) {
      this.#reserved.splice(this.#reserved.indexOf(port), 1);
      throw error;
    }
  }
}

type Listen<Server> = (port: number) => Promise<Server>;
