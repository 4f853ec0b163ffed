import { decodeJwt } from 'jose';
import type { Provider } from 'oidc-provider';
import { issueCode } from './code.ts';
import { isForIdJag } from './exchange/subject.ts';
import type { ClientRequest, Grant, Proven } from './grant.ts';
import { issueTokens } from './issue.ts';

/** Where codes are sent to that nobody sees. */
const nowhere = 'urn:okta:grant';

/**
 * Answers a request to the token endpoint.
 * @returns undefined where oidc-provider does: for codes and refresh tokens, and where tokens are bound to a key; the form is
 * then changed to one for a code
 */
export async function redeemGrant(
  grant: Grant,
  request: ClientRequest,
  provider: () => Promise<Provider>,
): Promise<object | undefined> {
  const { form, ctx, oauth } = request;
  ctx.state.grantType = grant.name;
  if (grant.prove === undefined) return undefined;
  const isBound = oauth.dpopBoundAccessTokens && !isForIdJag(form);
  if (isBound && grant.name === 'client_credentials') return undefined;
  // A first proof of possession is answered with a nonce: nothing is used up by it.
  if (isBound && lacksNonce(ctx.get('dpop'))) {
    changeToCode(form, 'none');
    return undefined;
  }
  const outcome = await grant.prove(request);
  if ('answer' in outcome) return outcome.answer;
  if (!isBound) return await issueTokens(request, grant.name, outcome, provider);
  changeToCode(form, await codeFor(request, grant.name, outcome, await provider()));
  return undefined;
}

async function codeFor(
  { org, oauth, ctx }: ClientRequest,
  grantType: string,
  { scopes, more, userId = '', ...proven }: Proven,
  provider: Provider,
): Promise<string> {
  ctx.state.tokenAnswer = more;
  return await issueCode(provider, org.clock, {
    ...proven,
    ...{ userId, grantType, clientId: oauth.clientId, redirectUri: nowhere, scope: scopes.join(' ') },
  });
}

/** Of the client, whom client-authentication.ts knows by now. */
const credentials = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type'];

function changeToCode(form: URLSearchParams, code: string): void {
  for (const name of new Set(form.keys())) if (!credentials.includes(name)) form.delete(name);
  form.set('grant_type', 'authorization_code');
  form.set('code', code);
  form.set('redirect_uri', nowhere);
}

function lacksNonce(proof: string): boolean {
  try {
    return decodeJwt(proof)['nonce'] === undefined;
  } catch {
    return true;
  }
}
