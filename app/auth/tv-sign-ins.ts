import { setTimeout as wait } from 'node:timers/promises';
import * as oidc from 'openid-client';
import type { Services } from '../site/services.ts';
import type { TokenSet } from '../store/tokens.ts';
import { decodeToken } from './claims.ts';
import type { OidcClient } from './client.ts';
import type { SignInError } from './errors.ts';
import { asSignInError, reachable } from './redeem.ts';
import { tokenSet } from './token-keeper.ts';

const grant = 'urn:ietf:params:oauth:grant-type:device_code';
/** The TV asks for no refresh token: it forgets who signed in when the access token expires. */
const scopes = ['openid', 'profile', 'email'];
/** Of the API, where the authorization server knows them. */
const apiScopes = ['products:read', 'orders:create'];
/** Milliseconds between two looks at the clock, and how long after its codes have expired a sign-in is still shown. */
const tick = 250;
const remembered = 60 * 60_000;
const browsersKept = 500;
/** Seconds: what RFC 8628, section 3.5 adds after `slow_down`, and the longest pause while the org is unreachable. */
const slower = 5;
const longestPause = 60;

/** A sign-in on one TV: what its screen shows. */
export interface TvSignIn {
  readonly userCode: string;
  /** Where the code is entered, and the same with the code in it, for the QR code. */
  readonly address: string;
  readonly completeAddress: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Seconds between two polls. */
  interval: number;
  polls: number;
  /** What the org said last, in OAuth terms. */
  said: { readonly error: string; readonly description: string | undefined } | undefined;
  status: 'waiting' | 'signed-in' | 'refused' | 'expired' | 'failed';
  tokens: TokenSet | undefined;
}

interface Kept {
  readonly signIn: TvSignIn;
  readonly stop: AbortController;
}

/**
 * Signs in on TVs with the device authorization grant (RFC 8628). A TV here is a browser that opens the page. The shop polls
 * the org in the background until someone has decided elsewhere. Kept in memory, as in a TV.
 * @see https://developer.okta.com/docs/guides/device-authorization-grant/main/
 */
export class TvSignIns {
  readonly #services: Pick<Services, 'config' | 'now' | 'log' | 'ended'>;
  readonly #client: () => Promise<OidcClient>;
  readonly #kept = new Map<string, Kept>();
  /** @param client the authorization server, with the TV's own client */
  constructor(
    services: Pick<Services, 'config' | 'now' | 'log' | 'ended'>,
    client: () => Promise<OidcClient>,
  ) {
    this.#services = services;
    this.#client = client;
  }

  /** The sign-in of this TV; undefined if there is none, it ended long ago, or the org has ended the user's access. */
  of(browserId: string): TvSignIn | undefined {
    const signIn = this.#kept.get(browserId)?.signIn;
    if (signIn === undefined) return undefined;
    if (forgetAt(signIn) > this.#services.now() && !this.#isEnded(signIn)) return signIn;
    this.#forget(browserId);
    return undefined;
  }

  /**
   * Gets codes for this TV, and waits in the background for what becomes of them. A former sign-in is forgotten.
   * @throws SignInError
   */
  async begin(browserId: string): Promise<TvSignIn> {
    const { now } = this.#services;
    const client = await reachable(this.#client);
    const codes = await oidc
      .initiateDeviceAuthorization(client, { scope: this.#scopes(client).join(' ') })
      .catch(async (error: unknown) => {
        throw await asSignInError(error, 'exchange-failed');
      });
    const signIn: TvSignIn = {
      userCode: codes.user_code,
      address: codes.verification_uri,
      completeAddress: codes.verification_uri_complete ?? codes.verification_uri,
      expiresAt: now() + codes.expires_in * 1000,
      interval: codes.interval ?? slower,
      polls: 0,
      said: undefined,
      status: 'waiting',
      tokens: undefined,
    };
    const stop = new AbortController();
    this.#forget(browserId);
    this.#kept.set(browserId, { signIn, stop });
    for (const oldest of [...this.#kept.keys()].slice(0, -browsersKept)) this.#forget(oldest);
    void this.#follow(client, signIn, codes.device_code, stop.signal).catch((error: unknown) => {
      if (stop.signal.aborted) return;
      end(signIn, 'failed', undefined);
      this.#services.log.error('tv sign-in ended', error);
    });
    return signIn;
  }

  close(): void {
    for (const browserId of [...this.#kept.keys()]) this.#forget(browserId);
  }

  #isEnded({ tokens }: TvSignIn): boolean {
    const { uid, iat } = (tokens && decodeToken(tokens.accessToken)?.payload) ?? {};
    return typeof uid === 'string' && typeof iat === 'number' && this.#services.ended.refuses(uid, iat);
  }

  #forget(browserId: string): void {
    this.#kept.get(browserId)?.stop.abort();
    this.#kept.delete(browserId);
  }

  #scopes(client: OidcClient): string[] {
    const known = client.serverMetadata().scopes_supported ?? [];
    return [...scopes, ...apiScopes.filter((scope) => known.includes(scope))];
  }

  async #follow(client: OidcClient, signIn: TvSignIn, code: string, signal: AbortSignal): Promise<void> {
    const { now } = this.#services;
    let next = now() + signIn.interval * 1000;
    while (signIn.status === 'waiting') {
      await wait(tick, undefined, { signal, ref: false });
      if (now() < next) continue;
      await this.#poll(client, signIn, code);
      next = now() + signIn.interval * 1000;
    }
  }

  /** Asks once (RFC 8628, section 3.4), and takes from the answer how to go on (section 3.5). */
  async #poll(client: OidcClient, signIn: TvSignIn, code: string): Promise<void> {
    const { now, log } = this.#services;
    try {
      const answer = await oidc.genericGrantRequest(client, grant, { device_code: code });
      signIn.tokens = tokenSet({ answer, key: undefined }, now());
      end(signIn, 'signed-in', undefined);
      log.info('sign-in', { way: 'tv' });
    } catch (error) {
      const { code: problem, said } = await asSignInError(error, 'exchange-failed');
      if (problem === 'org-unreachable') this.#pause(signIn);
      else this.#goOn(signIn, said);
    } finally {
      signIn.polls += 1;
    }
  }

  #pause(signIn: TvSignIn): void {
    signIn.interval = Math.min(signIn.interval * 2, longestPause);
    if (this.#services.now() >= signIn.expiresAt) end(signIn, 'expired', undefined);
  }

  #goOn(signIn: TvSignIn, said: SignInError['said']): void {
    signIn.said = said;
    switch (said?.error) {
      case 'slow_down':
        signIn.interval += slower;
        break;
      case 'authorization_pending':
        break;
      case 'access_denied':
        end(signIn, 'refused', said);
        break;
      case 'expired_token':
        end(signIn, 'expired', said);
        break;
      default:
        end(signIn, 'failed', said);
    }
  }
}

const forgetAt = ({ tokens, expiresAt }: TvSignIn): number => tokens?.expiresAt ?? expiresAt + remembered;

function end(signIn: TvSignIn, status: TvSignIn['status'], said: SignInError['said']): void {
  signIn.status = status;
  signIn.said = said;
}
