import type { ThemePreview } from '../../app/index.ts';
import { Ledger } from '../../exchange/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { examineQuietly, reportProvider } from '../doctor/background.ts';
import type { Subject } from '../doctor/context.ts';
import { StageDoor } from '../demo/stage.ts';
import { rememberedVariables } from '../doctor/subject.ts';
import { qrCode, reachFor, type ReachOptions } from '../https/reach.ts';
import type { Io } from '../io.ts';
import { requireHost } from '../port.ts';
import { demoPeople } from '../provision/people.ts';
import { banner, described } from '../run/banner.ts';
import { AppServer } from '../run/app-server.ts';
import { dressAssistant } from '../run/assistant.ts';
import { verifyEventHook } from '../run/event-hook.ts';
import {
  isOn,
  completeEnvironment,
  drainSeconds,
  hasOrg,
  readEnvironment,
  refuseWrongSettings,
  shopUrl,
} from '../run/environment.ts';
import type { Environment } from '../run/environment.ts';
import { Ports } from '../run/ports.ts';
import type { PortOptions } from '../run/ports.ts';
import { noteRunning } from '../run/running.ts';
import { dressSandbox, sandboxFolder, startSandboxOrg } from '../run/sandbox-org.ts';
import { sandboxVariables, settingsOfOrg } from '../run/settings.ts';
import { ShopServer } from '../run/shop.ts';
import { SideApps } from '../run/side-apps.ts';
import { untilStopped } from '../run/until-stopped.ts';
import { keptByNpm } from '../shell.ts';
import { apiOf, lendOrg, takeBackOrg } from '../tunnel/org.ts';
import { Tunnels } from '../tunnel/program.ts';
import type { TunnelOptions } from '../tunnel/program.ts';
import { openUrl } from '../terminal/open-url.ts';
import { createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';

export interface ServeOptions extends PortOptions, ReachOptions, TunnelOptions {
  theme?: string;
  open?: boolean;
  json?: boolean;
  present?: boolean;
}

/** The hook for `theme preview`. */
export interface ServeHooks {
  preview: ThemePreview;
  /** Called once, when the shop is up, with a function that changes its theme. */
  ready(use: (theme: string) => Promise<void>): void;
}

/**
 * Runs the shop until it is stopped, together with the sandbox org if no org is configured. The sandbox org
 * gets the shop's actual address.
 */
export async function serve(options: ServeOptions, io: Io, hooks?: ServeHooks): Promise<void> {
  const output = createOutput(io);
  const env = withTheme(await readEnvironment(io), options.theme);
  const lost = keptByNpm(io.env);
  if (lost.length > 0)
    output.note(
      `npm did not pass on ${lost.join(' and ')}. Use npx multidemo serve with these options instead.`,
    );
  await Promise.all([refuseWrongSettings(env), requireHost(options.host)]);
  const tunnels = await Tunnels.find(options, io);
  const reach = await reachFor(options, io, output);
  const { host, certificate } = reach;
  const addresses = tunnels ?? reach.addresses;
  /** Stops as asked, or when a tunnel ends. */
  const running: Io = tunnels ? { ...io, signal: tunnels.signal } : io;
  const ports = new Ports(options, env, { io, output, addresses });
  /** What shop, org and services send each other. */
  const ledger = new Ledger({ perSecond: 100 });
  const shop = await ports.shop((port) => ShopServer.listen(port, host, certificate));
  let sandbox: Sandbox | undefined;
  const beside = new SideApps();
  let forget: (() => Promise<void>) | undefined;
  let stopStage: () => Promise<void> = () => Promise.resolve();
  let looking: Promise<void> | undefined;
  let takeBack: () => Promise<void> = () => Promise.resolve();
  try {
    if (hasOrg(env)) {
      const { api, clientId } = await apiOf(env);
      // An org that cannot be reached now is no reason not to start.
      takeBack = () =>
        takeBackOrg(api, io.cwd, env).catch((error: unknown) =>
          output.note(
            `The tunnel’s address is still in the org, and the next serve removes it: ${String(error)}`,
          ),
        );
      await takeBack();
      if (tunnels) {
        const from = shopUrl(env, shop.port, { addresses: reach.addresses, flag: options.port });
        const to = await tunnels.open(shop.port);
        await lendOrg(api, io.cwd, { clientId, from, to }, env);
        env.OKTA_AUDIENCE ??= from;
      }
    } else await tunnels?.open(shop.port);
    const given =
      reach.baseUrl === undefined && !tunnels
        ? env
        : { ...env, APP_URL: undefined, SAMPLE_APP_URL: undefined, ASSISTANT_URL: undefined };
    const appUrl = shopUrl(given, shop.port, { addresses, flag: options.port });
    let settings: Environment = { ...env, PORT: String(shop.port), APP_URL: appUrl };
    // The sandbox org enables the developer portal, and with it the sample app.
    if (!hasOrg(env) || isOn(env.FF_DEVELOPER)) {
      const sample = await ports.sample((port) => AppServer.listen(port, host, certificate));
      beside.sample = sample;
      await tunnels?.open(sample.port);
      settings = { ...settings, SAMPLE_APP_URL: sample.url(given.SAMPLE_APP_URL, addresses) };
    }
    if (env.FF_ASSISTANT === undefined ? !hasOrg(env) : isOn(env.FF_ASSISTANT)) {
      const assistant = await ports.assistant((port) => AppServer.listen(port, host, certificate));
      beside.assistant = assistant;
      await tunnels?.open(assistant.port);
      settings = { ...settings, ASSISTANT_URL: assistant.url(given.ASSISTANT_URL, addresses) };
    }
    if (env.FULFILMENT_URL === undefined && (!hasOrg(env) || isOn(env.FF_FULFILMENT)))
      settings = { ...settings, FULFILMENT_URL: await beside.listenForFulfilment() };
    if (!hasOrg(env)) {
      const folder = sandboxFolder(io.cwd);
      sandbox = await ports.org((port, outsidePort) =>
        startSandboxOrg({
          ...{ folder, port, outsidePort, host, ledger, addressOf: tunnels?.open ?? addresses.of },
          ...{ trustNetwork: reach.trustNetwork, certificate, onRestore: shop.orgCameBack },
        }),
      );
      const used = [
        shop.port,
        beside.sample?.port ?? 0,
        beside.assistant?.port ?? 0,
        sandbox.port,
        sandbox.outside.port,
      ];
      const hint = addresses.hint(used.filter(Boolean));
      if (hint !== undefined) output.note(hint);
      // In the meantime a new org generates a key in another thread, which leaves time to load the shop.
      const [decided] = await Promise.all([
        settingsOfOrg(sandbox, settings, io.cwd),
        import('../../app/index.ts'),
      ]);
      settings = { ...settings, ...decided };
    }
    const complete = await completeEnvironment(settings, io.cwd);
    const variables = sandbox
      ? await sandboxVariables(sandbox, settings, io.cwd)
      : await rememberedVariables(io.cwd, settings.OKTA_BASE_URL);
    const subjectOf = (environment: Environment): Subject => ({
      cwd: io.cwd,
      env: environment,
      processEnv: io.env,
      variables,
      sandbox: sandbox ? 'serve' : undefined,
      orgHere: sandbox?.localUrl,
    });
    const subject = subjectOf(complete);
    /** What the shop runs with: a reset of the org and another theme change it. */
    let current = complete;
    const openGround = async () => (await import('../demo/ground.ts')).groundOf(subjectOf(current), io);
    const stage = new StageDoor(openGround, sandbox !== undefined, ledger);
    stopStage = () => stage.stop();
    const open = async (environment: Environment) => {
      const theme = await shop.open(environment, io.cwd, {
        log: { note: output.note, line: output.log, isRead: io.stderr.isTTY === true },
        ledger,
        doctor: reportProvider(subjectOf(environment), io.signal),
        stage,
        presents: options.present ?? false,
        ...(hooks && { preview: hooks.preview }),
        ...(sandbox && {
          presenter: {
            people: demoPeople,
            outside: sandbox.outside.url,
            resetOrg,
          },
        }),
      });
      if (sandbox) {
        Object.assign(variables ?? {}, await dressSandbox(sandbox, theme, sandboxFolder(io.cwd)));
        await dressAssistant(sandbox, environment, theme.siteTitle);
      }
      current = environment;
      await beside.open(environment, theme, { ledger });
    };
    /** Once the shop is open for an org, other commands find both, and the org's events arrive. */
    const settle = async ({ localUrl }: Sandbox): Promise<void> => {
      const isFirst = forget === undefined;
      await forget?.();
      forget = await noteRunning(io.cwd, { env: current, variables: variables ?? {}, orgHere: localUrl });
      // It takes a moment before a tunnel's addresses work.
      if (!(tunnels && isFirst)) await verifyEventHook(current, output, io.signal);
    };
    let resetting: Promise<void> | undefined;
    const resetOrg = (): Promise<void> =>
      (resetting ??= resetOnce().finally(() => {
        resetting = undefined;
      }));
    const resetOnce = async (): Promise<void> => {
      if (!sandbox) return;
      const org = sandbox;
      try {
        await shop.hold(async () => {
          org.reset();
          await open({ ...current, ...(await settingsOfOrg(org, settings, io.cwd)) });
        });
        await settle(org);
      } catch (error) {
        output.note(`The org could not be reset: ${String(error)}`);
      }
    };
    await open(complete);
    if (sandbox) await settle(sandbox);
    // What the set-up of the org has sent is not what a demo begins with.
    ledger.clear();
    const facts = { settings, sandbox, cwd: io.cwd, seconds: (performance.now() - io.started) / 1000 };
    if (options.json) output.json(described(facts));
    else output.line(banner({ ...output, ...facts }));
    if ((options.lan || tunnels) && !options.json) output.line(qrCode(settings.APP_URL ?? ''));
    if (options.open)
      void openUrl(settings.APP_URL ?? '', io).then((isOpen) => {
        if (!isOpen) output.note('The browser could not be opened.');
      });
    looking = hooks ? undefined : look(subject, running, output, tunnels);
    hooks?.ready((theme) => open(withTheme(current, theme)));
    await untilStopped(running, output);
    tunnels?.refuseEnded();
    await shop.drain(drainSeconds(env));
  } finally {
    hooks?.preview.close();
    await looking;
    await stopStage().catch((error: unknown) =>
      output.note(`The demo script could not be ended: ${String(error)}`),
    );
    await shop.close();
    await tunnels?.close();
    await beside.close();
    await takeBack();
    await forget?.();
    await sandbox?.close();
  }
}

/** Slow tasks, run while the shop is already serving. */
async function look(
  subject: Subject,
  { signal }: Io,
  output: Output,
  tunnels: Tunnels | undefined,
): Promise<void> {
  if (tunnels && !(await tunnels.leadsHere(subject.env.APP_URL ?? ''))) {
    if (!signal.aborted)
      output.note('The tunnel’s address does not lead to this shop yet. Check it in a browser.');
    return;
  }
  if (subject.sandbox === undefined || tunnels) await verifyEventHook(subject.env, output, signal);
  await examineQuietly(subject, signal, output);
}

const withTheme = (env: Environment, theme: string | undefined): Environment => {
  if (theme === undefined) return env;
  return /^https?:/.test(theme)
    ? { ...env, THEME_URI: theme }
    : { ...env, THEME: theme, THEME_URI: undefined };
};
