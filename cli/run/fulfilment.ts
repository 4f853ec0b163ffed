import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ledger } from '../../exchange/index.ts';
import { listenAt } from '../../shared/listen-at.ts';
import type { Environment } from './environment.ts';

/** The fulfilment service, on a free port of this machine: only the shop's API calls it. */
export class FulfilmentServer {
  readonly #server: Server;
  private constructor(server: Server) {
    this.#server = server;
  }

  static async listen(): Promise<FulfilmentServer> {
    const server = createServer();
    await listenAt(server, 0, '127.0.0.1');
    return new FulfilmentServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Serves the API for the authorization server that this environment names. */
  async open(env: Environment, now: () => number = Date.now, ledger?: Ledger): Promise<void> {
    const { createFulfilment, loadConfig } = await import('../../app/index.ts');
    const answer = createFulfilment(loadConfig(env), now, ledger).callback();
    const listener: RequestListener = (request, response) => void answer(request, response);
    this.#server.removeAllListeners('request').on('request', listener);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((settle) => this.#server.close(settle));
  }
}
