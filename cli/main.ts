import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import type { FulfilOptions } from './commands/orders.ts';
import type { DestroyOptions } from './commands/destroy.ts';
import type { InitOptions } from './commands/init.ts';
import type { DoctorOptions } from './commands/doctor.ts';
import type { CheckOptions } from './commands/theme/check.ts';
import type { ListOptions } from './commands/theme/list.ts';
import type { NewOptions } from './commands/theme/new.ts';
import type { PackOptions } from './commands/theme/pack.ts';
import type { ControlOptions } from './commands/sandbox-control.ts';
import type { SandboxOptions } from './commands/sandbox.ts';
import type { ServeOptions } from './commands/serve.ts';
import { Interrupted, UserError } from './errors.ts';
import { explainSystemError } from './explain.ts';
import type { Io } from './io.ts';
import { writeErrorLog } from './error-log.ts';
import { packageVersion } from './paths.ts';
import { createOutput } from './terminal/output.ts';

/**
 * The table of commands. What a command needs is loaded when it runs: help and mistakes answer at once.
 * @param end told the exit status of a command that has one of its own
 */
function declareProgram(io: Io, end: (status: number) => void): Command {
  const program = new Command('multidemo')
    .description('Shows in a running web shop how an application integrates with Okta.')
    .version(packageVersion(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, '✗ ')),
    })
    .showHelpAfterError('  Run with --help to see what is possible.')
    .exitOverride();

  program
    .command('serve')
    .description('run the shop, and the sandbox org when no other is configured')
    .option('-p, --port <number>', 'port of the shop (default: that of APP_URL, or 5000)', parsePort)
    .option('--org-port <number>', 'port of the sandbox org (default: 5001)', parsePort)
    .option('--sample-port <number>', 'port of the sample third-party app (default: 5005)', parsePort)
    .option('--outside-port <number>', outsidePort, parsePort)
    .option('--host <address>', 'address to listen on', 'localhost')
    .option('-t, --theme <name>', 'name, folder or URL of a theme')
    .option('-o, --open', 'open the shop in the browser')
    .action(async (options: ServeOptions) => (await import('./commands/serve.ts')).serve(options, io));

  declareInit(program, io);
  declareSandbox(program, io);

  program
    .command('orders')
    .description('work on the shop’s orders as a machine')
    .command('fulfil')
    .description('approve every pending order over the API, with a token of the service app')
    .option('--app-url <url>', 'where the shop is (default: APP_URL)')
    .action(async (options: FulfilOptions) => (await import('./commands/orders.ts')).fulfil(options, io));

  declareDoctor(program, io, end);
  declareTheme(program, io);
  return program;
}

const outsidePort = 'port of phone and mailbox (default: the one after the org’s, if it is free)';

