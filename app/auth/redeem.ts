import * as oidc from 'openid-client';
import { refusalIn } from '../../shared/refusal.ts';
import { UnreachableError } from '../outgoing/http.ts';
import type { LoginAttempt } from '../store/login-attempts.ts';
import { causeOf } from './cause.ts';
import { newBoundKey, provingKey } from './bound-key.ts';
import type { BoundKey } from './bound-key.ts';
import type { OidcClient } from './client.ts';
import { SignInError } from './errors.ts';

type TokenAnswer = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/** What came for a code, and the key that it is bound to. */
export interface Redeemed {
  answer: TokenAnswer;
  key: BoundKey | undefined;
}

/**
 * Exchanges the code from the callback for tokens, on the server and with the client's secret: an authorization
 * code (RFC 6749 section 4.1.3) or an Identity Engine interaction code.
 * https://developer.okta.com/docs/concepts/interaction-code/
 * @throws SignInError if the org rejects it or its response does not pass the checks
 */
export async function redeem(
  { client, isBound }: { client: () => Promise<OidcClient>; isBound: boolean },
  callback: URL,
  state: string,
  attempt: LoginAttempt,
): Promise<Redeemed> {
  const configuration = await reachable(client);
  const interactionCode = callback.searchParams.get('interaction_code');
  const key = isBound ? await newBoundKey() : undefined;
  const proving = await provingKey(configuration, key);
  try {
    const answer =
      interactionCode === null
        ? await oidc.authorizationCodeGrant(
            configuration,
            callback,
            {
              expectedState: state,
              expectedNonce: attempt.nonce,
              pkceCodeVerifier: attempt.codeVerifier,
              idTokenExpected: true,
            },
            undefined,
            proving,
          )
        : await redeemInteractionCode(configuration, interactionCode, attempt.codeVerifier, proving);
    return { answer, key };
  } catch (error) {
    throw await asSignInError(error, 'exchange-failed');
  }
}

/**
 * The nonce in the ID token is not compared: on the Identity Engine the widget generates it in the browser. The
 * code verifier, which never left the server, binds the code to this attempt (RFC 9700 section 2.1.1).
 */
async function redeemInteractionCode(
  configuration: OidcClient,
  interactionCode: string,
  codeVerifier: string,
  proving: oidc.DPoPOptions,
): Promise<TokenAnswer> {
  const parameters = { interaction_code: interactionCode, code_verifier: codeVerifier };
  const answer = await oidc.genericGrantRequest(configuration, 'interaction_code', parameters, proving);
  if (answer.id_token === undefined) throw new Error('The response has no ID token.');
  return answer;
}

/** Discovery, with failures as errors that can be shown to the user. */
export async function reachable(client: () => Promise<OidcClient>): Promise<OidcClient> {
  try {
    return await client();
  } catch (error) {
    throw new SignInError(503, 'org-unreachable', undefined, { cause: error });
  }
}

const statuses = { 'exchange-failed': 502, 'push-refused': 403 };

/** What went wrong with a request to the org, as an error that can be shown to the user. */
export async function asSignInError(error: unknown, code: keyof typeof statuses): Promise<SignInError> {
  if (causeOf(error, UnreachableError))
    return new SignInError(503, 'org-unreachable', undefined, { cause: error });
  return new SignInError(statuses[code], code, await saidIn(error), { cause: error });
}

async function saidIn(error: unknown): Promise<NonNullable<SignInError['said']>> {
  const refused = causeOf(error, oidc.ResponseBodyError);
  if (refused) return { error: refused.error, description: refused.error_description };
  // openid-client does not read the body of a 401 with a challenge; what Okta says is there.
  const challenged = causeOf(error, oidc.WWWAuthenticateChallengeError);
  const body: unknown = await challenged?.response.json().catch(() => undefined);
  const told = refusalIn(body);
  if (told) return told;
  const fallback = error instanceof oidc.ClientError ? (error.code ?? 'invalid') : 'invalid';
  return { error: fallback, description: String(error) };
}
