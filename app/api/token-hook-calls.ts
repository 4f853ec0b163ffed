import type { z } from 'zod';
import type { tokenHookAnswer } from './schemas.ts';

export type TokenHookAnswer = z.infer<typeof tokenHookAnswer>;

/** One call of the token hook, as the admin page shows it. */
export interface TokenHookCall {
  /** Milliseconds since the epoch. */
  at: number;
  took: number;
  /** Who the tokens are for. */
  login: string;
  question: unknown;
  answer: TokenHookAnswer;
}

/** The last call of the token hook, for Admin > Token hook. Kept in memory: it is for the demo, not for the shop. */
export class TokenHookCalls {
  #last: TokenHookCall | undefined;

  get last(): TokenHookCall | undefined {
    return this.#last;
  }

  note(call: TokenHookCall): void {
    this.#last = call;
  }
}
