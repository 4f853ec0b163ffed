import type { Context, Next } from 'koa';
import type { Provider } from 'oidc-provider';
import type { Session } from '../org/kernel/model.ts';
import type { Artifacts } from './artifacts.ts';
import type { ServerView } from './authorization-server.ts';
import { endpointPrefix } from './authorization-server.ts';
import { grantTypeOf } from './granting.ts';
import { issueCode } from './grants/code.ts';
import { rewriteForm } from './presented-token.ts';

/** What a person has gained by the sign-in of the Identity Engine. */
export interface Interaction {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scope: string;
  readonly codeChallenge: string;
  readonly nonce?: string | undefined;
  /** The class of `acr_values` that the sign-in satisfies. */
  readonly acr?: string | undefined;
  readonly session: Session;
}

/**
 * Creates an interaction code: an authorization code that was not issued by the authorization endpoint.
 * Policies are evaluated when it is redeemed, by the grant type in its grant's id.
 */
export async function issueInteractionCode(
  provider: Provider,
  clock: () => number,
  interaction: Interaction,
): Promise<string> {
  const { session, ...request } = interaction;
  return await issueCode(provider, clock, {
    ...request,
    grantType: 'interaction_code',
    userId: session.userId,
    amr: session.amr,
    authTime: Math.floor(Date.parse(session.authenticatedAt) / 1000),
    sessionUid: session.id,
  });
}

/**
 * Okta's grant type `interaction_code` becomes `authorization_code` before oidc-provider sees the request. A
 * redirect URI need not be repeated: the code was never sent to one.
 */
export function translateInteractionCode(artifacts: Artifacts, server: ServerView) {
  const tokenPath = `${endpointPrefix(server)}/token`;
  return async (ctx: Context, next: Next): Promise<void> => {
    const { grantType } = ctx.state as { readonly grantType?: string };
    const byInteraction = grantType === 'interaction_code';
    if (ctx.path === tokenPath && (byInteraction || grantType === 'authorization_code'))
      await rewriteForm(ctx, (form) => {
        const code = form.get(byInteraction ? 'interaction_code' : 'code') ?? '';
        const known = artifacts.find('AuthorizationCode', code);
        const isInteraction = known !== undefined && grantTypeOf(known) === 'interaction_code';
        if (byInteraction !== isInteraction) form.set('code', 'unknown');
        if (!byInteraction) return;
        form.set('grant_type', 'authorization_code');
        if (isInteraction) form.set('code', code);
        form.delete('interaction_code');
        const { redirectUri } = (known ?? {}) as { readonly redirectUri?: string };
        if (!form.has('redirect_uri')) form.set('redirect_uri', redirectUri ?? 'unknown:');
      });
    await next();
  };
}
