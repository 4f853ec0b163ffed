import type { App, AppOptions, Config, LogEntry, Theme } from '../../app/index.ts';
import { UserError } from '../errors.ts';
import { wrongSettings } from './environment.ts';
import type { Certificate } from '../../shared/both-protocols.ts';
import { AppServer } from './app-server.ts';
import { asUserError } from './load-theme.ts';
import { themeCache } from './theme-reference.ts';

/** Where the shop's log goes. */
interface ShopLog {
  /** A remark for the person at the terminal. */
  note(text: string): void;
  line(text: string): void;
  /** A person reads it; otherwise it is collected, and each line is JSON. */
  readonly isRead: boolean;
}

export type ShopOptions = Pick<
  AppOptions,
  'preview' | 'doctor' | 'presenter' | 'presents' | 'stage' | 'ledger' | 'cacheDir'
> & { log: ShopLog };

/** The shop's port, opened before its configuration is known. */
export class ShopServer {
  readonly #server: AppServer;
  #app: App | undefined;

  private constructor(server: AppServer) {
    this.#server = server;
  }

  /** @throws the error of `listen`, such as `EADDRINUSE` */
  static async listen(port: number, host: string, certificate?: Certificate): Promise<ShopServer> {
    return new ShopServer(await AppServer.listen(port, host, certificate));
  }

  /** At a place that is there already. */
  static at(server: AppServer): ShopServer {
    return new ShopServer(server);
  }

  get port(): number {
    return this.#server.port;
  }

  /**
   * Builds the app from `.env` and the environment, and serves it, replacing the one opened before.
   * @returns its theme
   * @throws UserError naming all missing or invalid variables, or all problems of the theme
   */
  async open(
    env: Record<string, string | undefined>,
    cwd: string,
    { log, cacheDir = themeCache(cwd), ...options }: ShopOptions,
  ): Promise<Theme> {
    const { ConfigError, StoreError, asJson, asText, createApp, loadConfig } =
      await import('../../app/index.ts');
    let config: Config;
    try {
      config = loadConfig(env);
    } catch (error) {
      throw error instanceof ConfigError ? wrongSettings(error.problems) : error;
    }
    const former = this.#app;
    const write = (entry: LogEntry): void => {
      if (!log.isRead) log.line(asJson(entry));
      else if (entry.event === 'theme') log.note(String(entry.details['message']));
      else log.line(asText(entry));
    };
    this.#app = await createApp(config, { ...options, log: write, cacheDir }).catch(
      async (error: unknown) => {
        if (error instanceof StoreError) throw new UserError(error.message, error.remedy, { cause: error });
        throw await asUserError(error);
      },
    );
    this.#server.serve(this.#app.app);
    await former?.close();
    return this.#app.theme;
  }

  /** Called when the sandbox org was restored to an earlier state. */
  readonly orgCameBack = (now: number): void => this.#app?.orgCameBack(now);

  /** Requests wait while `work` runs, which opens the app again. If it fails, the former app serves them. */
  hold(work: () => Promise<void>): Promise<void> {
    return this.#server.hold(work);
  }

  /**
   * Goes on answering, but says at /status that it stops, and closes each connection with its answer: a balancer sends what
   * comes next to another shop. Does nothing for 0 seconds.
   */
  async drain(seconds: number): Promise<void> {
    if (seconds > 0 && this.#app) await this.#server.drain(seconds);
  }

  /** Ends requests in progress, then closes the store. */
  async close(): Promise<void> {
    await this.#server.close();
    await this.#app?.close();
  }
}
