import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';

/** So many ports in a row that nothing listens on; the system hands out no port of ours in between. */
export async function freePorts(count: number): Promise<number[]> {
  for (;;) {
    const first = await listen(0);
    if (!first) continue;
    const { port } = first.address() as AddressInfo;
    const rest = await Promise.all(Array.from({ length: count - 1 }, (_, at) => listen(port + 1 + at)));
    const servers = [first, ...rest];
    await Promise.all(servers.map(close));
    if (!servers.includes(undefined)) return servers.map((_, at) => port + at);
  }
}

/** A server at this port of both loopback addresses; undefined when it is taken. */
async function listen(port: number): Promise<Server | undefined> {
  const server = createServer();
  return new Promise((settle) => {
    server.once('error', () => settle(undefined));
    server.listen(port, 'localhost', () => settle(server));
  });
}

const close = async (server: Server | undefined): Promise<unknown> =>
  server && new Promise((settle) => server.close(settle));
