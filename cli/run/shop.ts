import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { App, AppOptions, Config, LogEntry, Theme } from '../../app/index.ts';
import { UserError } from '../errors.ts';
import { wrongSettings } from './environment.ts';
import type { Certificate } from '../../shared/both-protocols.ts';
import { listenAt } from '../../shared/listen-at.ts';
import { asUserError } from './load-theme.ts';
import { themeCache } from './theme-reference.ts';

/** Milliseconds that requests in progress have to finish when the shop stops; after draining, longer. */
const graceMs = 400;
const graceAfterDrainingMs = 10_000;

/** Where the shop's log goes. */
export interface ShopLog {
  /** A remark for the person at the terminal. */
  note(text: string): void;
  line(text: string): void;
  /** A person reads it; otherwise it is collected, and each line is JSON. */
  readonly isRead: boolean;
}

/** The shop's port, opened before its configuration is known; requests wait until `open`. */
export class ShopServer {
  private readonly server: Server;
  private listener: RequestListener | undefined;
  private readonly waiting: Parameters<RequestListener>[] = [];
  private app: App | undefined;
  private stopListening: () => void = () => undefined;

  private isDraining = false;

  private constructor() {
    // Longer than a proxy keeps its connections, so that the proxy closes them, and no request hits a closing one.
    this.server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
      if (this.isDraining) {
        response.setHeader('Connection', 'close');
        if (request.url === '/status') {
          response.writeHead(503, { 'content-type': 'application/json', 'cache-control': 'no-store' });
          response.end('{"status":"stopping"}');
          return;
        }
      }
      if (this.listener) this.listener(request, response);
      else this.waiting.push([request, response]);
    });
  }

  /** @throws the error of `listen`, such as `EADDRINUSE` */
  static async listen(port: number, host: string, certificate?: Certificate): Promise<ShopServer> {
    const shop = new ShopServer();
    shop.stopListening = await listenAt(shop.server, port, host, certificate);
    return shop;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /**
   * Builds the app from `.env` and the environment, and serves it, replacing the one opened before.
   * @returns its theme
   * @throws UserError naming all missing or invalid variables, or all problems of the theme
   */
  async open(
    env: Record<string, string | undefined>,
    cwd: string,
    {
      log,
      ...options
    }: Pick<AppOptions, 'preview' | 'doctor' | 'presenter' | 'stage' | 'ledger'> & { log: ShopLog },
  ): Promise<Theme> {
    const { ConfigError, StoreError, asJson, asText, createApp, loadConfig } =
      await import('../../app/index.ts');
    let config: Config;
    try {
      config = loadConfig(env);
    } catch (error) {
      throw error instanceof ConfigError ? wrongSettings(error.problems) : error;
    }
    const former = this.app;
    const write = (entry: LogEntry): void => {
      if (!log.isRead) log.line(asJson(entry));
      else if (entry.event === 'theme') log.note(String(entry.details['message']));
      else log.line(asText(entry));
    };
    this.app = await createApp(config, { ...options, log: write, cacheDir: themeCache(cwd) }).catch(
      async (error: unknown) => {
        if (error instanceof StoreError) throw new UserError(error.message, error.remedy, { cause: error });
        throw await asUserError(error);
      },
    );
    const answer = this.app.app.callback();
    this.serve((request, response) => void answer(request, response));
    await former?.close();
    return this.app.theme;
  }

  /** Requests wait while `work` runs, which opens the app again. If it fails, the former app serves them. */
  async hold(work: () => Promise<void>): Promise<void> {
    const former = this.listener;
    this.listener = undefined;
    await work().finally(() => {
      const opened = this.listener;
      if (!opened && former) this.serve(former);
    });
  }

  private serve(listener: RequestListener): void {
    this.listener = listener;
    for (const [request, response] of this.waiting.splice(0)) listener(request, response);
  }

  /**
   * Goes on answering, but says at /status that it stops, and closes each connection with its answer: a balancer sends what
   * comes next to another shop. Does nothing for 0 seconds.
   */
  async drain(seconds: number): Promise<void> {
    if (seconds === 0 || !this.app) return;
    this.isDraining = true;
    await sleep(seconds * 1000);
  }

  /** Ends requests in progress, then closes the store. */
  async close(): Promise<void> {
    this.stopListening();
    const grace = setTimeout(
      () => this.server.closeAllConnections(),
      this.isDraining ? graceAfterDrainingMs : graceMs,
    );
    await new Promise<void>((settle) => {
      this.server.close(() => settle());
      this.server.closeIdleConnections();
    });
    clearTimeout(grace);
    await this.app?.close();
  }
}
