import { decodeJwt } from 'jose';
import type { Provider } from 'oidc-provider';
import { issueCode } from './code.ts';
import { isForIdJag } from './exchange/subject.ts';
import type { ClientRequest, Grant } from './grant.ts';

/** Where codes are sent to that nobody sees. */
const nowhere = 'urn:okta:grant';

/**
 * Turns what a request presents into an authorization code, which oidc-provider redeems next: the form is changed to
 * that.
 * @returns the whole answer where the grant hands out no token of this server
 */
export async function redeemGrant(
  grant: Grant,
  request: ClientRequest,
  provider: Provider,
): Promise<object | undefined> {
  const { form, ctx, oauth, org } = request;
  ctx.state.grantType = grant.name;
  if (grant.prove === undefined) return undefined;
  // A first proof of possession is answered with a nonce: nothing is used up by it.
  let code = 'none';
  if (!oauth.dpopBoundAccessTokens || isForIdJag(form) || !lacksNonce(ctx.get('dpop'))) {
    const outcome = await grant.prove(request);
    if ('answer' in outcome) return outcome.answer;
    const { scopes, more, ...proven } = outcome;
    ctx.state.tokenAnswer = more;
    code = await issueCode(provider, org.clock, {
      ...proven,
      grantType: grant.name,
      clientId: oauth.clientId,
      redirectUri: nowhere,
      scope: scopes.join(' '),
    });
  }
  for (const name of new Set(form.keys())) if (!credentials.includes(name)) form.delete(name);
  form.set('grant_type', 'authorization_code');
  form.set('code', code);
  form.set('redirect_uri', nowhere);
  return undefined;
}

/** Of the client, whom client-authentication.ts knows by now. */
const credentials = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'];

function lacksNonce(proof: string): boolean {
  try {
    return decodeJwt(proof)['nonce'] === undefined;
  } catch {
    return true;
  }
}
