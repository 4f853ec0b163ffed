import { type OrgContext, later } from '../kernel/context.ts';
import { randomText } from '../kernel/ids.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** How long the app has to exchange the token for a session, in seconds. */
const lifetimeSeconds = 5 * 60;

/** Stands for a sign-in that a browser has not yet turned into a session. Id: the token itself, a secret. */
export interface SessionToken extends Entity {
  readonly userId: string;
  /** The methods that the user signed in with (RFC 8176). */
  readonly amr: readonly string[];
  readonly expiresAt: string;
  /** The app that it is limited to, if any. */
  readonly appId?: string;
}

/**
 * Session tokens of the Classic engine: given out when a sign-in through the Authentication API succeeds, good
 * once.
 * @see https://developer.okta.com/docs/guides/session-cookie/main/
 */
export class SessionTokens {
  readonly #context: OrgContext;
  readonly #tokens: Collection<SessionToken>;

  constructor(context: OrgContext) {
    this.#context = context;
    this.#tokens = context.records.collection('sessionTokens');
  }

  issue(signIn: Pick<SessionToken, 'userId' | 'amr' | 'appId'>): SessionToken {
    return this.#context.records.transaction(() => {
      this.#tokens.sweep((token) => !this.#isAlive(token));
      const expiresAt = later(this.#context.now(), lifetimeSeconds);
      return this.#tokens.put({ ...signIn, id: `20111${randomText(42)}`, expiresAt });
    });
  }

  /** Consumes the token. Undefined if it is unknown, used, expired or for another app. */
  redeem(token: string, appId?: string): SessionToken | undefined {
    return this.#context.records.alone(() => {
      const found = this.#tokens.get(token);
      if (found?.appId !== appId) return undefined;
      this.#tokens.delete(token);
      return found && this.#isAlive(found) ? found : undefined;
    });
  }

  #isAlive(token: SessionToken): boolean {
    return Date.parse(token.expiresAt) > this.#context.clock();
  }
}
