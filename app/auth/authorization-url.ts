import * as oidc from 'openid-client';
import type { Services } from '../site/services.ts';
import type { OidcClient } from './client.ts';
import { asSignInError } from './redeem.ts';

/**
 * Where the browser is sent to sign in. With OKTA_PAR, the shop first pushes the request to Okta, authenticated, and the browser
 * carries only a reference to it (RFC 9126): nobody can read or change what was requested.
 * @throws SignInError if Okta refuses the pushed request, as it would refuse it at the authorization endpoint
 */
export async function authorizationUrl(
  { config }: Pick<Services, 'config'>,
  client: OidcClient,
  parameters: Record<string, string>,
): Promise<string> {
  if (!config.okta.par) return oidc.buildAuthorizationUrl(client, parameters).href;
  try {
    return (await oidc.buildAuthorizationUrlWithPAR(client, parameters)).href;
  } catch (error) {
    throw await asSignInError(error, 'push-refused', 403);
  }
}
