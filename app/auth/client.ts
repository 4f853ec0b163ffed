import * as oidc from 'openid-client';
import { isLoopbackHttp } from '../outgoing/loopback.ts';
import type { OutgoingFetch, OutgoingRequest } from '../outgoing/http.ts';
import type { Services } from '../site/services.ts';

/** The discovered authorization server together with the credentials of a client. */
export type OidcClient = oidc.Configuration;

/** A client without a secret is public. */
interface ClientCredentials {
  readonly clientId: string;
  readonly clientSecret?: string;
}

/**
 * Returns the client for an issuer of the org. Discovery runs on first use and again after a failure, so that
 * the shop can start, and show an explanation, while the org is unreachable.
 * @param credentials the web app's by default
 */
export function createClientSource(
  { config, outgoing }: Pick<Services, 'config' | 'outgoing'>,
  issuer: string,
  credentials: ClientCredentials = config.okta,
): () => Promise<OidcClient> {
  let discovered: Promise<OidcClient> | undefined;
  return () => {
    discovered ??= discover(issuer, credentials, outgoing);
    discovered.catch(() => (discovered = undefined));
    return discovered;
  };
}

async function discover(
  issuer: string,
  { clientId, clientSecret }: ClientCredentials,
  outgoing: OutgoingFetch,
): Promise<OidcClient> {
  const client = await oidc.discovery(
    new URL(issuer),
    clientId,
    clientSecret,
    clientSecret === undefined ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
    {
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so as a warning; loopback only
      execute: isLoopbackHttp(issuer) ? [oidc.allowInsecureRequests] : [],
      [oidc.customFetch]: async (url, options) =>
        asExpected(url, await outgoing(url, options as OutgoingRequest)),
      timeout: 15,
    },
  );
  // The ID token comes straight from the token endpoint, so TLS would be sufficient (OpenID Connect Core
  // 3.1.3.7); the
  // signature is checked anyway, because the token viewer says that it is.
  oidc.enableNonRepudiationChecks(client);
  return client;
}

/**
 * Two responses of Okta as openid-client needs them; the ledger keeps what Okta said. Okta answers a pushed request with 200,
 * as its API description says; RFC 9126 section 2.2 says 201. And its metadata do not name the endpoint for backchannel
 * authentication (https://developer.okta.com/docs/guides/configure-ciba/main/), which is next to the token endpoint.
 */
async function asExpected(url: string, response: Response): Promise<Response> {
  const { pathname } = new URL(url);
  if (response.status !== 200) return response;
  if (pathname.endsWith('/v1/par'))
    return new Response(response.body, { status: 201, headers: response.headers });
  if (!pathname.endsWith('/.well-known/openid-configuration')) return response;
  const metadata = (await response.json()) as { readonly token_endpoint?: string };
  const endpoint = metadata.token_endpoint?.replace(/token$/, 'bc/authorize');
  return Response.json({ backchannel_authentication_endpoint: endpoint, ...metadata });
}
