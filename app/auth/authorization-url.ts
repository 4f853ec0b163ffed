import * as oidc from 'openid-client';
import type { Services } from '../site/services.ts';
import type { OidcClient } from './client.ts';
import type { openAttempt } from './login-attempt.ts';
import { asSignInError } from './redeem.ts';

/** An attempt that has begun, and the entry that it comes back to. */
type Begun = Awaited<ReturnType<typeof openAttempt>> & { readonly entry: string };

/**
 * Where the browser is sent to sign in (RFC 6749 section 4.1.1 with PKCE, RFC 7636). With OKTA_PAR, the shop first pushes the
 * request to Okta, authenticated, and the browser carries only a reference to it (RFC 9126): no one can read or change what was
 * requested.
 * @param further parameters of this request
 * @throws SignInError if Okta refuses the pushed request, as it would refuse it at the authorization endpoint
 */
export async function authorizationUrl(
  { config }: Pick<Services, 'config'>,
  client: OidcClient,
  { entry, scopes, state, nonce, codeChallenge }: Begun,
  further: Readonly<Record<string, string>>,
): Promise<string> {
  const parameters = {
    redirect_uri: `${config.appUrl}/login/${entry}/authorized`,
    response_type: 'code',
    scope: scopes.join(' '),
    state,
    nonce,
    code_challenge: codeChallenge,
    code_challenge_method: 'S256',
    ...further,
  };
  if (!config.okta.par) return oidc.buildAuthorizationUrl(client, parameters).href;
  try {
    return (await oidc.buildAuthorizationUrlWithPAR(client, parameters)).href;
  } catch (error) {
    throw await asSignInError(error, 'push-refused');
  }
}
