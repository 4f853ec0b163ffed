import type { Theme } from '../../app/index.ts';
import type { Ledger } from '../../exchange/index.ts';
import { AppServer } from './app-server.ts';
import type { Environment } from './environment.ts';

/** The apps that `serve` runs next to the shop, each on its own port and therefore its own origin. */
export class SideApps {
  /** The developer portal's sample third-party app. */
  sample: AppServer | undefined;
  /** The AI agent that uses the shop for people. */
  assistant: AppServer | undefined;
  /** The fulfilment service, on a free port of this machine: only the shop's API calls it. */
  fulfilment: AppServer | undefined;
  #closeAssistant: () => Promise<void> = () => Promise.resolve();

  /** The fulfilment service's port. @returns its address */
  async listenForFulfilment(): Promise<string> {
    try {
      this.fulfilment = await AppServer.listen(0, '127.0.0.1');
      return `http://127.0.0.1:${this.fulfilment.port}`;
    } catch {
      this.fulfilment = await AppServer.listen(0, '::1'); // a machine without IPv4
      return `http://[::1]:${this.fulfilment.port}`;
    }
  }

  /** Serves them for the shop that this environment configures. */
  async open(
    env: Environment,
    theme: Pick<Theme, 'siteTitle' | 'currency'> & Partial<Pick<Theme, 'items'>>,
    { now = Date.now, ledger }: { readonly now?: () => number; readonly ledger?: Ledger } = {},
  ): Promise<void> {
    const { loadConfig, loadSideApps } = await import('../../app/index.ts');
    const { createAssistant, createFulfilment, createSampleApp } = await loadSideApps();
    const config = loadConfig(env);
    const { siteTitle: shopName, currency = 'USD', items } = theme;
    this.sample?.serve(createSampleApp(config, { now, currency, shopName, ...(ledger && { ledger }) }));
    this.fulfilment?.serve(createFulfilment(config, now, ledger));
    if (!this.assistant) return;
    const former = this.#closeAssistant;
    const item = items?.find(({ target }) => target === 'PUBLIC')?.title;
    const assistant = await createAssistant(config, {
      ...{ now, shopName, currency, item },
      ...(ledger && { ledger }),
    });
    this.assistant.serve(assistant.app);
    this.#closeAssistant = () => assistant.close();
    await former();
  }

  async close(): Promise<void> {
    await Promise.all([this.sample?.close(), this.assistant?.close(), this.fulfilment?.close()]);
    await this.#closeAssistant();
  }
}
