import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { createApp, loadConfig } from '../../app/index.ts';
import type { AppOptions } from '../../app/index.ts';

export interface RunningApp {
  url: string;
  close(): Promise<void>;
}

/** Environment of a shop that stands alone: an org nobody answers for, a store in memory. */
export const bareEnvironment = {
  APP_URL: 'http://localhost:5000',
  SECRET_KEY: 'only-for-tests-only-for-tests',
  OKTA_BASE_URL: 'http://localhost:1',
  OKTA_ISSUER: 'http://localhost:1/oauth2/aus1',
  OKTA_CLIENT_ID: '0oaweb',
  OKTA_CLIENT_SECRET: 'web-secret',
  DB_PATH: ':memory:',
};

/** The shop on a free port; APP_URL becomes that port unless the test gives one. */
export async function startApp(
  environment: Record<string, string>,
  options: AppOptions = {},
): Promise<RunningApp> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const config = loadConfig({ ...bareEnvironment, APP_URL: url, ...environment });
  const shop = await createApp(config, options);
  // eslint-disable-next-line @typescript-eslint/no-misused-promises -- Koa's callback answers its own failures
  server.on('request', shop.app.callback());
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await shop.close();
    },
  };
}
