import * as oidc from 'openid-client';
import { isLoopbackHttp } from '../outgoing/loopback.ts';
import type { OutgoingFetch, OutgoingRequest } from '../outgoing/http.ts';
import type { Services } from '../site/services.ts';

/** The discovered authorization server together with the credentials of the web app. */
export type OidcClient = oidc.Configuration;

/**
 * Returns the client for an issuer of the org. Discovery runs on first use and again after a failure, so that
 * the shop can start, and show an explanation, while the org is unreachable.
 */
export function createClientSource(
  { config, outgoing }: Pick<Services, 'config' | 'outgoing'>,
  issuer: string,
): () => Promise<OidcClient> {
  const { clientId, clientSecret } = config.okta;
  let discovered: Promise<OidcClient> | undefined;
  return () => {
    discovered ??= discover(issuer, clientId, clientSecret, outgoing);
    discovered.catch(() => (discovered = undefined));
    return discovered;
  };
}

async function discover(
  issuer: string,
  clientId: string,
  clientSecret: string,
  outgoing: OutgoingFetch,
): Promise<OidcClient> {
  const client = await oidc.discovery(
    new URL(issuer),
    clientId,
    clientSecret,
    oidc.ClientSecretBasic(clientSecret),
    {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as a warning; loopback only
      execute: isLoopbackHttp(issuer) ? [oidc.allowInsecureRequests] : [],
      [oidc.customFetch]: (url, options) => outgoing(url, options as OutgoingRequest),
      timeout: 15,
    },
  );
  // The ID token comes straight from the token endpoint, so TLS would be sufficient (OpenID Connect Core
  // 3.1.3.7); the
  // signature is checked anyway, because the token viewer says that it is.
  oidc.enableNonRepudiationChecks(client);
  return client;
}
