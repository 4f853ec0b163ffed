import type { RequestListener } from 'node:http';
import type { Middleware } from 'koa';
import { isInspector, Ledger, recordIncoming } from '../exchange/index.ts';
import { type ServerParts, createListener } from './http/server.ts';
import { adminConsole } from './console/index.ts';
import { sessionEndpoints } from './sign-in/session-endpoints.ts';
import { AppLinkSignIns } from './idps/app-links.ts';
import { idpEndpoints } from './idps/endpoints.ts';
import { Federation } from './idps/federation.ts';
import { idxProviders } from './idps/idx-remediations.ts';
import { webfinger } from './idps/webfinger.ts';
import { Idx } from './sign-in/idx/index.ts';
import { type Listening, listen, listenPreferring } from './listening.ts';
import { createCredentials } from './oauth/credentials.ts';
import { OAuth } from './oauth/index.ts';
import { operationsOf } from './api/kernel/operations.ts';
import { MovableClock } from './control/clock.ts';
import { Faults } from './control/faults.ts';
import { Inbox } from './control/inbox.ts';
import { orgInspector } from './control/inspector.ts';
import { SeenRequests } from './control/requests.ts';
import { recordSent } from './control/sent.ts';
import { Snapshots } from './control/snapshots.ts';
import { TestTokens } from './control/test-tokens.ts';
import { engineLike, limitsOf, requestLimit, shapeLike } from './control/likeness.ts';
import { controlApi, isControl, setUniversalLogout } from './control/index.ts';
import { DiskFullError, fileJournal, memoryJournal } from './org/kernel/journal.ts';
import { createOrg } from './org/new-org.ts';
import type { Org } from './org/org.ts';
import { hashSecret } from './org/people/passwords.ts';
import { applySeed } from './seed/apply.ts';
import { exportSeed } from './seed/export.ts';
import { parseSeed, SeedError } from './seed/read.ts';
import type { Seed } from './seed/seed.ts';
import { brandOfPages } from './pages/brand.ts';
import { HostedSignIns } from './pages/hosted-federation.ts';
import { pages } from './pages/index.ts';
import { samlApps } from './saml/endpoints.ts';
import { OutsideWorld } from './partners/outside-world.ts';
import type { Door, Doors, Sandbox, SandboxOptions } from './sandbox.ts';

/** An org that runs, and its state: for tests, which read the mail and hold the phone. */
export interface Started {
  readonly sandbox: Sandbox;
  readonly org: Org;
}

/**
 * Starts an org and what surrounds it: the only place where the parts are put together.
 * @throws the error of `listen`, SeedError or StateFileError
 */
