import { createServer } from 'node:net';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { type Certificate, speakBoth } from './both-protocols.ts';

const nothing = (): Promise<void> => Promise.resolve();

/** What a machine without one of the two kinds of address says. */
const absent = ['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'];

/**
 * Listens, for `localhost` on both addresses of that name: the system decides whether it means 127.0.0.1 (Linux) or ::1
 * (macOS, Windows), and some clients, Java's among them, try only one.
 * @param port a free one when 0
 * @param certificate with which it speaks https as well
 * @returns stops listening at the second address, and waits for its connections to end; `server.close` does so at the first
 * @throws the error of `listen`: `code: 'EADDRINUSE'` when either is taken
 */
export async function listenAt(
  server: HttpServer,
  port: number,
  host: string,
  certificate?: Certificate,
): Promise<() => Promise<void>> {
  if (certificate) speakBoth(server, certificate);
  if (host !== 'localhost') {
    await bind(server, port, host);
    return nothing;
  }
  for (let attempt = 0; ; attempt++) {
    const hasFirst = await bindIfThere(server, port, '127.0.0.1');
    if (!hasFirst) {
      await bind(server, port, '::1');
      return nothing;
    }
    // Its connections become the first server's, which alone knows of requests, timeouts and the end.
    const twin = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
      server.emit('connection', socket),
    );
    try {
      await bindIfThere(twin, (server.address() as AddressInfo).port, '::1');
      return () => new Promise((settle) => void twin.close(() => settle()));
    } catch (error) {
      await new Promise((settle) => server.close(settle));
      // Of a port that the system has chosen, the other half may be someone else's.
      if (port !== 0 || attempt === 9 || codeOf(error) !== 'EADDRINUSE') throw error;
    }
  }
}

async function bindIfThere(server: Server, port: number, host: string): Promise<boolean> {
  try {
    await bind(server, port, host);
    return true;
  } catch (error) {
    if (absent.includes(codeOf(error))) return false;
    throw error;
  }
}

function bind(server: Server, port: number, host: string): Promise<void> {
  return new Promise((settle, fail) => {
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      settle();
    });
  });
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? '';
