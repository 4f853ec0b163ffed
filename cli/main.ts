import { CommanderError } from 'commander';
import { Interrupted, UserError } from './errors.ts';
import { writeErrorLog } from './error-log.ts';
import { explainSystemError } from './explain.ts';
import type { Io } from './io.ts';
import { declareProgram } from './program/index.ts';
import { createOutput } from './terminal/output.ts';

/** As shells report a program ended by Ctrl-C: 128 plus the number of SIGINT. */
const interrupted = 130;

function explain(error: unknown, signal: AbortSignal): UserError | undefined {
  if (error instanceof UserError) return error;
  const isAbort = error instanceof Error && error.name === 'AbortError';
  return isAbort && signal.aborted ? new Interrupted('Stopped.') : explainSystemError(error);
}

/** Whether JSON output was requested; arguments after `--` are not options. */
const wantsJson = (argv: readonly string[]): boolean =>
  argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined).includes('--json');

/**
 * Runs the CLI once. Errors are printed on standard error, and with `--json` on standard output too.
 * @param argv the arguments after `multidemo`
 * @returns the exit status: 0 success, 1 failure, 130 stopped by Ctrl-C; for `doctor` also 2, could not run
 */
export async function main(argv: readonly string[], given: Io): Promise<number> {
  const io = { ...given };
  const fail = (message: string, remedy: readonly string[], code: string) => {
    const output = createOutput(io);
    output.failure(message, remedy);
    if (wantsJson(argv)) output.error(message, remedy, code);
  };
  try {
    let status = 0;
    await declareProgram(io, (said) => (status = said)).parseAsync(argv, { from: 'user' });
    return status;
  } catch (error) {
    if (error instanceof CommanderError) {
      const remedy = ['Run with --help for usage.'];
      if (error.exitCode !== 0 && wantsJson(argv))
        createOutput(io).error(error.message.replace(/^error: /, ''), remedy, 'usage');
      return error.exitCode;
    }
    const told = explain(error, io.signal);
    if (told) fail(told.message, told.remedy, told.code);
    else fail('Unexpected error.', await writeErrorLog(io, error), 'unexpected');
    return told && (told instanceof Interrupted || io.signal.aborted) ? interrupted : 1;
  }
}
