import { Command, CommanderError, InvalidArgumentError } from 'commander';
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

  program
    .command('sandbox')
    .description('run the sandbox org on its own, for any application')
    .option('-p, --port <number>', 'port to listen on (default: 5001)', parsePort)
    .option('--host <address>', 'address to listen on', 'localhost')
    .option('--folder <path>', 'where the org is kept (default: .multidemo/sandbox)')
    .option('--reset', 'begin with an empty org')
    .action(async (options: SandboxOptions) => (await import('./commands/sandbox.ts')).sandbox(options, io));

  return program;
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
