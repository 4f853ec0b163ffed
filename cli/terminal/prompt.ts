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
  return untilLeft(async () => {
    const ask = await createAsk(io);
    const { yes } = await ask<{ yes: boolean }>([{ type: 'confirm', name: 'yes', message, default: true }]);
    return yes;
  });
}

/**
 * Asks for a line of text; `check` answers true or what is wrong with it. When nobody is there, it is `unattended`.
 * @throws UserError when the person leaves with Ctrl-C
 */
export async function askText(
  io: Io,
  message: string,
  unattended: string,
  check: (text: string) => true | string,
): Promise<string> {
  if (!canAsk(io)) return unattended;
  return untilLeft(async () => {
    const ask = await createAsk(io);
    const { text } = await ask<{ text: string }>([
      {
        type: 'input',
        name: 'text',
        message,
        ...(unattended !== '' && { default: unattended }),
        validate: check,
      },
    ]);
    return text.trim();
  });
}

async function createAsk(io: Io) {
  const { default: inquirer } = await import('inquirer');
  return inquirer.createPromptModule({ input: io.stdin, output: io.stdout, signal: io.signal });
}

async function untilLeft<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && /^(ExitPrompt|AbortPrompt)Error$/.test(error.name))
      throw new UserError('Stopped, nothing was changed.', [], { cause: error });
    throw error;
  }
}
