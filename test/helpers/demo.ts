import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, asJson, createApp, loadConfig, loadSideApps } from '../../app/index.ts';
import { reportProvider } from '../../cli/doctor/background.ts';
import { text } from '../../cli/provision/kinds/kind.ts';
import { ManagementApi } from '../../cli/provision/management-api.ts';
import { joinSingleLogout, requireBoundTokens } from '../../cli/provision/oauth-client.ts';
import { allowSignUp } from '../../cli/provision/sign-up.ts';
import { Ledger } from '../../exchange/index.ts';
import { listenAt } from '../../shared/listen-at.ts';
import { demoPeople, ensureDemoPeople, ensurePhone } from '../../cli/provision/people.ts';
import { ensureAssistant } from '../../cli/agent/assistant.ts';
import { AppServer } from '../../cli/run/app-server.ts';
import { SideApps } from '../../cli/run/side-apps.ts';
import { partnersOf } from '../../cli/run/partners.ts';
import { freePorts } from './ports.ts';
import type { Fields } from '../../cli/provision/value.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/index.ts';
import { provisionDirect } from './provider/demo-stack.ts';

export interface Demo {
  /** Where the shop answers. */
  shop: string;
  /** Where the org answers. */
  org: string;
  /** Where the sample third-party app answers. */
  sample: string;
  /** Where the assistant answers, if it runs. */
  assistant: string;
  /** Where the outside world answers: phone, mailbox. */
  outside: string;
  /** The org's first administrator's API token. */
  apiToken: string;
  /** The shop's environment, as `.env` would give it. */
  environment: Record<string, string>;
  /** What the stack was given. */
  variables: Fields;
  /** Lines the shop has logged, as JSON. */
  log: string[];
  /** What shop, org, services and the outside world have sent each other. */
  ledger: Ledger;
  /** The org as the library gives it. */
  sandbox: Sandbox;
  /** Breaks every connection to the shop, as a proxy that restarts would. */
  dropConnections(): void;
  /** Stops the org alone, as if it had become unreachable. */
  stopOrg(): Promise<void>;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** Over what the org decides; a function when it needs to know where the shop answers. */
  environment?: Record<string, string> | ((shop: string) => Record<string, string>);
  /** Milliseconds since the epoch, for the shop and the org. */
  clock?: () => number;
  /** Where theme pictures are kept; a folder of the demo's own when absent. */
  cacheDir?: string;
  /** The shop shows admins what the doctor finds. */
  examined?: true;
  /** The org's sign-in pipeline. */
  engine?: NonNullable<SandboxOptions['engine']>;
  /** What takes the demo org to the org. */
  provisionedBy?: 'direct' | 'terraform';
  /** Over what the stack is given. */
  variables?: Fields;
  /** Where shop and org are found, when something is in front of their ports. */
  before?: (port: number) => Promise<string>;
  /** The sample app signs its users in by SAML, as with `serve`. */
  signsInSample?: boolean;
  /** Runs the assistant, with its agent in the org. */
  assistant?: boolean;
}

/** One of the demo people: basic is Ada, premium is Grace, admin is Linus. */
export function person(kind: (typeof demoPeople)[number]['kind']): (typeof demoPeople)[number] {
  return demoPeople.find((one) => one.kind === kind)!;
}

