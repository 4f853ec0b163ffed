import { Command, CommanderError, InvalidArgumentError } from 'commander';
import type { FulfilOptions } from './commands/orders.ts';
import type { CheckOptions } from './commands/theme/check.ts';
import type { ListOptions } from './commands/theme/list.ts';
import type { NewOptions } from './commands/theme/new.ts';
import type { PackOptions } from './commands/theme/pack.ts';
import type { ControlOptions } from './commands/sandbox-control.ts';
import type { SandboxOptions } from './commands/sandbox.ts';
import type { ServeOptions } from './commands/serve.ts';
import { UserError } from './errors.ts';
import type { Io } from './io.ts';
import { writeErrorLog } from './error-log.ts';
import { packageVersion } from './paths.ts';
import { createOutput } from './terminal/output.ts';

/** The table of commands. What a command needs is loaded when it runs: help and mistakes answer at once. */
function declareProgram(io: Io): Command {
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
    .option('--host <address>', 'address to listen on', 'localhost')
    .option('-t, --theme <name>', 'name, folder or URL of a theme')
    .option('-o, --open', 'open the shop in the browser')
    .action(async (options: ServeOptions) => (await import('./commands/serve.ts')).serve(options, io));

  declareSandbox(program, io);

  program
    .command('orders')
    .description('work on the shop’s orders as a machine')
    .command('fulfil')
    .description('approve every pending order over the API, with a token of the service app')
    .option('--app-url <url>', 'where the shop is (default: APP_URL)')
    .action(async (options: FulfilOptions) => (await import('./commands/orders.ts')).fulfil(options, io));

  declareTheme(program, io);
  return program;
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

/**
 * Runs the CLI once.
 *
 * @param argv what was typed after `multidemo`
 * @returns the exit status: 0 done, 1 failed and told why
 */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const output = createOutput(io);
  try {
    await declareProgram(io).parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    if (error instanceof UserError) output.failure(error.message, error.remedy);
    else output.failure('Something went wrong that we did not foresee.', await writeErrorLog(io, error));
    return 1;
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
