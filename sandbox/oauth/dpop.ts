import { randomBytes } from 'node:crypto';
import type { Context, Next } from 'koa';
import type { Configuration } from 'oidc-provider';
import type { Org } from '../org/org.ts';
import type { ServerView } from './authorization-server.ts';
import { endpointPrefix } from './authorization-server.ts';

/** The algorithms that Okta accepts for proofs of possession (RFC 9449), published in discovery. */
export const dpopSigningAlgorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;

/**
 * At the token endpoint Okta asks for its nonce in every proof. https://developer.okta.com/docs/guides/dpop/
 */
export const dpopFeature = (server: ServerView): NonNullable<Configuration['features']>['dPoP'] => ({
  enabled: true,
  nonceSecret: randomBytes(32),
  requireNonce: (ctx) => ctx.path === `${endpointPrefix(server)}/token`,
});

/**
 * Okta binds tokens only for apps that are set to it (`dpop_bound_access_tokens`); for others a proof has no
 * effect. Its own SDKs rely on that: they send one always, and expect a bearer token where no nonce was asked
 * for.
 */
export function ignoreUnaskedProof(org: Org, server: ServerView) {
  const tokenPath = `${endpointPrefix(server)}/token`;
  return async (ctx: Context, next: Next): Promise<void> => {
    const { clientId = '' } = ctx.state as { readonly clientId?: string };
    const isBound = org.apps.byClientId(clientId)?.oauth?.dpopBoundAccessTokens;
    if (ctx.path === tokenPath && isBound === false) delete ctx.req.headers.dpop;
    await next();
  };
}
