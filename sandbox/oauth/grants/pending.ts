import { randomInt, randomUUID } from 'node:crypto';
import { randomText } from '../../org/kernel/ids.ts';
import type { Org } from '../../org/org.ts';
import type { Collection, Entity } from '../../org/kernel/records.ts';
import { OAuthError } from '../okta-errors.ts';

/** What the person has decided, and how they had signed in. */
interface Approval {
  readonly userId: string;
  readonly amr: readonly string[];
  /** Seconds. */
  readonly authTime: number;
  readonly sessionUid?: string | undefined;
}

/** A request that waits for a person: on another device, or for what more they can show. */
export interface Pending extends Entity {
  readonly kind: 'device' | 'ciba' | 'oob' | 'mfa';
  readonly clientId: string;
  readonly issuer: string;
  readonly serverId: string;
  readonly scopes: readonly string[];
  /** What a person types to find the request of a device. */
  readonly userCode?: string;
  /** Whom the request is about, where that is known from the beginning. */
  readonly userId?: string;
  /** What they have shown before: RFC 8176. */
  readonly amr?: readonly string[] | undefined;
  /** How strong the request wants the sign-in to be. */
  readonly acrValues?: string | undefined;
  /** How the app can ask for more: grants for a second factor. */
  readonly grantTypes?: readonly string[] | undefined;
  /** The push or code that was sent. */
  readonly challengeId?: string;
  /** For an out-of-band code that belongs to a sign-in in progress: its `mfa_token`. */
  readonly mfaToken?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Seconds between two polls. */
  readonly interval: number;
  readonly polledAt?: number;
  readonly approval?: Approval;
  readonly refusal?: { readonly error: string; readonly description: string };
}

type Refusal = readonly [error: string, description: string, status?: number];

/** What is told of a request that cannot go on, in Okta's words. */
export interface PollTexts {
  readonly unknown: Refusal;
  readonly expired: Refusal;
  readonly slowDown: string;
  /** That another app began it, or that it began at another server; in the words of all grants where absent. */
  readonly client?: (begun: Pending) => Refusal;
  readonly server?: (begun: Pending) => Refusal;
}

/** Milliseconds by which a poll may come early: the clocks of both sides are not one. */
const tolerance = 500;
/** Milliseconds that a request is remembered after its end, so that who polls on is told that it is over. */
const remembered = 3_600_000;
/** Consonants only, so that no code is a word (RFC 8628, section 6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';

/** Owns the requests that wait for a person. */
export class PendingRequests {
  readonly #org: Org;
  readonly #requests: Collection<Pending>;
  readonly #byUserCode: (code: string) => Pending[];

  constructor(org: Org) {
    this.#org = org;
    this.#requests = org.collection<Pending>('oauthPending');
    this.#byUserCode = this.#requests.index(({ userCode }) => userCode);
  }

  begin(request: Omit<Pending, 'id' | 'expiresAt' | 'userCode'> & { readonly lifetime: number }): Pending {
    const { lifetime, ...rest } = request;
    const isDevice = rest.kind === 'device';
    return this.#org.transaction(() => {
      const limit = this.#org.clock() - remembered;
      this.#requests.sweep(({ expiresAt }) => expiresAt < limit);
      return this.#requests.put({
        ...rest,
        id: isDevice ? randomUUID() : randomText(32),
        ...(isDevice && { userCode: this.#newUserCode() }),
        expiresAt: this.#org.clock() + lifetime * 1000,
      });
    });
  }

  /** The request of a device that waits for a decision. @param typed in whatever way the person writes it */
  waitingFor(typed: string): Pending | undefined {
    const code = typed.toUpperCase().replace(/[^A-Z]/g, '');
    const found = this.#byUserCode(code)[0];
    const isDecided = found?.approval !== undefined || found?.refusal !== undefined;
    return found === undefined || isDecided || this.#isOver(found) ? undefined : found;
  }

  change(request: Pending, changes: Partial<Omit<Pending, 'id' | 'kind'>>): Pending {
    return this.#org.transaction(() => this.#requests.put({ ...request, ...changes }));
  }

  /** What is redeemed is gone. */
  end({ id }: Pending): void {
    this.#org.transaction(() => this.#requests.delete(id));
  }

  /**
   * The request that an app asks about, which is its own and not over. Asking too often makes the app wait longer
   * (RFC 8628, section 3.5).
   * @throws OAuthError
   */
  poll(
    asked: {
      readonly kind: Pending['kind'];
      readonly id: string;
      readonly clientId: string;
      readonly issuer: string;
    },
    texts: PollTexts,
  ): Pending {
    const found = this.#requests.get(asked.id);
    if (found?.kind !== asked.kind) throw new OAuthError(...texts.unknown);
    const { client = () => mismatchedClient, server = () => mismatchedServer } = texts;
    if (found.issuer !== asked.issuer) throw new OAuthError(...server(found));
    if (found.clientId !== asked.clientId) throw new OAuthError(...client(found));
    const now = this.#org.clock();
    if (this.#isOver(found)) throw new OAuthError(...texts.expired);
    const isTooSoon =
      found.polledAt !== undefined && now - found.polledAt < found.interval * 1000 - tolerance;
    const interval = isTooSoon ? found.interval + 5 : found.interval;
    const polled = this.change(found, { polledAt: now, interval });
    if (isTooSoon) throw new OAuthError('slow_down', texts.slowDown);
    return polled;
  }

  #isOver({ expiresAt }: Pending): boolean {
    return expiresAt <= this.#org.clock();
  }

  #newUserCode(): string {
    for (;;) {
      const code = Array.from({ length: 8 }, () => letters.charAt(randomInt(letters.length))).join('');
      if (this.#byUserCode(code).length === 0) return code;
    }
  }
}

const mismatchedServer: Refusal = [
  'invalid_request',
  'The grant was issued for another authorization server.',
];
const mismatchedClient: Refusal = [
  'invalid_grant',
  "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.",
];

/** Okta's answer where someone said no. */
export const denied = (): OAuthError =>
  new OAuthError('access_denied', 'The resource owner or authorization server denied the request.', 403);
