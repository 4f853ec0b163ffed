import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that listens already and answers once it is told how. */
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
export async function listen(port: number, host: string): Promise<Listening> {
  // Longer than a client's own patience, so that it is the client that ends a connection, never a request that meets the end.
  const server = createServer({ keepAliveTimeout: 65_000 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    answer: (listener) => void server.on('request', listener),
    close: () => close(server),
  };
}

/** The port if it is free, else any free one. */
export async function listenPreferring(port: number, host: string): Promise<Listening> {
  try {
    return await listen(port, host);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return await listen(0, host);
  }
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