export async function startSandbox(options: SandboxOptions = {}, doors?: Doors): Promise<Started> {
  const { org: server, outside: outsideServer } = doors ?? (await openDoors(options));
  const stop = async (): Promise<void> => {
    await Promise.all([server.close(), outsideServer.close()]);
  };
  const { url } = server;
  try {
    const clock = new MovableClock(options.clock ?? Date.now);
    const org = openOrg(options, url, clock);
    const faults = new Faults();
    const inbox = new Inbox(org);
    const { ledger = new Ledger(), trustNetwork = false } = options;
    const requests = new SeenRequests(ledger);
    const snapshots = new Snapshots(org, () => options.onRestore?.(clock.now()));
    const control = controlApi({ org, clock, faults, inbox, requests, snapshots, trustNetwork });
    const report = options.log ?? toStderr;
    const oauth = new OAuth(org, report);
    const outside = new OutsideWorld({
      ...{ org, artifacts: oauth.artifacts, ledger, url: outsideServer.url },
      ...{ trustNetwork, report },
    });
    outsideServer.answer(outside.listener());
    org.messages.onMessage((message) => recordSent(message, outside.url));
    const { like = [] } = options;
    const first = [control, orgInspector(org, ledger), faults.middleware(), limitsOf(like)];
    const recorder = recordIncoming(ledger, { receiver: () => 'org', url, now: clock.now, skips: isOwn });
    const parts = partsOf(org, oauth, outside, first, report);
    server.answer(createListener(org, { ...parts, recorder, requestLimit: requestLimit(like) }));
    await setAdminPassword(org, options.adminPassword);
    if (options.seed) await seedNew(org, options.seed);
    const { localUrl } = server;
    const tokens = new TestTokens(org, localUrl);
    const sandbox: Sandbox = {
      url,
      port: server.port,
      localUrl,
      apiToken: org.apiToken,
      console: { url: `${url}/admin`, login: loginOfAdmin(org), isNew: org.isNew },
      outside: {
        url: outside.url,
        port: outsideServer.port,
        saml: {
          issuer: outside.saml.issuer,
          ssoUrl: outside.saml.ssoUrl,
          certificate: () => outside.saml.certificate(),
        },
      },
      reset: () => org.reset(),
      export: () => exportSeed(org),
      setUniversalLogout: (clientId, endpoint) =>
        setUniversalLogout(org, clientId, { endpoint, subject: 'iss_sub', supportType: 'FULL' }),
      setClockOffset: (milliseconds) => clock.setOffset(milliseconds),
      setFaults: (settings) => faults.set(settings),
      inbox,
      requests,
      snapshots,
      tokenFor: (...wish) => tokens.tokenFor(...wish),
      sessionFor: (user) => tokens.sessionFor(user),
      close: async () => {
        await stop();
        // What is still under way writes to the org.
        await Promise.all([org.telephony.settled(), org.universalLogout.settled()]);
        org.close();
      },
    };
    return { sandbox, org };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Requests of the sandbox's own pages, which a real org does not have. */
const isOwn = (path: string): boolean => isControl(path) || isInspector(path);

/** Its own ports. */
async function openDoors(options: SandboxOptions): Promise<Doors> {
  const server = await listen(options.port ?? 0, options.host ?? 'localhost', options.certificate);
  const outside = await listenOutside(options, server.port).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  const scheme = options.certificate ? 'https' : 'http';
  const { addressOf = (port: number) => `${scheme}://localhost:${port}` } = options;
  const door = async (listening: Listening, url?: string): Promise<Door> => ({
    ...listening,
    answer: (listener) => listening.answer(listener as RequestListener),
    url: (url ?? (await addressOf(listening.port))).replace(/\/$/, ''),
    localUrl: `http://${localName(options.host)}:${listening.port}`,
  });
  try {
    return { org: await door(server, options.url), outside: await door(outside) };
  } catch (error) {
    await Promise.all([server.close(), outside.close()]);
    throw error;
  }
}

/** `localhost` does not lead to a server that listens at one other address only. */
const localName = (host = 'localhost'): string => {
  if (['localhost', '0.0.0.0', '::'].includes(host)) return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
};

/** The outside world is for this machine alone, wherever the org listens, unless the network is trusted. */
function listenOutside(options: SandboxOptions, orgPort: number): Promise<Listening> {
  const { port = 0, outsidePort, trustNetwork, host = 'localhost', certificate } = options;
  const at = trustNetwork ? host : 'localhost';
  if (outsidePort !== undefined) return listen(outsidePort, at, certificate);
  return port === 0 ? listen(0, at, certificate) : listenPreferring(orgPort + 1, at, certificate);
}

function openOrg(
  { file, apiToken, engine, subdomain, like = [] }: SandboxOptions,
  url: string,
  clock: MovableClock,
): Org {
  const journal = file === undefined ? memoryJournal : fileJournal(file);
  try {
    const given = { journal, clock: clock.now, url, apiToken, subdomain };
    const org = createOrg({ ...given, engine: engine ?? engineLike(like) }, (fresh) =>
      shapeLike(fresh, like),
    );
    if (!org.isNew) shapeLike(org, like);
    // A new org that stays is about to get a SAML identity provider and a SAML app.
    else if (file !== undefined) org.certificates.prepare(2);
    return org;
  } catch (error) {
    journal.close();
    throw error;
  }
}

/** Empty if that account was deleted. */
const loginOfAdmin = (org: Org): string => org.users.get(org.settings.administratorId)?.profile.login ?? '';

async function setAdminPassword(org: Org, password: string | undefined): Promise<void> {
  if (password === undefined || !org.isNew) return;
  const hash = await hashSecret(password);
  org.transaction(() => org.users.setPassword(org.administrator, hash));
}

/** @throws SeedError; the org is then empty */
async function seedNew(org: Org, seed: Seed): Promise<void> {
  if (!org.isNew) throw new SeedError(['the org already has state: reset it, or start without a seed']);
  try {
    await applySeed(org, operationsOf(org), parseSeed(seed));
  } catch (error) {
    org.reset();
    throw error;
  }
}

type Report = (error: unknown) => void;

function partsOf(
  org: Org,
  oauth: OAuth,
  outside: OutsideWorld,
  first: readonly Middleware[],
  report: Report,
): Omit<ServerParts, 'recorder'> {
  const federation = new Federation(org);
  const idx = new Idx(org, oauth, idxProviders(federation));
  federation.register(new HostedSignIns(org, oauth));
  federation.register(idx.signIns);
  federation.register(new AppLinkSignIns(org));
  return {
    middleware: [
      ...first,
      brandOfPages(org),
      webfinger(org),
      idpEndpoints(org, { federation, endpointsOf: (idp) => outside.endpointsOf(idp) }),
      oauth.middleware(),
      idx.middleware(),
      sessionEndpoints(org),
      samlApps(org, idx.hosted),
      pages(org, oauth, federation, idx.hosted),
      adminConsole(org),
    ],
    credentials: createCredentials(org, oauth.artifacts),
    report,
  };
}

function toStderr(error: unknown): void {
  if (error instanceof DiskFullError) {
    process.stderr.write(`✗ ${error.message}\n`); // the machine is at fault, not the code
    return;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
