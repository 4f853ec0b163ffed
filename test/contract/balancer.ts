import { Agent, createServer, request } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A load balancer as docs/operations.md wants it: asks /status, keeps connections open, and repeats no request. */
export interface Balancer {
  readonly url: string;
  /** Requests that got no answer from a shop. */
  readonly refused: () => number;
  close(): Promise<void>;
}

const asked = 20;

export async function startBalancer(ports: readonly number[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  let usable = [...ports];
  let turn = 0;
  let refused = 0;
  let isOver = false;
  const check = async (): Promise<void> => {
    while (!isOver) {
      const found = await Promise.all(
        ports.map(async (port) => {
          const status = await fetch(`http://localhost:${port}/status`, { headers: { connection: 'close' } })
            .then((answer) => answer.status)
            .catch(() => 0);
          return status === 200 ? [port] : [];
        }),
      );
      usable = found.flat();
      await sleep(asked);
    }
  };
  const refuse = (response: ServerResponse): void => {
    refused += 1;
    if (!response.headersSent) response.writeHead(502);
    response.end();
  };
  const pass = (incoming: IncomingMessage, response: ServerResponse): void => {
    const port = usable[turn++ % usable.length];
    if (port === undefined) {
      refuse(response);
      return;
    }
    const { method, url, headers } = incoming;
    const outgoing = request({ host: 'localhost', port, method, path: url, headers, agent }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once('error', () => refuse(response));
    });
    outgoing.once('error', () => refuse(response));
    incoming.pipe(outgoing);
  };
  // Longer than a client keeps its connections, so that no request hits one that is closing.
  const server = createServer({ keepAliveTimeout: 65_000 }, pass);
  await new Promise<void>((settle) => server.listen(0, 'localhost', settle));
  const checking = check();
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    refused: () => refused,
    close: async () => {
      isOver = true;
      await checking;
      agent.destroy();
      server.closeAllConnections();
      await new Promise((settle) => server.close(settle));
    },
  };
}
