import { createServer, request as send } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { listenAt } from '../../shared/listen-at.ts';

/** What went through, as bytes on the wire say it. */
export interface ProxiedRequest {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: IncomingHttpHeaders;
  readonly requestBody: string;
  status: number;
  responseHeaders: IncomingHttpHeaders;
  responseBody: string;
}

/** Proxies in front of servers of this machine, which write down what passes: they know nothing of what is behind them. */
export interface WatchingProxy {
  /** @returns the address of a proxy in front of this port */
  before(port: number): Promise<string>;
  /** What has passed so far does not count. */
  forget(): void;
  /** What has passed since, in the order in which it began. */
  seen(): Promise<ProxiedRequest[]>;
  close(): Promise<void>;
}

/** One of Node's own parts. */
export class RecordingProxy implements WatchingProxy {
  #seen: ProxiedRequest[] = [];
  readonly #servers: { server: Server; stop: () => Promise<void> }[] = [];

  readonly before = async (port: number): Promise<string> => {
    // No client of a slow test finds its connection closed, and tries again what has not arrived here.
    const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      const { method = 'GET', url: path = '/', headers } = request;
      const entry: ProxiedRequest = {
        method,
        url: `http://${headers.host ?? ''}${path}`,
        requestHeaders: headers,
        requestBody: '',
        status: 0,
        responseHeaders: {},
        responseBody: '',
      };
      this.#seen.push(entry);
      void text(request).then((body) => {
        Object.assign(entry, { requestBody: body });
        const onward = send({ host: 'localhost', port, method, path, headers }, (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () => {
            const bytes = Buffer.concat(chunks);
            const isPacked = answer.headers['content-encoding'] === 'gzip';
            entry.status = answer.statusCode ?? 0;
            entry.responseHeaders = answer.headers;
            entry.responseBody = (isPacked ? gunzipSync(bytes) : bytes).toString();
            response.writeHead(entry.status, answer.headers).end(bytes);
          });
        });
        onward.on('error', () => response.destroy());
        onward.end(body);
      });
    });
    const stop = await listenAt(server, 0, 'localhost');
    this.#servers.push({ server, stop });
    return `http://localhost:${(server.address() as AddressInfo).port}`;
  };

  forget(): void {
    this.#seen = [];
  }

  async seen(): Promise<ProxiedRequest[]> {
    return [...this.#seen];
  }

  async close(): Promise<void> {
    for (const { server, stop } of this.#servers) {
      const stopped = stop();
      server.closeAllConnections();
      server.close();
      await stopped;
    }
  }
}
