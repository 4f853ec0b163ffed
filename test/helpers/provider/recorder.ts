import { once } from 'node:events';
import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** One call and what the org answered. */
export interface Exchange {
  method: string;
  /** The request target as it came; a client that takes us for its proxy sends a whole URL (RFC 9112, 3.2.2). */
  target: string;
  host: string;
  /** Names of the headers that carry credentials. */
  credentials: string[];
  body?: Json;
  status: number;
  answer?: Json;
}

export interface Recorder {
  url: string;
  exchanges: Exchange[];
  close(): Promise<void>;
}

/** Stands before an org and writes down every call on its way. */
export async function startRecorder(orgUrl: string): Promise<Recorder> {
  const exchanges: Exchange[] = [];
  const { hostname, port } = new URL(orgUrl);
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const { method = 'GET', url: target = '/', headers } = incoming;
      const sent = await buffer(incoming);
      const onward = request({ hostname, port, method, path: target, headers });
      const answered = once(onward, 'response') as Promise<[IncomingMessage]>;
      onward.end(sent);
      const [answer] = await answered;
      const told = await buffer(answer);
      const status = answer.statusCode ?? 0;
      exchanges.push({
        method,
        target,
        host: headers.host ?? '',
        credentials: ['authorization', 'proxy-authorization'].filter((name) => name in headers),
        ...(sent.length > 0 && { body: JSON.parse(sent.toString()) as Json }),
        status,
        ...(told.length > 0 && { answer: JSON.parse(told.toString()) as Json }),
      });
      outgoing.writeHead(status, answer.rawHeaders).end(told);
    })().catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    exchanges,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
