import { Stopped, UserError } from '../errors.ts';
import type { Answers } from './answers.ts';

/**
 * What was answered wrongly is asked again, when somebody is there.
 * @param choose gets true the first time; after that what options and variables say has been tried already
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
