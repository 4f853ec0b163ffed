import * as oidc from 'openid-client';
import { UnreachableError } from '../outgoing/http.ts';
import type { Services } from '../site/services.ts';
import { signInId } from '../store/sign-ins.ts';
import type { SignInFilter } from '../store/sign-ins.ts';
import type { StoredTokens, TokenKind, TokenSet } from '../store/tokens.ts';
import { newBoundKey, provingKey } from './bound-key.ts';
import type { OidcClient } from './client.ts';
import type { Redeemed } from './redeem.ts';
import { SignInError } from './errors.ts';
import { causeOf } from './cause.ts';
import { decodeToken, textClaim } from './claims.ts';
import { personFrom } from './person.ts';
import { longestSession } from './session.ts';

/** A token that expires sooner than this is renewed before use. Milliseconds. */
const renewBefore = 60_000;
/** At most this many sign-ins are ended at a time; the rest are read in the next round. */
const atOnce = 100;

/** Hears of a sign-in's end. @param because as in the log, or the type of the org's event */
type EndListener = (id: string, because: string) => void;

type KeeperServices = Pick<Services, 'config' | 'store' | 'now' | 'log'>;

/** Keeps each session's tokens and renews them with the refresh token before they expire. */
export class TokenKeeper {
  readonly #services: KeeperServices;
  readonly #client: () => Promise<OidcClient>;
  /** Renewals in progress; all requests that need the same tokens wait for the same one. */
  readonly #renewing = new Map<string, Promise<TokenSet>>();
  /**
   * Renewed while the store was failing. Okta accepts each refresh token once, so only these are still valid.
   */
  readonly #unsaved = new Map<string, StoredTokens>();
  readonly #onEnd = new Set<EndListener>();
  constructor(services: KeeperServices, client: () => Promise<OidcClient>) {
    this.#services = services;
    this.#client = client;
  }

  /** A sign-in begins with the user's tokens. */
  async begin(grantKey: string, tokens: TokenSet, browser: string): Promise<void> {
    const { id: userId, name: userName } = personFrom(tokens);
    const orgSession = textClaim(decodeToken(tokens.idToken)?.payload ?? {}, 'sid');
    const signIn = { userId, userName, browser, orgSession };
    await this.#services.store.signIns.begin(grantKey, signIn, longestSession);
    await this.keep(grantKey, 'person', tokens);
  }

  async keep(grantKey: string, kind: TokenKind, tokens: TokenSet): Promise<void> {
    await this.#services.store.tokens.put(grantKey, kind, tokens, longestSession);
  }

  /**
   * The tokens, renewed if they are about to expire; undefined if the session has none of this kind.
   * @throws SignInError if they have expired and cannot be renewed
   */
  async current(grantKey: string, kind: TokenKind): Promise<TokenSet | undefined> {
    const { store, now } = this.#services;
    const stored = await store.tokens.get(grantKey, kind);
    if (!stored || stored.tokens.expiresAt - now() > renewBefore) return stored?.tokens;
    if (stored.tokens.refreshToken === undefined) return this.#withoutRenewal(grantKey, kind, stored.tokens);
    return this.#renewOnce(grantKey, kind, stored.version);
  }

  /**
   * Gets new tokens for the user because their content has changed. Without a refresh token they stay the same.
   */
  async renew(grantKey: string): Promise<void> {
    const stored = await this.#services.store.tokens.get(grantKey, 'person');
    if (stored?.tokens.refreshToken !== undefined) await this.#renewOnce(grantKey, 'person', stored.version);
  }

