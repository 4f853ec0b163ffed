import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Certificate } from '../shared/both-protocols.ts';
import { listenAt } from '../shared/listen-at.ts';

/** A server that is already listening and responds once it has a handler. */
export interface Listening {
  readonly port: number;
  answer(listener: RequestListener): void;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/**
 * @param port a free one when 0
 * @throws the error of `listen`: `code: 'EADDRINUSE'` when the port is taken
 */
export async function listen(port: number, host: string, certificate?: Certificate): Promise<Listening> {
  // Longer than clients' own timeouts, so that the client closes the connection, and no request hits a closing
  // one.
  const server = createServer({ keepAliveTimeout: 65_000 });
  const stopListening = await listenAt(server, port, host, certificate);
  return {
    port: (server.address() as AddressInfo).port,
    answer: (listener) => void server.on('request', listener),
    close: async () => {
      await Promise.all([stopListening(), close(server)]);
    },
  };
}

/** How many ports are tried before any will do. */
const nearby = 20;

/**
 * The port if it is free, else the next free one: the same from start to start, because what listens there is known by its
 * address. EACCES: Windows keeps ranges for itself.
 */
export async function listenPreferring(
  port: number,
  host: string,
  certificate?: Certificate,
): Promise<Listening> {
  for (let next = port; next < port + nearby && next <= 65_535; next++) {
    try {
      return await listen(next, host, certificate);
    } catch (error) {
      if (!/^(EADDRINUSE|EACCES)$/.test((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  return listen(0, host, certificate);
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
