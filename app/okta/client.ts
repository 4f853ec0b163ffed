/**
 * Okta's own SDK for Node, with the shop's HTTP module instead of its own, so that its calls have the same
 * timeouts and appear in the ledger. It is loaded on first use, because loading takes a third of a second.
 */
import type { Client } from '../../shared/okta-sdk.ts';
import { proofFor } from '../auth/bound-key.ts';
import type { OutgoingFetch, OutgoingRequest } from '../outgoing/http.ts';
import type { Services } from '../site/services.ts';
import type { TokenSet } from '../store/tokens.ts';
import { refusalFrom } from './errors.ts';

export type OktaClient = Client;

type OktaServices = Pick<Services, 'config' | 'outgoing'>;

/** What the SDK passes to its request executor. */
interface SdkRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string | URLSearchParams;
}

/**
 * Scopes that the shop requests for itself when it authenticates with a private key; `multidemo init` requires
 * them to be granted.
 */
const shopScopes = [
  'okta.apps.manage',
  'okta.appGrants.manage',
  'okta.authorizationServers.manage',
  'okta.groups.read',
  'okta.policies.read',
  'okta.users.manage',
];

/** The Management API with a user's own access token of the org authorization server (OAuth for Okta). */
export async function oktaFor(
  { config, outgoing, now }: OktaServices & Pick<Services, 'now'>,
  { accessToken, key }: Pick<TokenSet, 'accessToken' | 'key'>,
): Promise<OktaClient> {
  const { Client: SdkClient } = await import('../../shared/okta-sdk.ts');
  return new SdkClient({
    orgUrl: config.okta.baseUrl,
    authorizationMode: 'SSWS', // set here, because the SDK would otherwise read it from OKTA_CLIENT_AUTHORIZATIONMODE
    token: accessToken,
    cacheMiddleware: null,
    requestExecutor: executor(outgoing, async (method, url) => ({
      authorization: `${key ? 'DPoP' : 'Bearer'} ${accessToken}`,
      ...(key && { dpop: await proofFor(key, { method, url, accessToken, at: now() }) }),
    })),
  });
}

/** The Management API with the shop's own credentials; undefined if it has none. */
export async function oktaForShop({ config, outgoing }: OktaServices): Promise<OktaClient | undefined> {
  const { management, baseUrl } = config.okta;
  if (management === undefined) return undefined;
  const { Client: SdkClient } = await import('../../shared/okta-sdk.ts');
  const common = { orgUrl: baseUrl, cacheMiddleware: null, requestExecutor: executor(outgoing) };
  if (management.kind === 'token')
    return new SdkClient({ ...common, authorizationMode: 'SSWS', token: management.token });
  return new SdkClient({
    ...common,
    authorizationMode: 'PrivateKey',
    clientId: management.clientId,
    privateKey: management.privateKey,
    scopes: shopScopes,
  });
}

type Executor = NonNullable<NonNullable<ConstructorParameters<typeof Client>[0]>['requestExecutor']>;

/**
 * @throws OktaRefused for an error response of the Management API, UnreachableError if there was no response
 */
function executor(
  outgoing: OutgoingFetch,
  authorize?: (method: string, url: string) => Promise<Record<string, string>>,
): Executor {
  const fetch = async (asked: SdkRequest): Promise<Response> => {
    const { url, headers: given, body } = asked;
    const { Authorization: _replaced, ...others } = given;
    const method = asked.method.toUpperCase();
    const headers = authorize ? { ...others, ...(await authorize(method, url)) } : given;
    const request: OutgoingRequest = { method, headers, body };
    const response = await outgoing(url, request);
    if (response.ok) return response;
    if (!url.endsWith('/oauth2/v1/token')) throw await refusalFrom(response);
    // Not an error but a DPoP nonce challenge (RFC 9449 section 8), which the SDK handles only if it is not
    // thrown.
    const text = await response.text();
    const { status, headers: told } = response;
    return new Response(text, { headers: told, status: text.includes('use_dpop_nonce') ? 200 : status });
  };
  return { fetch } as unknown as Executor;
}
