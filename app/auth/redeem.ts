import * as oidc from 'openid-client';
import { UnreachableError } from '../outgoing/http.ts';
import type { LoginAttempt } from '../store/login-attempts.ts';
import { causeOf } from './cause.ts';
import type { OidcClient } from './client.ts';
import { SignInError } from './errors.ts';

type TokenAnswer = oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers;

/**
 * Exchanges the code from the callback for tokens, on the server and with the client's secret: an authorization
 * code (RFC 6749 section 4.1.3) or an Identity Engine interaction code.
 * https://developer.okta.com/docs/concepts/interaction-code/
 * @throws SignInError if the org rejects it or its response does not pass the checks
 */
export async function redeem(
  client: () => Promise<OidcClient>,
  callback: URL,
  state: string,
  attempt: LoginAttempt,
): Promise<TokenAnswer> {
  const configuration = await reachable(client);
  const interactionCode = callback.searchParams.get('interaction_code');
  try {
    if (interactionCode !== null)
      return await redeemInteractionCode(configuration, interactionCode, attempt.codeVerifier);
    return await oidc.authorizationCodeGrant(configuration, callback, {
      expectedState: state,
      expectedNonce: attempt.nonce,
      pkceCodeVerifier: attempt.codeVerifier,
      idTokenExpected: true,
    });
  } catch (error) {
    throw asSignInError(error);
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
): Promise<TokenAnswer> {
  const answer = await oidc.genericGrantRequest(configuration, 'interaction_code', {
    interaction_code: interactionCode,
    code_verifier: codeVerifier,
  });
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

/** What went wrong with a request to the org, as an error that can be shown to the user. */
export function asSignInError(error: unknown): SignInError {
  if (causeOf(error, UnreachableError))
    return new SignInError(503, 'org-unreachable', undefined, { cause: error });
  const refused = causeOf(error, oidc.ResponseBodyError);
  const said = refused
    ? { error: refused.error, description: refused.error_description }
    : {
        error: error instanceof oidc.ClientError ? (error.code ?? 'invalid') : 'invalid',
        description: String(error),
      };
  return new SignInError(502, 'exchange-failed', said, { cause: error });
}
