import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { oauthError, requestTokens } from '../token-request.ts';
import { consolePath, webAppIds } from '../web-app.ts';

/**
 * Checks the client secret with a real token request and an invalid code: with a valid secret the error is
 * `invalid_grant`, otherwise `invalid_client` (RFC 6749, section 5.2).
 */
export const clientSecret: Check = {
  id: 'client-secret',
  title: 'Client secret',
  area: 'Authorization server',
  needs: ['app', 'auth-server'],
  docs: 'https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/',
  async run(context) {
    const answer = await requestTokens(context, {
      grant_type: 'authorization_code',
      code: 'doctor',
      redirect_uri: `${context.config.appUrl}/login/okta/authorized`,
      code_verifier: 'a-verifier-that-belongs-to-no-code-at-all-43',
    });
    const error = oauthError(answer);
    // Who the client is comes first, so a missing proof says that the secret is right; the check dpop reports it.
    if (error === 'invalid_grant' || error === 'invalid_dpop_proof') return ok('The org accepts it.');
    if (error !== 'invalid_client') answer.expectOkta();
    return failure({
      found: `The org rejects the client secret (${error ?? answer.status}).`,
      expected: 'The app’s client secret, sent with client_secret_basic.',
      consequence: 'Sign-in fails when the shop exchanges the code, after the user has entered the password.',
      remedy: `${await consolePath(context)} > Client Credentials: copy the secret into OKTA_CLIENT_SECRET; Client authentication must be “Client secret”.`,
      ids: webAppIds(context),
    });
  },
};
