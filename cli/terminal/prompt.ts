import { Interrupted } from '../errors.ts';
import type { Io } from '../io.ts';

/** Whether questions can be asked. */
export const canAsk = ({ stdin, stdout, env }: Io): boolean =>
  stdin.isTTY === true && stdout.isTTY === true && !env.CI;

/**
 * Asks yes or no; Enter selects `preset`. Without a terminal, the answer is `unattended`.
 * @throws Interrupted if the user presses Ctrl-C
 */
export async function confirm(
  io: Io,
  message: string,
  { unattended, preset = true }: { unattended: boolean; preset?: boolean },
): Promise<boolean> {
  if (!canAsk(io)) return unattended;
  return untilLeft(async () => {
    const ask = await createAsk(io);
    const { yes } = await ask<{ yes: boolean }>([{ type: 'confirm', name: 'yes', message, default: preset }]);
    return yes;
  });
}

/**
 * Asks for a line of text; `check` returns true or an error message. Without a terminal, the answer is
 * `unattended`.
 * @throws Interrupted if the user presses Ctrl-C
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

/** One of several answers. */
export interface Choice<T extends string> {
  value: T;
  name: string;
  /** Shown below the list while it is highlighted. */
  description?: string;
}

/** Lets the user choose one. Requires a terminal (`canAsk`). */
export async function askOne<T extends string>(
  io: Io,
  message: string,
  choices: readonly Choice<T>[],
  preset: T,
): Promise<T> {
  return untilLeft(async () => {
    const ask = await createAsk(io);
    const { chosen } = await ask<{ chosen: string }>([
      { type: 'select', name: 'chosen', message, choices: [...choices], default: preset },
    ]);
    return choices.find(({ value }) => value === chosen)?.value ?? preset;
  });
}

/** Lets the user choose any number, including none. Requires a terminal. */
export async function askMany<T extends string>(
  io: Io,
  message: string,
  choices: readonly (Choice<T> & { checked: boolean })[],
): Promise<T[]> {
  return untilLeft(async () => {
    const ask = await createAsk(io);
    const { chosen } = await ask<{ chosen: T[] }>([
      { type: 'checkbox', name: 'chosen', message, choices: [...choices] },
    ]);
    return chosen;
  });
}

/** Asks for something that must not be shown on the screen. Requires a terminal. */
export async function askSecret(
  io: Io,
  message: string,
  check: (text: string) => true | string,
): Promise<string> {
  return untilLeft(async () => {
    const ask = await createAsk(io);
    const { secret } = await ask<{ secret: string }>([
      { type: 'password', name: 'secret', message, mask: '•', validate: check },
    ]);
    return secret.trim();
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
      throw new Interrupted('Stopped. Nothing was changed.', [], { cause: error });
    throw error;
  }
}