function declareInit(program: Command, io: Io): void {
  const engine = new Option(
    '--engine <name>',
    'direct or terraform (default: direct on this machine, else terraform)',
  ).choices(['direct', 'terraform']);
  const target = (command: Command) =>
    command
      .option('--sandbox', 'the sandbox org of this folder')
      .option('--org-url <url>', 'an org of yours, as https://dev-123456.okta.com')
      .option('--org-port <number>', 'port of the sandbox org (default: 5001)', parsePort)
      .option('--token-file <file>', 'file with an API token (else OKTA_API_KEY)')
      .option('--client-id <id>', 'instead of a token: client id of a service app')
      .option(
        '--private-key-file <file>',
        'file with its private key, PEM or JWK (else OKTA_API_PRIVATE_KEY)',
      )
      .option('--key-id <id>', 'id of that key, when the app has several');
  target(program.command('init').description('configure an org for the demo, and write .env'))
    .option('--app-url <url>', 'where people open the shop (default: http://localhost:5000)')
    .option('-p, --port <number>', 'port that the shop listens on, when the URL does not say it', parsePort)
    .option('-t, --theme <name>', 'name, folder or URL of a theme')
    .option('--name <text>', 'label of the app, and beginning of other names (default: Okta Multidemo)')
    .addOption(engine)
    .option('--google-client-id <id>', 'Google sign-in; the secret in GOOGLE_CLIENT_SECRET')
    .option('--facebook-client-id <id>', 'Facebook sign-in; the secret in FACEBOOK_CLIENT_SECRET')
    .option('--saml-issuer <uri>', 'SAML partner: entity ID of its identity provider')
    .option('--saml-sso-url <url>', 'SAML partner: its single sign-on URL')
    .option('--saml-certificate <file>', 'SAML partner: its signing certificate, PEM')
    .option('--idp-domain <domain>', 'e-mail domain whose people are sent to the SAML partner')
    .option(
      '--without <parts>',
      'leave out google, facebook, saml, routing, events (comma-separated)',
      parseList,
    )
    .option('--admin <logins>', 'people who administer the shop (default: the owner of the token)')
    .option('--premium <logins>', 'people who see premium products')
    .option('--demo-people', 'create Ada, Grace and Linus')
    .option('--no-demo-people', 'do not')
    .option('--adopt', 'take over what is in the org already')
    .option('-y, --yes', 'ask nothing: take defaults, and do it')
    .option('--dry-run', 'only show the plan')
    .option('--json', 'print the result as JSON')
    .action(async (options: InitOptions) => (await import('./commands/init.ts')).init(options, io));
  target(program.command('destroy').description('remove from an org what init made there'))
    .option('--include-adopted', 'also what was in the org before, and init took over')
    .option('-y, --yes', 'ask nothing, and do it')
    .option('--dry-run', 'only show what would go')
    .option('--json', 'print the result as JSON')
    .action(async (options: DestroyOptions) => (await import('./commands/destroy.ts')).destroy(options, io));
}

function declareDoctor(program: Command, io: Io, end: (status: number) => void): void {
  program
    .command('doctor')
    .description('find what would fail on stage')
    .option('--fix', 'fix what can be fixed safely: shows the changes, asks, then checks again')
    .option('-y, --yes', 'with --fix: do not ask')
    .option('--json', 'print the report as JSON (docs/doctor.md)')
    .option('--only <ids>', 'run only these checks and what they need (comma-separated)', parseList)
    .option('--skip <ids>', 'leave these checks out (comma-separated)', parseList)
    .option('--watch [seconds]', 'look again and again, every 10 seconds when not said', parseSeconds)
    .option('--verbose', 'also tell details and requests')
    .exitOverride((error) => {
      throw new CommanderError(error.exitCode && 2, error.code, error.message);
    })
    .action(async (options: DoctorOptions) =>
      end(await (await import('./commands/doctor.ts')).doctor(options, io)),
    );
}

const parseList = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds >= 1)) throw new InvalidArgumentError('It must be a number of seconds from 1.');
  return seconds;
}

function declareTheme(program: Command, io: Io): void {
  const theme = program
    .command('theme')
    .description('make, check and try themes: the brand that the shop wears');
  theme
    .command('new <name>')
    .description('make a theme; what no option says is asked')
    .option('--site-title <text>', 'title of the shop')
    .option('--items-title <text>', 'heading of what it offers')
    .option('--items-label <text>', 'the same in a sentence')
    .option('--action <word>', 'word on the order button')
    .option('--hero-text <text>', 'sentence on the home page')
    .option('--currency <code>', 'ISO 4217 code, e.g. EUR')
    .option('--color <#rrggbb>', 'main colour (default: that of the logo)')
    .option('--logo <file>', 'picture of the logo')
    .option('--from <theme>', 'take catalogue and pictures of this theme')
    .option('--folder <path>', 'where to make it (default: themes/<name>)')
    .option('--force', 'overwrite what is there')
    .action(async (name: string, options: NewOptions) =>
      (await import('./commands/theme/new.ts')).newTheme(name, options, io),
    );
  theme
    .command('list')
    .description('list the themes that can be worn by name')
    .option('--json', 'print JSON')
    .action(async (options: ListOptions) =>
      (await import('./commands/theme/list.ts')).listThemes(options, io),
    );
  theme
    .command('check <theme>')
    .description('name every problem of a theme: a name, a folder or a URL')
    .option('--json', 'print JSON')
    .action(async (name: string, options: CheckOptions) =>
      (await import('./commands/theme/check.ts')).checkTheme(name, options, io),
    );
  theme
    .command('preview <theme>')
    .description('serve the shop in a theme, following each change of its files')
    .option('-p, --port <number>', 'port of the shop (default: 5000)', parsePort)
    .option('--org-port <number>', 'port of the sandbox org (default: 5001)', parsePort)
    .option('--sample-port <number>', 'port of the sample third-party app (default: 5005)', parsePort)
    .option('--outside-port <number>', outsidePort, parsePort)
    .option('--host <address>', 'address to listen on', 'localhost')
    .option('-o, --open', 'open the shop in the browser')
    .action(async (name: string, options: ServeOptions) =>
      (await import('./commands/theme/preview.ts')).previewTheme(name, options, io),
    );
  theme
    .command('pack <theme>')
    .description('write a theme as a folder for any static host')
    .option('--out <folder>', 'where to (default: <name>-packed)')
    .option('--force', 'replace what is there')
    .action(async (name: string, options: PackOptions) =>
      (await import('./commands/theme/pack.ts')).packTheme(name, options, io),
    );
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be a number from 0 to 65535.');
  return port;
}

