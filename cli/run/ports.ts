import type { Io } from '../io.ts';
import { choosePort, isRefusedAt, isUsable, listenAtChoice, requirePort } from '../port.ts';
import type { Wish } from '../port.ts';
import type { Output } from '../terminal/output.ts';
import type { Addresses } from './addresses.ts';
import { hasOrg, shopUrl, wantedPort } from './environment.ts';
import type { Environment } from './environment.ts';
import { isLoopback } from './loopback.ts';
import { defaultOrgPort } from './sandbox-org.ts';

/** Ports that a command line can set. */
export interface PortOptions {
  port?: number;
  orgPort?: number;
  outsidePort?: number;
  samplePort?: number;
  assistantPort?: number;
}

const defaultSamplePort = 5005;
const defaultAssistantPort = 5006;
/** The assistant's default port. */
export const usualAssistantUrl = `http://localhost:${defaultAssistantPort}`;

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
    const { orgPort, outsidePort, samplePort, assistantPort } = this.#options;
    const wish = { what: 'the shop', wanted: port, askedBy, flag: '--port' };
    const org = orgPort ?? defaultOrgPort;
    return this.#choose(wish, listen, [org, outsidePort ?? org + 1, samplePort, assistantPort]);
  }

  /**
   * Only the redirect URIs of portal clients depend on its default; the portal says so if they do not match.
   */
  sample<Server>(listen: Listen<Server>): Promise<Server> {
    const { samplePort } = this.#options;
    return this.#beside(listen, {
      ...{ what: 'the sample app', flag: '--sample-port', variable: 'SAMPLE_APP_URL' },
      ...{ port: samplePort, usual: defaultSamplePort },
    });
  }

  assistant<Server>(listen: Listen<Server>): Promise<Server> {
    const { assistantPort } = this.#options;
    return this.#beside(listen, {
      ...{ what: 'the assistant', flag: '--assistant-port', variable: 'ASSISTANT_URL' },
      ...{ port: assistantPort, usual: defaultAssistantPort },
    });
  }

  /** An app that runs next to the shop: on the requested port, otherwise on its default port or any free one. */
  async #beside<Server>(
    listen: Listen<Server>,
    { what, flag, variable, port: wanted, usual }: Beside,
  ): Promise<Server> {
    const { port, orgPort, outsidePort } = this.#options;
    const url = this.#env[variable];
    const local = url !== undefined && URL.canParse(url) && isLoopback(url) ? new URL(url).port : '';
    const asked = wanted ?? (local === '' ? undefined : Number(local));
    if (asked !== undefined) {
      const askedBy = wanted === undefined ? variable : flag;
      return this.#choose({ what, wanted: asked, askedBy, flag }, listen);
    }
    const later = [...this.#reserved, orgPort ?? defaultOrgPort, outsidePort];
    const isFree = !later.includes(usual) && (await isUsable(usual));
    if (port === 0 || !isFree) return this.#take(0, listen);
    return this.#take(usual, listen).catch((error: unknown) => {
      if (isRefusedAt(error, usual)) return this.#take(0, listen);
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
    const wish = {
      what: 'the phone and mailbox page',
      wanted,
      askedBy: flag,
      flag,
      reserved: this.#reserved,
    };
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

interface Beside {
  readonly what: string;
  readonly flag: string;
  readonly variable: string;
  readonly port: number | undefined;
  readonly usual: number;
}

type Listen<Server> = (port: number) => Promise<Server>;
