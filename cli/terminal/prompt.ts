import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';

/** Whether somebody is there to answer a question. */
export const canAsk = ({ stdin, stdout, env }: Io): boolean =>
  stdin.isTTY === true && stdout.isTTY === true && !env.CI;

/**
 * Asks yes or no. When nobody is there to answer, the answer is `unattended`.
 * @throws UserError when the person leaves with Ctrl-C
 */
export async function confirm(io: Io, message: string, unattended: boolean): Promise<boolean> {
  if (!canAsk(io)) return unattended;
  const { default: inquirer } = await import('inquirer');
  const ask = inquirer.createPromptModule({
    input: io.stdin,
    output: io.stdout,
    signal: io.signal,
  });
  try {
    const { yes } = await ask<{ yes: boolean }>([{ type: 'confirm', name: 'yes', message, default: true }]);
    return yes;
  } catch (error) {
    if (error instanceof Error && /^(ExitPrompt|AbortPrompt)Error$/.test(error.name))
      throw new UserError('Stopped, nothing was changed.', [], { cause: error });
    throw error;
  }
}