/** As a shell tells of a program that Ctrl-C ended: 128 and the number of SIGINT. */
const interrupted = 130;

function explain(error: unknown, signal: AbortSignal): UserError | undefined {
  if (error instanceof UserError) return error;
  const isAbort = error instanceof Error && error.name === 'AbortError';
  return isAbort && signal.aborted ? new Interrupted('Stopped.') : explainSystemError(error);
}

/**
 * Runs the CLI once.
 *
 * @param argv what was typed after `multidemo`
 * @returns the exit status: 0 done, 1 failed and told why, 130 stopped by Ctrl-C; of `doctor` also 2,
 * could not run
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const output = createOutput(io);
  try {
    let status = 0;
    await declareProgram(io, (said) => (status = said)).parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    const told = explain(error, io.signal);
    if (told) output.failure(told.message, told.remedy);
    else output.failure('Unexpected error.', await writeErrorLog(io, error));
    return told && (told instanceof Interrupted || io.signal.aborted) ? interrupted : 1;
  }
}

function declareSandbox(program: Command, io: Io): void {
  // Each command's options stand right behind it: `sandbox` and its own commands both have a --port.
  program.enablePositionalOptions();
  const sandbox = program
    .command('sandbox')
    .enablePositionalOptions()
    .description('run the sandbox org on its own, for any application')
    .option('-p, --port <number>', 'port to listen on (default: 5001)', parsePort)
    .option('--outside-port <number>', outsidePort, parsePort)
    .option('--host <address>', 'address to listen on', 'localhost')
    .option('--folder <path>', 'where the org is kept (default: .multidemo/sandbox)')
    .option('--in-memory', 'keep nothing')
    .option('--api-token <token>', 'API token of the org (default: the one it has, or a random one)')
    .option('--subdomain <name>', 'what a new org calls itself in the names it makes up (default: sandbox)')
    .option('--seed <file>', 'fill an empty org from a seed in YAML or JSON')
    .option('--reset', 'begin with an empty org')
    .action(async (options: SandboxOptions) => (await import('./commands/sandbox.ts')).sandbox(options, io));
  const control = () => import('./commands/sandbox-control.ts');
  const port = ['-p, --port <number>', 'port of the running org', parsePort, 5001] as const;
  sandbox
    .command('export')
    .description('print the state of the running org as a seed')
    .option(...port)
    .action(async (options: ControlOptions) => (await control()).exportSandbox(options, io));
  sandbox
    .command('reset')
    .description('empty the running org')
    .option(...port)
    .action(async (options: ControlOptions) => (await control()).resetSandbox(options, io));
  sandbox
    .command('endpoints')
    .description('list the endpoints of the Management API that the org has')
    .action(async () => (await control()).listEndpoints(io));
}
