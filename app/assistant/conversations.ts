import { decodeToken, textClaim } from '../auth/claims.ts';
import { type Memory, newMemory } from './memory.ts';
import type { Step } from './reach.ts';

/** A user's message, what the assistant did, and its response. */
interface Sentence {
  readonly sentence: string;
  readonly answer: string;
  readonly steps: readonly Step[];
}

/** What one signed-in person and the assistant talk about. */
export interface Conversation {
  readonly idToken: string;
  readonly person: { readonly id: string; readonly name: string };
  readonly memory: Memory;
  readonly sentences: readonly Sentence[];
  add(sentence: Sentence): void;
}

const sentencesKept = 50;
const conversationsKept = 500;

/** The conversations of all browsers, by the session's key. Each ends with the ID token that it is for. */
export class Conversations {
  readonly #all = new Map<string, Conversation & { readonly until: number }>();
  readonly #now: () => number;
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param idToken verified */
  begin(key: string, idToken: string): void {
    const claims = decodeToken(idToken)?.payload ?? {};
    const sentences: Sentence[] = [];
    const login = textClaim(claims, 'preferred_username') ?? textClaim(claims, 'email') ?? '';
    this.#all.set(key, {
      ...{ idToken, sentences, memory: newMemory(), until: Number(claims['exp']) * 1000 },
      person: { id: textClaim(claims, 'sub') ?? '', name: textClaim(claims, 'name') ?? login },
      add: (sentence) => {
        sentences.push(sentence);
        if (sentences.length > sentencesKept) sentences.shift();
      },
    });
    for (const [oldest] of this.#all) {
      if (this.#all.size <= conversationsKept) break;
      this.#all.delete(oldest);
    }
  }

  of(key: string | undefined): Conversation | undefined {
    const found = this.#all.get(key ?? '');
    if (found !== undefined && found.until > this.#now()) return found;
    this.end(key);
    return undefined;
  }

  end(key: string | undefined): void {
    if (key !== undefined) this.#all.delete(key);
  }
}
