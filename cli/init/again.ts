import { Stopped, UserError } from '../errors.ts';
import type { Answers } from './answers.ts';

/**
 * Repeats a question after an invalid answer, if there is a terminal.
 * @param choose gets true the first time; after that, options and variables have already been tried
 */
export async function untilRight<T>(
  answers: Answers,
  tell: (note: string) => void,
  choose: (isFirst: boolean) => Promise<T>,
): Promise<T> {
  for (let isFirst = true; ; isFirst = false) {
    try {
      return await choose(isFirst);
    } catch (error) {
      if (!answers.asks || !(error instanceof UserError) || error instanceof Stopped) throw error;
      tell([error.message, ...error.remedy].join('\n  '));
    }
  }
}
