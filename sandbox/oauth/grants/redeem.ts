import { decodeJwt } from 'jose';
import type { Provider } from 'oidc-provider';
import { issueCode } from './code.ts';
import type { ClientRequest, Grant } from './grant.ts';

/** Where codes are sent to that nobody sees. */
const nowhere = 'urn:okta:grant';

/**
 * Turns what a request presents into an authorization code, which oidc-provider redeems next: the form is changed to
 * that. @returns the answer, where it is not made of oidc-provider's tokens
 */
export async function redeemGrant(
  grant: Grant,
  request: ClientRequest,
  provider: Provider,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { form, ctx, oauth } = request;
  if (grant.prove === undefined) return undefined;
  // A first proof of possession is answered with a nonce: nothing is used up by it.
  const code = oauth.dpopBoundAccessTokens && lacksNonce(ctx.get('dpop')) ? 'none' : await prove();
  if (typeof code !== 'string') return code;
  for (const name of new Set(form.keys())) if (!credentials.includes(name)) form.delete(name);
  form.set('grant_type', 'authorization_code');
  form.set('code', code);
  form.set('redirect_uri', nowhere);
  return undefined;

  async function prove(): Promise<string | Readonly<Record<string, unknown>>> {
    const proven = await grant.prove?.(request, provider);
    if (proven === undefined) throw new Error(`Nothing proves ${grant.name}.`);
    if ('answer' in proven) return proven.answer;
    ctx.state.tokenAnswer = proven.more;
    const { userId, scopes, amr, authTime, acr, sessionUid } = proven;
    return await issueCode(provider, request.org.clock, {
      ...{ grantType: grant.name, clientId: oauth.clientId, redirectUri: nowhere },
      ...{ userId, scope: scopes.join(' '), amr, authTime, acr, sessionUid },
    });
  }
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
