import type { Context } from '../doctor/context.ts';
import type { Person } from '../doctor/round-trip.ts';
import type { Client } from '../doctor/token-request.ts';
import { requestToken, tokensFor } from '../run/tokens.ts';

/** What an agent asks for, for the user of an ID token. */
export interface CrossAppRequest {
  readonly idToken: string;
  readonly issuer: string;
  readonly resource: string;
  readonly scopes: readonly string[];
}

/**
 * Cross App Access as an agent does it: with the ID token of a sign-in to it, it gets an ID-JAG, and redeems that at the
 * API's authorization server.
 * @throws UserError with what the org says to the step that it refuses
 */
export async function crossAppToken(
  context: Context,
  client: Client,
  { idToken, issuer, resource, scopes }: CrossAppRequest,
): Promise<{ readonly idJag: string; readonly accessToken: string }> {
  const { baseUrl } = context.config.okta;
  const idJag = await requestToken(context, `${baseUrl}/oauth2/v1/token`, client, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:id-jag',
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    ...{ audience: issuer, resource, scope: scopes.join(' ') },
  });
  const accessToken = await requestToken(context, `${issuer}/v1/token`, client, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: idJag,
  });
  return { idJag, accessToken };
}

/** The ID token of a sign-in to the agent's app at the org. @throws UserError */
export async function signInToAgent(context: Context, client: Client, person: Person): Promise<string> {
  const { config } = context;
  const okta = { ...config.okta, ...client, issuer: config.okta.baseUrl, dpop: false };
  const own = { ...context, config: { ...config, okta } };
  return (await tokensFor(own, person, ['openid', 'profile', 'email'])).id_token;
}
