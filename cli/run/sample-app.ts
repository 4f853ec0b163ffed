import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from './environment.ts';
import { isLoopback } from './loopback.ts';

/** The port of the sample app when nothing else is said. */
const defaultPort = 5005;

/** The sample third-party app of the developer portal, on a port of its own and so an origin of its own. */
export class SampleServer {
  private readonly server: Server;
  private constructor(server: Server) {
    this.server = server;
  }

  /**
   * Listens when the developer portal is on: at the port that is wanted if it is free, else at any. Nothing but the
   * redirect addresses of portal clients depends on it, and the portal says so where they do not fit.
   */
  static async listen(
    env: Environment,
    { samplePort, port, host }: { samplePort?: number; port?: number; host: string },
  ): Promise<SampleServer> {
    const wanted = samplePort ?? (port === 0 ? 0 : portOf(env));
    const server = createServer();
    await listenAt(server, wanted, host).catch((error: unknown) => {
      const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
      if (!taken || samplePort !== undefined) throw error;
      return listenAt(server, 0, host);
    });
    return new SampleServer(server);
  }

  /** Where people reach it: a public SAMPLE_APP_URL stays, a local one follows the port. */
  url({ SAMPLE_APP_URL }: Environment): string {
    if (SAMPLE_APP_URL !== undefined && URL.canParse(SAMPLE_APP_URL) && !isLoopback(SAMPLE_APP_URL))
      return SAMPLE_APP_URL;
    return `http://localhost:${(this.server.address() as AddressInfo).port}`;
  }

  /** Answers for the shop that this environment configures. */
  async open(env: Environment): Promise<void> {
    const { createSampleApp, loadConfig } = await import('../../app/index.ts');
    const answer = createSampleApp(loadConfig(env)).callback();
    const listener: RequestListener = (request, response) => void answer(request, response);
    this.server.on('request', listener);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((settle) => this.server.close(settle));
  }
}

function portOf({ SAMPLE_APP_URL }: Environment): number {
  if (SAMPLE_APP_URL === undefined || !URL.canParse(SAMPLE_APP_URL)) return defaultPort;
  return isLoopback(SAMPLE_APP_URL) ? Number(new URL(SAMPLE_APP_URL).port || 80) : defaultPort;
}

function listenAt(server: Server, port: number, host: string): Promise<void> {
  return new Promise((settle, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      settle();
    });
  });
}
