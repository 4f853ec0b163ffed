import { Command, CommanderError } from 'commander';
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
  return program;
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
