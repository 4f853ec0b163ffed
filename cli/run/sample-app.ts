import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ledger } from '../../exchange/index.ts';
import type { Environment } from './environment.ts';
import type { Addresses } from './addresses.ts';
import type { Certificate } from '../../shared/both-protocols.ts';
import { listenAt } from '../../shared/listen-at.ts';
import { isLoopback } from './loopback.ts';

/** The default port of the sample app. */
export const defaultSamplePort = 5005;

/** The developer portal's sample third-party app, on its own port and therefore its own origin. */
export class SampleServer {
  private readonly server: Server;
  private readonly stopListening: () => void;

  private constructor(server: Server, stopListening: () => void) {
    this.server = server;
    this.stopListening = stopListening;
  }

  /** @throws the error of `listen` */
  static async listen(port: number, host: string, certificate?: Certificate): Promise<SampleServer> {
    const server = createServer();
    return new SampleServer(server, await listenAt(server, port, host, certificate));
  }

  /** Its address: a public SAMPLE_APP_URL is kept, a local one follows the port. */
  url({ SAMPLE_APP_URL }: Environment, addresses: Addresses): string {
    if (SAMPLE_APP_URL !== undefined && URL.canParse(SAMPLE_APP_URL) && !isLoopback(SAMPLE_APP_URL))
      return SAMPLE_APP_URL;
    return addresses.of(this.port);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Serves the app for the shop configured by this environment. */
  async open(env: Environment, ledger?: Ledger): Promise<void> {
    const { createSampleApp, loadConfig } = await import('../../app/index.ts');
    const answer = createSampleApp(loadConfig(env), { ...(ledger && { ledger }) }).callback();
    const listener: RequestListener = (request, response) => void answer(request, response);
    this.server.removeAllListeners('request').on('request', listener);
  }

  async close(): Promise<void> {
    this.stopListening();
    this.server.closeAllConnections();
    await new Promise((settle) => this.server.close(settle));
  }
}
