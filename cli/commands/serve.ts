import type { ThemePreview } from '../../app/index.ts';
import type { Sandbox } from '../../sandbox/index.ts';
import { examineQuietly, reportProvider } from '../doctor/background.ts';
import type { Subject } from '../doctor/context.ts';
import { rememberedVariables } from '../doctor/subject.ts';
import type { Io } from '../io.ts';
import { choosePort, requirePort } from '../port.ts';
import { banner } from '../run/banner.ts';
import { verifyEventHook } from '../run/event-hook.ts';
import { completeEnvironment, hasOrg, readEnvironment, shopUrl, wantedPort } from '../run/environment.ts';
import type { Environment } from '../run/environment.ts';
import { noteRunning } from '../run/running.ts';
import { defaultOrgPort, dressSandbox, sandboxFolder, startSandboxOrg } from '../run/sandbox-org.ts';
import { SampleServer } from '../run/sample-app.ts';
import { sandboxVariables, settingsOfOrg } from '../run/settings.ts';
import { ShopServer } from '../run/shop.ts';
import { untilStopped } from '../run/until-stopped.ts';
import { openUrl } from '../terminal/open-url.ts';
import { createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';

export interface ServeOptions {
  port?: number;
  orgPort?: number;
  samplePort?: number;
  host: string;
  theme?: string;
  open?: boolean;
}

/** How `theme preview` takes part. */
export interface ServeHooks {
  preview: ThemePreview;
  /** Called once, when the shop is up, with a function that puts it into another theme. */
  ready(wear: (theme: string) => Promise<void>): void;
}

/**
 * Runs the shop until it is stopped, and the sandbox org beside it when no org is configured.
 * The sandbox org is told the address at which the shop really listens.
 */
export async function serve(options: ServeOptions, io: Io, hooks?: ServeHooks): Promise<void> {
  const output = createOutput(io);
  const env = withTheme(await readEnvironment(io), options.theme);
  const shop = await listen(options, env, io, output);
  let sandbox: Sandbox | undefined;
  let sample: SampleServer | undefined;
  let forget: (() => Promise<void>) | undefined;
  let looking: Promise<void> | undefined;
  try {
    let settings: Environment = { ...env, PORT: String(shop.port), APP_URL: shopUrl(env, shop.port) };
    if (!hasOrg(env)) {
      sandbox = await startOrg(options, shop.port, io, output);
      // A new org makes a key meanwhile, in another thread: time enough to load the shop.
      const [decided] = await Promise.all([
        settingsOfOrg(sandbox, settings, io.cwd),
        import('../../app/index.ts'),
      ]);
      settings = { ...settings, ...decided };
    }
    if (isOn(settings.FF_DEVELOPER)) {
      sample = await SampleServer.listen(settings, options);
      settings = { ...settings, SAMPLE_APP_URL: sample.url(settings) };
    }
    const complete = await completeEnvironment(settings, io.cwd);
    const variables = sandbox
      ? await sandboxVariables(sandbox, settings, io.cwd)
      : await rememberedVariables(io.cwd, settings.OKTA_BASE_URL);
    const subject: Subject = {
      cwd: io.cwd,
      env: complete,
      processEnv: io.env,
      variables,
      sandbox: sandbox ? 'serve' : undefined,
    };
    const open = async (environment: Environment) => {
      const theme = await shop.open(environment, io.cwd, {
        log: (line) => output.note(line),
        doctor: reportProvider(subject, io.signal),
        ...(hooks && { preview: hooks.preview }),
      });
      if (sandbox) await dressSandbox(sandbox, theme, sandboxFolder(io.cwd));
    };
    await open(complete);
    await sample?.open(complete);
    if (sandbox) {
      forget = await noteRunning(io.cwd, { env: complete, variables: variables ?? {} });
      await verifyEventHook(complete, output, io.signal);
    }
    output.line(
      banner({ ...output, settings, sandbox, cwd: io.cwd, seconds: (performance.now() - io.started) / 1000 }),
    );
    if (options.open && !(await openUrl(settings.APP_URL ?? '')))
      output.note('There is no program to open a browser with.');
    looking = hooks ? undefined : look(subject, io, output);
    hooks?.ready((theme) => open(withTheme(complete, theme)));
    await untilStopped(io, output);
  } finally {
    hooks?.preview.close();
    await looking;
    await shop.close();
    await sample?.close();
    await forget?.();
    await sandbox?.close();
  }
}

/** What takes time beside a shop that already serves. */
async function look(subject: Subject, { signal }: Io, output: Output): Promise<void> {
  if (subject.sandbox === undefined) await verifyEventHook(subject.env, output, signal);
  await examineQuietly(subject, signal, output);
}

/** As the app reads its switches. */
const isOn = (value: string | undefined): boolean => /^(true|1|yes)$/.test(value?.trim() ?? '');

const withTheme = (env: Environment, theme: string | undefined): Environment => {
  if (theme === undefined) return env;
  return /^https?:/.test(theme)
    ? { ...env, THEME_URI: theme }
    : { ...env, THEME: theme, THEME_URI: undefined };
};

async function listen(
  { port, orgPort, host }: ServeOptions,
  env: Environment,
  io: Io,
  output: Output,
): Promise<ShopServer> {
  const wanted = wantedPort(port, env);
  const chosen = hasOrg(env)
    ? await requirePort(wanted, shopUrl(env, wanted))
    : await choosePort(io, output, {
        what: 'the shop',
        wanted,
        flag: '--port',
        avoid: [orgPort ?? defaultOrgPort],
      });
  return ShopServer.listen(chosen, host);
}

async function startOrg(
  { orgPort, host }: ServeOptions,
  shopPort: number,
  io: Io,
  output: Output,
): Promise<Sandbox> {
  const wanted = orgPort ?? defaultOrgPort;
  const port = await choosePort(io, output, {
    what: 'the Okta org',
    wanted,
    flag: '--org-port',
    used: [shopPort],
  });
  return startSandboxOrg({ folder: sandboxFolder(io.cwd), port, host });
}