/** The whole demo in this process: a sandbox org, provisioned from the stack, and the shop, both on free ports. */
export async function startDemo({
  environment = {},
  clock = () => Date.now(),
  cacheDir,
  engine = 'idx',
  examined,
  provisionedBy = 'direct',
  variables: more = {},
  signsInSample = false,
  before,
  assistant: withAssistant = false,
}: DemoOptions = {}): Promise<Demo> {
  const folder = await mkdtemp(join(tmpdir(), 'multidemo-test-'));
  const [server, sampleServer] = [createServer(), createServer()];
  const [shopItself, sample] = (await Promise.all([server, sampleServer].map(listenOnFreePort))) as [
    string,
    string,
  ];
  const shop = before ? await before(Number(new URL(shopItself).port)) : shopItself;
  const ledger = new Ledger();
  const [orgPort = 0] = before ? await freePorts(1) : [];
  const shopApp: { current?: App } = {};
  const sandbox = await createSandbox({
    clock,
    engine,
    ledger,
    onRestore: (now) => shopApp.current?.orgCameBack(now),
    port: orgPort,
    ...(before && { url: await before(orgPort) }),
  });
  const variables: Fields = {
    ...(await variablesFor(sandbox, shop)),
    ...(signsInSample && { sample_app_url: sample }),
    ...more,
  };
  const outputs = await provision(provisionedBy, sandbox, variables, folder);
  sandbox.setUniversalLogout(outputs['OKTA_CLIENT_ID']!, `${shop}/api/global-token-revocation`);
  await joinSingleLogout(new ManagementApi(sandbox.url, sandbox.apiToken), outputs['OKTA_CLIENT_ID']!, shop);
  const beside = new SideApps();
  const fulfilment = variables['fulfilment'] === true ? await beside.listenForFulfilment() : undefined;
  const assistant = withAssistant
    ? await startAssistant(beside, sandbox, {
        ...{ appUrl: shop, issuer: outputs['OKTA_ISSUER']!, webApp: outputs['OKTA_CLIENT_ID']! },
        audience: text(variables['audience']),
      })
    : undefined;
  const whole = {
    ...outputs,
    ...assistant,
    APP_URL: shop,
    SECRET_KEY: 'only-for-tests-only-for-tests',
    DB_PATH: ':memory:',
    OKTA_API_KEY: sandbox.apiToken,
    OKTA_EVENT_HOOK_SECRET: 'hook-secret',
    SAMPLE_APP_URL: sample,
    ...(fulfilment && { FULFILMENT_URL: fulfilment }),
    ...(typeof environment === 'function' ? environment(shop) : environment),
  };
  const log: string[] = [];
  await beside.open(whole, { siteTitle: 'Northlight Goods', currency: 'USD' }, { now: clock, ledger });
  const stopping = new AbortController();
  const subject = { cwd: folder, env: whole, processEnv: {}, variables, sandbox: 'serve' as const };
  const app = await createApp(loadConfig(whole), {
    now: clock,
    ledger,
    cacheDir: cacheDir ?? join(folder, 'themes'),
    log: (entry) => log.push(asJson(entry)),
    presenter: { people: demoPeople, outside: sandbox.outside.url },
    ...(examined && { doctor: reportProvider(subject, stopping.signal) }),
  });
  shopApp.current = app;
  const answer = app.app.callback();
  server.on('request', (request, response) => void answer(request, response));
  const { createSampleApp } = await loadSideApps();
  const answerSample = createSampleApp(loadConfig(whole), {
    now: clock,
    ledger,
    shopName: 'Northlight Goods',
  }).callback();
  sampleServer.on('request', (request, response) => void answerSample(request, response));
  let orgRuns = true;
  const stopOrg = async (): Promise<void> => {
    if (orgRuns) await sandbox.close();
    orgRuns = false;
  };
  return {
    shop,
    sample,
    org: sandbox.url,
    assistant: assistant?.['ASSISTANT_URL'] ?? '',
    outside: sandbox.outside.url,
    apiToken: sandbox.apiToken,
    sandbox,
    ledger,
    environment: whole,
    variables,
    log,
    stopOrg,
    dropConnections: () => server.closeAllConnections(),
    close: async () => {
      stopping.abort();
      for (const one of [server, sampleServer]) {
        one.closeAllConnections();
        await new Promise((resolve) => one.close(resolve));
      }
      await beside.close();
      await app.close();
      await stopOrg();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startAssistant(
  beside: SideApps,
  { url, apiToken }: Sandbox,
  where: { appUrl: string; issuer: string; webApp: string; audience: string },
): Promise<Record<string, string>> {
  beside.assistant = await AppServer.listen(0, 'localhost');
  const assistantUrl = `http://localhost:${beside.assistant.port}`;
  const api = new ManagementApi(url, apiToken);
  const made = await ensureAssistant(api, { name: 'Okta Multidemo', assistantUrl, ...where }, {});
  await ensurePhone(api, person('basic').login);
  return { ...(made as Record<string, string>), ASSISTANT_URL: assistantUrl };
}

async function listenOnFreePort(server: Server): Promise<string> {
  const stopListening = await listenAt(server, 0, 'localhost');
  server.once('close', () => void stopListening());
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const variablesFor = async ({ url, outside }: Pick<Sandbox, 'url' | 'outside'>, shop: string) => ({
  ...(await partnersOf({ outside })),
  app_url: shop,
  audience: shop,
  org_url: url,
  event_hook_secret: 'hook-secret',
});

async function provision(
  engine: 'direct' | 'terraform',
  { url, apiToken }: Pick<Sandbox, 'url' | 'apiToken'>,
  variables: Fields,
  folder: string,
): Promise<Record<string, string>> {
  const outputs = await (engine === 'direct'
    ? provisionDirect({ url, apiToken }, variables, folder)
    : provisionWithTerraform({ url, apiToken }, variables));
  const api = new ManagementApi(url, apiToken);
  const groups = await api.list('/api/v1/groups');
  const idOf = (name: string) =>
    text(groups.find(({ profile }) => (profile as Fields)['name'] === name)?.['id']);
  await ensureDemoPeople(api, (resource) => idOf(resource === 'okta_group.admin' ? 'Admin' : 'Premium'));
  await allowSignUp(api);
  if (variables['dpop'] === true) await requireBoundTokens(api, outputs['okta_client_id']!, true);
  return Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name.toUpperCase(), value]));
}

async function provisionWithTerraform(
  sandbox: Pick<Sandbox, 'url' | 'apiToken'>,
  variables: Fields,
): Promise<Record<string, string>> {
  const { newest, openTerraform } = await import('./provider/okta-provider.ts'); // looks for the provider when it is loaded
  const terraform = await openTerraform(newest, sandbox, variables);
  try {
    return await terraform.engine.apply(() => undefined);
  } finally {
    await terraform.close();
  }
}
