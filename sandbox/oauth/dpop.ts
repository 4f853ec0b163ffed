import { randomBytes } from 'node:crypto';
import type { Configuration } from 'oidc-provider';
import type { ServerView } from './authorization-server.ts';
import { endpointPrefix } from './authorization-server.ts';

/** The algorithms that Okta accepts for proofs of possession (RFC 9449), published in discovery. */
export const dpopSigningAlgorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;

// Deviation: a DPoP nonce is renewed every minute and expires after three; in Okta, it is renewed every 24 hours, and the previous
// one is valid for three days.
/**
 * At the token endpoint Okta asks for its nonce in every proof. https://developer.okta.com/docs/guides/dpop/
 */
export const dpopFeature = (server: ServerView): NonNullable<Configuration['features']>['dPoP'] => ({
  enabled: true,
  nonceSecret: randomBytes(32),
  requireNonce: (ctx) => ctx.path === `${endpointPrefix(server)}/token`,
});
