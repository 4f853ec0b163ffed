import { decodeJwt } from 'jose';
import type { Provider } from 'oidc-provider';
import { issueCode } from './code.ts';
import { isForIdJag } from './exchange/subject.ts';
import type { ClientRequest, Grant } from './grant.ts';
import { issueTokens } from './issue.ts';

/** Where codes are sent to that nobody sees. */
const nowhere = 'urn:okta:grant';

/**
 * Answers a request to the token endpoint.
 * @returns undefined where oidc-provider does: for codes and refresh tokens, and where tokens are bound to a key; then the form
 * is changed to a code, which it redeems
 */
export async function redeemGrant(
  grant: Grant,
  request: ClientRequest,
  provider: () => Promise<Provider>,
): Promise<object | undefined> {
  const { form, ctx, oauth, org } = request;
  ctx.state.grantType = grant.name;
  if (grant.prove === undefined) return undefined;
  if (!oauth.dpopBoundAccessTokens || isForIdJag(form)) {
    const outcome = await grant.prove(request);
    return 'answer' in outcome ? outcome.answer : await issueTokens(request, grant.name, outcome, provider);
  }
  // A first proof of possession is answered with a nonce: nothing is used up by it.
  let code = 'none';
  if (!lacksNonce(ctx.get('dpop'))) {
    const outcome = await grant.prove(request);
    if ('answer' in outcome) return outcome.answer;
    const { scopes, more, userId, ...proven } = outcome;
    if (userId === undefined) return undefined;
    ctx.state.tokenAnswer = more;
    code = await issueCode(await provider(), org.clock, {
      ...proven,
      ...{ userId, grantType: grant.name, clientId: oauth.clientId },
      redirectUri: nowhere,
      scope: scopes.join(' '),
    });
  } else if (grant.name === 'client_credentials') return undefined;
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
