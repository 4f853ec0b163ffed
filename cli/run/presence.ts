import { randomBytes } from 'node:crypto';
import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { z } from 'zod';

/** Where a process responds with its random ID. Process IDs prove little: systems reuse them, and containers share them. */
export const cardSchema = z.object({ pid: z.number(), id: z.string().min(16), port: z.number() });
export type Card = z.output<typeof cardSchema>;

/** Milliseconds for an answer from this machine. */
const timeout = 2000;

/**
 * Answers with a random id while this process runs, so that others can find out whether a file that it wrote is still
 * valid.
 */
export async function announcePresence(): Promise<{ card: Card; end: () => void }> {
  const id = randomBytes(16).toString('base64url');
  const answer = (socket: Socket): void => {
    socket.on('error', () => undefined);
    socket.end(id);
  };
  const server = createServer(answer);
  // A machine may have only one of the two.
  await listen(server, '127.0.0.1').catch(() => listen(server, '::1'));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return { card: { pid: process.pid, id, port }, end: () => void server.close() };
}

const listen = (server: Server, host: string): Promise<void> =>
  new Promise((settle, fail) => {
    server.once('error', fail);
    server.listen(0, host, () => {
      server.off('error', fail);
      settle();
    });
  });

/** Whether the process that announced itself with this card is still running. */
export async function isPresent(card: Card): Promise<boolean> {
  return (await isPresentAt('127.0.0.1', card)) || isPresentAt('::1', card);
}

function isPresentAt(host: string, { id, port }: Card): Promise<boolean> {
  return new Promise((settle) => {
    let said = '';
    const socket = connect({ host, port, timeout });
    const end = (): void => {
      socket.destroy();
      settle(said === id);
    };
    socket
      .setEncoding('utf8')
      .on('data', (text: string) => {
        said += text;
        if (said.length >= id.length) end();
      })
      .once('end', end)
      .once('error', end)
      .once('timeout', end);
  });
}