  async #renewOnce(grantKey: string, kind: TokenKind, version: number): Promise<TokenSet> {
    const name = `${kind} ${grantKey}`;
    const renewal =
      this.#renewing.get(name) ??
      this.#renew(grantKey, kind, version).finally(() => {
        this.#renewing.delete(name);
      });
    this.#renewing.set(name, renewal);
    return renewal;
  }

  /**
   * Ends sign-ins: deletes their tokens here and revokes refresh tokens at Okta (RFC 7009).
   * @returns how many
   */
  async end(which: SignInFilter, because: string): Promise<number> {
    const { store, log } = this.#services;
    const found = await store.signIns.list(which, atOnce);
    const refreshTokens: string[] = [];
    for (const { id, user_id: person } of found) {
      refreshTokens.push(...(await store.tokens.refreshTokens(id)));
      await store.signIns.end(id);
      for (const tell of this.#onEnd) tell(id, because);
      log.info('session ended', { person, because });
    }
    await Promise.all(refreshTokens.map((token) => this.#revoke(token)));
    return found.length < atOnce ? found.length : found.length + (await this.end(which, because));
  }

  /** Registers a listener for sign-ins that end. Returns a function that removes it. */
  onEnd(listener: EndListener): () => void {
    this.#onEnd.add(listener);
    return () => this.#onEnd.delete(listener);
  }

  /** Ends the sign-in of this session. */
  async discard(grantKey: string, because: string): Promise<void> {
    await this.end({ id: signInId(grantKey) }, because);
  }

  async #revoke(refreshToken: string): Promise<void> {
    try {
      await oidc.tokenRevocation(await this.#client(), refreshToken, { token_type_hint: 'refresh_token' });
    } catch (error) {
      this.#services.log.warning('not revoked', { message: String(error) });
    }
  }

  /** @param version of the tokens that were found to be old */
  async #renew(grantKey: string, kind: TokenKind, version: number): Promise<TokenSet> {
    const { store, now } = this.#services;
    const name = `${kind} ${grantKey}`;
    // A renewal may have ended since they were read, and a refresh token that is used again ends the sign-in.
    const stored = await store.tokens.get(grantKey, kind);
    if (!stored) throw new SignInError(401, 'session-ended');
    if (stored.version !== version) return stored.tokens;
    const unsaved = this.#unsaved.get(name);
    const newest = unsaved?.version === stored.version ? unsaved.tokens : stored.tokens;
    let renewed = newest;
    // What could not be saved may have run out in the meantime.
    if (newest === stored.tokens || newest.expiresAt - now() <= renewBefore)
      try {
        renewed = tokenSet(await this.#refreshed(newest), now(), newest);
      } catch (error) {
        return this.#afterFailure(error, grantKey, kind, { tokens: newest, version: stored.version });
      }
    this.#unsaved.set(name, { tokens: renewed, version: stored.version });
    const isNewest = await store.tokens.replace(grantKey, kind, stored.version, renewed);
    this.#unsaved.delete(name);
    if (isNewest) return renewed;
    const other = await store.tokens.get(grantKey, kind);
    if (other) return other.tokens;
    // The session has ended in the meantime, so nothing may be stored for it.
    if (renewed.refreshToken !== undefined) await this.#revoke(renewed.refreshToken);
    throw new SignInError(401, 'session-ended');
  }

  /** Tokens that are bound to a key stay bound to it. */
  async #refreshed({ key: former, refreshToken = '' }: TokenSet): Promise<Redeemed> {
    const client = await this.#client();
    const key = former ?? (this.#services.config.okta.dpop ? await newBoundKey() : undefined);
    const proving = await provingKey(client, key);
    return { answer: await oidc.refreshTokenGrant(client, refreshToken, undefined, proving), key };
  }

  async #afterFailure(
    error: unknown,
    grantKey: string,
    kind: TokenKind,
    { tokens, version }: StoredTokens,
  ): Promise<TokenSet> {
    const { store, now, log } = this.#services;
    // Another process on the same store may have used the refresh token first: then use its result.
    const newest = await store.tokens.get(grantKey, kind);
    if (newest && newest.version !== version) return newest.tokens;
    if (causeOf(error, oidc.ResponseBodyError)) return this.#withoutRenewal(grantKey, kind, tokens, error);
    if (tokens.expiresAt > now()) {
      log.warning('not renewed', { message: String(error) });
      return tokens;
    }
    const code = causeOf(error, UnreachableError) ? 'org-unreachable' : 'exchange-failed';
    throw new SignInError(503, code, undefined, { cause: error });
  }

  /** The access token may be used until it expires; then the session ends. */
  async #withoutRenewal(
    grantKey: string,
    kind: TokenKind,
    tokens: TokenSet,
    cause?: unknown,
  ): Promise<TokenSet> {
    if (tokens.expiresAt > this.#services.now()) return tokens;
    // When the sign-in ends, the session's other tokens are deleted too.
    if (kind === 'person') await this.discard(grantKey, 'its tokens could not be renewed');
    else await this.#services.store.tokens.remove(grantKey, kind);
    const refused = causeOf(cause, oidc.ResponseBodyError);
    throw new SignInError(
      401,
      'session-ended',
      refused && { error: refused.error, description: refused.error_description },
      { cause },
    );
  }
}

/** Seconds that an access token of Okta is valid unless an access policy says otherwise. */
const usualLifetime = 3600;

/**
 * When the access token of a response expires, milliseconds since the epoch. The response need not say it (RFC 6749
 * section 5.1): then the token does, if it is a JWT.
 */
export function expiryOf(answer: Redeemed['answer'], now: number): number {
  const seconds = answer.expiresIn();
  if (seconds !== undefined) return now + seconds * 1000;
  const exp = decodeToken(answer.access_token)?.payload['exp'];
  return typeof exp === 'number' ? exp * 1000 : now + usualLifetime * 1000;
}

/**
 * What to store from a response. A refresh may omit the ID token and, without rotation, the refresh token: then
 * the old ones are kept.
 */
export function tokenSet({ answer, key }: Redeemed, now: number, former?: TokenSet): TokenSet {
  return {
    // Okta ignores the proof of an app that it is not set for, and issues a bearer token.
    ...(key && answer.token_type === 'dpop' && { key }),
    accessToken: answer.access_token,
    idToken: answer.id_token ?? former?.idToken ?? '',
    refreshToken: answer.refresh_token ?? former?.refreshToken,
    expiresAt: expiryOf(answer, now),
    scopes: answer.scope?.split(' ') ?? former?.scopes ?? [],
  };
}
