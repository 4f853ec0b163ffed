import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import type { Environment } from '../run/environment.ts';
import { askMany, askOne, askSecret, askText, canAsk } from '../terminal/prompt.ts';
import type { Choice } from '../terminal/prompt.ts';

/** A question of `init`. */
export interface Question {
  /** As in `Org URL`. */
  message: string;
  /**
   * The option that answers it, as in `--org-url`; absent for secrets, which are never passed on the command
   * line.
   */
  flag?: string;
  /** The option's value. */
  given?: string | undefined;
  /** The variable that answers it. */
  variable?: string;
  /** The default, also used if nothing is asked. */
  preset?: string | undefined;
  secret?: boolean;
  /** True, or an error message for the answer. */
  check?: (text: string) => true | string;
}

/**
 * Where answers come from: the option, else the environment variable, else the user, with the value from `.env`
 * or the last init as default; without a terminal or with `--yes`, that default itself.
 */
export class Answers {
  /** Whether questions can be asked. */
  readonly asks: boolean;
  /** The variables in `.env`. */
  readonly file: Environment;
  private readonly io: Io;

  constructor(io: Io, { yes, file }: { yes: boolean; file: Environment }) {
    this.io = io;
    this.asks = canAsk(io) && !yes;
    this.file = file;
  }

  /** The answer from an option or environment variable. */
  said({ given, variable }: Pick<Question, 'given' | 'variable'>): string | undefined {
    const value = given ?? (variable === undefined ? undefined : this.io.env[variable]);
    return value === undefined || value.trim() === '' ? undefined : value.trim();
  }

  /** @throws UserError naming the option or variable if it is missing or invalid */
  async text(question: Question): Promise<string> {
    const { message, variable, check = notEmpty, secret = false } = question;
    const said = this.said(question);
    const preset = (variable === undefined ? undefined : this.file[variable]) ?? question.preset;
    if (said === undefined && this.asks) {
      if (!secret) return askText(this.io, message, preset ?? '', check);
      const kept = preset === undefined ? '' : ' (leave empty to keep the current value)';
      const answer = await askSecret(this.io, `${message}${kept}`, (text) =>
        text === '' && preset !== undefined ? true : check(text),
      );
      return answer === '' && preset !== undefined ? preset : answer;
    }
    const answer = said ?? preset;
    if (answer === undefined) throw missing(question);
    const wrong = check(answer);
    if (wrong !== true)
      throw new UserError(`${source(question)} is invalid.`, wrong, { code: 'invalid_answer' });
    return answer;
  }

  /** One of several. */
  async one<T extends string>(
    question: Omit<Question, 'check' | 'secret' | 'preset'> & { preset?: T | undefined },
    choices: readonly Choice<T>[],
  ): Promise<T> {
    const isChoice = (text: string): text is T => choices.some(({ value }) => value === text);
    const said = this.said(question);
    if (said === undefined && this.asks)
      return askOne(this.io, question.message, choices, question.preset ?? (choices[0] as Choice<T>).value);
    const answer = said ?? question.preset;
    if (answer === undefined) throw missing(question);
    if (isChoice(answer)) return answer;
    throw new UserError(
      `${source(question)}: unknown value “${answer}”.`,
      `Allowed values: ${choices.map(({ value }) => value).join(', ')}.`,
      { code: 'invalid_answer' },
    );
  }

  /** Any number of several; if nothing is asked, the preselected ones. */
  async many<T extends string>(
    message: string,
    choices: readonly (Choice<T> & { checked: boolean })[],
  ): Promise<T[]> {
    if (this.asks && choices.length > 0) return askMany(this.io, message, choices);
    return choices.filter(({ checked }) => checked).map(({ value }) => value);
  }
}

export const notEmpty = (text: string): true | string => text.trim() !== '' || 'Enter a value.';

const source = ({ flag, variable, given }: Question): string =>
  (given !== undefined || variable === undefined ? flag : variable) ?? variable ?? 'the answer';

function missing({ message, flag, variable }: Question): UserError {
  const name = flag ?? variable ?? message;
  const ways = [flag, variable].filter((way) => way !== undefined).join(' or ');
  return new UserError(
    `${name} is missing: ${message}.`,
    [`Set it with ${ways}. Without a terminal, init cannot ask for it.`],
    {
      code: 'missing_answer',
    },
  );
}
