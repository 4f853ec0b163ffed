import { randomInt, randomUUID } from 'node:crypto';
import { randomText } from '../../org/kernel/ids.ts';
import type { Org } from '../../org/org.ts';
import type { Collection, Entity } from '../../org/kernel/records.ts';
import { OAuthError } from '../okta-errors.ts';

/** The user's approval, and how they had signed in. */
interface Approval {
  readonly userId: string;
  readonly amr: readonly string[];
  /** Seconds. */
  readonly authTime: number;
  readonly sessionUid?: string | undefined;
}

/** A request that waits for a user: on another device, or for another factor. */
export interface Pending extends Entity {
  readonly kind: 'device' | 'ciba' | 'oob' | 'mfa';
  readonly clientId: string;
  readonly issuer: string;
  readonly serverId: string;
  readonly scopes: readonly string[];
  /** The code that the user enters for a device. */
  readonly userCode?: string;
  /** The user that the request is for, if known from the start. */
  readonly userId?: string;
  /** The methods already used (RFC 8176). */
  readonly amr?: readonly string[] | undefined;
  /** How strong the request requires the sign-in to be. */
  readonly acrValues?: string | undefined;
  /** The grants for a second factor that the app supports. */
  readonly grantTypes?: readonly string[] | undefined;
  /** The push or code that was sent. */
  readonly challengeId?: string;
  /** The `mfa_token` of the sign-in in progress that an out-of-band code belongs to. */
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

/** Okta's errors for a request that cannot continue. */
export interface PollTexts {
  readonly unknown: Refusal;
  readonly expired: Refusal;
  readonly slowDown: string;
  /** The errors if another app began it, or at another server (default: those of all grants). */
  readonly client?: (begun: Pending) => Refusal;
  readonly server?: (begun: Pending) => Refusal;
}

/** Milliseconds by which a poll may come early, because clocks differ. */
const tolerance = 500;
/** How long a request is kept after its end, in milliseconds, so that a client that still polls learns that it is over. */
const remembered = 3_600_000;
/** Consonants only, so that codes do not form words (RFC 8628, section 6.1). */
const letters = 'BCDFGHJKLMNPQRSTVWXZ';

/** Manages the requests that wait for a user. */
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

  /** The request of a device that waits for a decision. @param typed the code as the user typed it */
  waitingFor(typed: string): Pending | undefined {
    const code = typed.toUpperCase().replace(/[^A-Z]/g, '');
    const found = this.#byUserCode(code)[0];
    const isDecided = found?.approval !== undefined || found?.refusal !== undefined;
    return found === undefined || isDecided || this.#isOver(found) ? undefined : found;
  }

  change(request: Pending, changes: Partial<Omit<Pending, 'id' | 'kind'>>): Pending {
    return this.#org.transaction(() => this.#requests.put({ ...request, ...changes }));
  }

  /** Removes a redeemed request. */
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

/** Okta's error if the user declined. */
export const denied = (): OAuthError =>
  new OAuthError('access_denied', 'The resource owner or authorization server denied the request.', 403);
