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
/** Scopes of the API, if the authorization server has them. */
const apiScopes = ['products:read', 'orders:create'];
/** How long a sign-in is shown after its codes have expired, in milliseconds. */
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
  readonly client: OidcClient;
  readonly deviceCode: string;
  /** Milliseconds since the epoch; undefined while the org is being asked. */
  nextPoll: number | undefined;
}

/**
 * Signs in on TVs with the device authorization grant (RFC 8628). A TV here is a browser that opens the page. While the
 * page polls the shop, the shop polls the org, until someone decides on another device. Kept in memory, as on a TV.
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

  /**
   * The sign-in of this TV; undefined if there is none, it ended long ago, or the org has ended the user's access. If a poll is
   * due, it is started, and the next call returns its result.
   */
  of(browserId: string): TvSignIn | undefined {
    const kept = this.#kept.get(browserId);
    if (kept === undefined) return undefined;
    const now = this.#services.now();
    if (forgetAt(kept.signIn) <= now || this.#isEnded(kept.signIn)) {
      this.#kept.delete(browserId);
      return undefined;
    }
    if (kept.signIn.status === 'waiting' && kept.nextPoll !== undefined && kept.nextPoll <= now)
      void this.#poll(kept);
    return kept.signIn;
  }

  /**
   * Gets codes for this TV, and discards its previous sign-in.
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
    this.#kept.delete(browserId); // so that the newest is last
    this.#kept.set(browserId, {
      signIn,
      client,
      deviceCode: codes.device_code,
      nextPoll: this.#next(signIn),
    });
    for (const oldest of [...this.#kept.keys()].slice(0, -browsersKept)) this.#kept.delete(oldest);
    return signIn;
  }

  #isEnded({ tokens }: TvSignIn): boolean {
    const { uid, iat } = (tokens && decodeToken(tokens.accessToken)?.payload) ?? {};
    return typeof uid === 'string' && typeof iat === 'number' && this.#services.ended.refuses(uid, iat);
  }

  #scopes(client: OidcClient): string[] {
    const known = client.serverMetadata().scopes_supported ?? [];
    return [...scopes, ...apiScopes.filter((scope) => known.includes(scope))];
  }

  readonly #next = ({ interval }: TvSignIn): number => this.#services.now() + interval * 1000;

  /** Asks once (RFC 8628, section 3.4), and takes from the answer how to go on (section 3.5). */
  async #poll(kept: Kept): Promise<void> {
    const { client, signIn, deviceCode } = kept;
    const { now, log } = this.#services;
    kept.nextPoll = undefined;
    try {
      const answer = await oidc.genericGrantRequest(client, grant, { device_code: deviceCode });
      signIn.tokens = tokenSet({ answer, key: undefined }, now());
      end(signIn, 'signed-in', undefined);
      log.info('sign-in', { way: 'tv' });
    } catch (error) {
      const { code: problem, said } = await asSignInError(error, 'exchange-failed');
      if (problem === 'org-unreachable') this.#pause(signIn);
      else this.#goOn(signIn, said);
    } finally {
      signIn.polls += 1;
      kept.nextPoll = this.#next(signIn);
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
