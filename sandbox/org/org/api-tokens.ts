import { type OrgContext, later } from '../kernel/context.ts';
import { newId, randomText } from '../kernel/ids.ts';
import type { ApiToken } from '../kernel/model.ts';
import type { Collection } from '../kernel/records.ts';

/** Okta revokes a token that was not used for 30 days. */
const lifetimeSeconds = 30 * 24 * 60 * 60;

/** Tokens of the Management API (`Authorization: SSWS …`). */
export class ApiTokens {
  readonly #context: OrgContext;
  readonly #tokens: Collection<ApiToken>;
  readonly #byToken: (token: string) => ApiToken[];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#tokens = context.records.collection('apiTokens');
    this.#byToken = this.#tokens.index(({ token }) => token);
  }

  all(): ApiToken[] {
    return this.#tokens.all();
  }

  get(id: string): ApiToken | undefined {
    return this.#tokens.get(id);
  }

  /** The token with that value, when it has not expired. */
  byValue(value: string): ApiToken | undefined {
    const token = this.#byToken(value)[0];
    return token && Date.parse(token.expiresAt) > this.#context.clock() ? token : undefined;
  }

  /** @param value the token itself; random when not given */
  create(name: string, userId: string, value = `00${randomText(40)}`): ApiToken {
    const now = this.#context.now();
    return this.#tokens.put({
      id: newId('apiToken'),
      created: now,
      lastUpdated: now,
      expiresAt: later(now, lifetimeSeconds),
      name,
      userId,
      token: value,
    });
  }

  /** Records that the token was used, which extends it to thirty days from now. Written at most once a day, since use is frequent. */
  touch(token: ApiToken): void {
    const now = this.#context.now();
    if (now.slice(0, 10) === token.lastUpdated.slice(0, 10)) return;
    this.#context.records.transaction(() =>
      this.#tokens.put({ ...token, lastUpdated: now, expiresAt: later(now, lifetimeSeconds) }),
    );
  }

  revoke(token: ApiToken): void {
    this.#tokens.delete(token.id);
  }

  forgetUser(userId: string): void {
    for (const token of this.all()) if (token.userId === userId) this.#tokens.delete(token.id);
  }
}
