import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type Koa from 'koa';
import type { Certificate } from '../../shared/both-protocols.ts';
import { listenAt } from '../../shared/listen-at.ts';
import type { Addresses } from './addresses.ts';
import { isLoopback } from './loopback.ts';

/** Milliseconds that requests in progress have to finish when the server stops; after draining, longer. */
const graceMs = 400;
const graceAfterDrainingMs = 10_000;

/** A port that is opened before its app is known, and whose app can be replaced; requests wait until there is one. */
export class AppServer {
  #server: Server | undefined;
  readonly #port: number;
  #listener: RequestListener | undefined;
  readonly #waiting: Parameters<RequestListener>[] = [];
  #stopListening: () => Promise<void> = () => Promise.resolve();
  #isDraining = false;

  private constructor(port: number) {
    this.#port = port;
  }

  /** @throws the error of `listen`, such as `EADDRINUSE` */
  static async listen(port: number, host: string, certificate?: Certificate): Promise<AppServer> {
    const made = new AppServer(port);
    // Longer than a proxy keeps its connections, so that the proxy closes them, and no request hits a closing one.
    const server = createServer({ keepAliveTimeout: 65_000 }, made.receive);
    made.#server = server;
    made.#stopListening = await listenAt(server, port, host, certificate);
    return made;
  }

  /** A server that does not listen: the owner of the port passes requests to `receive`. */
  static behind(port: number): AppServer {
    return new AppServer(port);
  }

  get port(): number {
    return this.#server ? (this.#server.address() as AddressInfo).port : this.#port;
  }

  readonly receive: RequestListener = (request, response) => {
    if (this.#isDraining) {
      response.setHeader('Connection', 'close');
      if (request.url === '/status') {
        response.writeHead(503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
        response.end('{"status":"stopping"}');
        return;
      }
    }
    if (this.#listener) this.#listener(request, response);
    else this.#waiting.push([request, response]);
  };

  /** Where browsers find it: a public address is kept, a local one follows the port. */
  url(configured: string | undefined, addresses: Addresses): string {
    if (configured !== undefined && URL.canParse(configured) && !isLoopback(configured)) return configured;
    return addresses.of(this.port);
  }

  serve(app: Koa): void {
    const answer = app.callback();
    this.answer((request, response) => void answer(request, response));
  }

  /** Requests wait while `work` runs, which serves another app. If it fails, the former app serves them. */
  async hold(work: () => Promise<void>): Promise<void> {
    const former = this.#listener;
    this.#listener = undefined;
    await work().finally(() => {
      const opened = this.#listener;
      if (!opened && former) this.answer(former);
    });
  }

  /** Who answers from now on. */
  answer(listener: RequestListener): void {
    this.#listener = listener;
    for (const [request, response] of this.#waiting.splice(0)) listener(request, response);
  }

  /**
   * Goes on answering, but says at /status that it stops, and closes each connection with its answer: a balancer sends what
   * comes next to another server.
   */
  async drain(seconds: number): Promise<void> {
    this.#isDraining = true;
    await sleep(seconds * 1000);
  }

  /** Ends requests in progress. */
  async close(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    const grace = setTimeout(
      () => server.closeAllConnections(),
      this.#isDraining ? graceAfterDrainingMs : graceMs,
    );
    const closed = new Promise<void>((settle) => {
      server.close(() => settle());
      server.closeIdleConnections();
    });
    await Promise.all([closed, this.#stopListening()]);
    clearTimeout(grace);
  }
}
