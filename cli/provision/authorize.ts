import { z } from 'zod';
import { refusalIn } from '../../shared/refusal.ts';
import { UserError } from '../errors.ts';
import type { Credentials, ServiceApp } from './credentials.ts';

/** The headers that authenticate a request to the Management API. */
export type Authorize = (method: string, url: string) => Promise<Record<string, string>>;

/** The part of the SDK's HTTP interface that we use. */
interface SdkHttp {
  prepareRequest(request: { method: string; url: string; headers: Record<string, string> }): Promise<void>;
}

/**
 * Authorizes requests with these credentials. For a service app, Okta's own SDK requests the token with
 * private_key_jwt (RFC 7523), and binds requests to its key if the org requires it (DPoP, RFC 9449).
 * https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
 */
export function authorizeWith(credentials: Credentials, orgUrl: string, door: Send = fetch): Authorize {
  if (credentials.kind === 'token') return async () => ({ authorization: `SSWS ${credentials.token}` });
  let http: Promise<SdkHttp> | undefined;
  return async (method, url) => {
    const request = { method, url, headers: {} };
    try {
      await (await (http ??= sdkHttp(credentials, orgUrl, door))).prepareRequest(request);
    } catch (error) {
      throw asUserError(error);
    }
    return request.headers;
  };
}

/** Sends the token request; same signature as `fetch`. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** Loaded on demand, because loading takes a third of a second. */
async function sdkHttp(
  { clientId, privateKey, keyId, scopes }: ServiceApp,
  orgUrl: string,
  door: Send,
): Promise<SdkHttp> {
  const { Client } = await import('../../shared/okta-sdk.ts');
  const { http } = new Client({
    orgUrl,
    authorizationMode: 'PrivateKey',
    clientId,
    privateKey,
    scopes: [...scopes],
    ...(keyId !== undefined && { keyId }),
    cacheMiddleware: null,
    requestExecutor: { fetch: (request: SdkRequest) => send(request, { clientId, scopes }, door) },
  } as unknown as ConstructorParameters<typeof Client>[0]) as unknown as { http: SdkHttp };
  return http;
}

/** Sends the SDK's requests. Token errors are reported in OAuth's terms, which the SDK's own error omits. */
async function send(
  { url, ...init }: SdkRequest,
  { clientId, scopes }: Pick<ServiceApp, 'clientId' | 'scopes'>,
  door: Send,
): Promise<Response> {
  const answer = await door(url, init).catch((error: unknown) => {
    throw new Unanswered('The org is not responding.', { cause: error });
  });
  const text = await answer.text();
  if (answer.ok) {
    // Okta leaves scopes out that are not granted to the app, and names those that are.
    const granted = issued.safeParse(parseJson(text)).data?.scope.split(' ');
    const missing = granted ? scopes.filter((scope) => !granted.includes(scope)) : [];
    if (missing.length > 0)
      throw new RefusedServiceApp(clientId, 'invalid_scope', `it is not granted ${missing.join(', ')}`);
    return new Response(text, { headers: answer.headers });
  }
  const said = refusalIn(parseJson(text));
  // Not an error but a DPoP nonce challenge (RFC 9449 section 8), which the SDK handles only if it is not
  // thrown.
  if (said?.error === 'use_dpop_nonce') return new Response(text, { headers: answer.headers });
  throw new RefusedServiceApp(
    clientId,
    said?.error,
    said?.description ?? `it responds with ${answer.status}`,
  );
}

interface SdkRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

/** RFC 6749 section 5.1 */
const issued = z.object({ scope: z.string() });

/** The org does not issue a token to the service app. */
export class RefusedServiceApp extends UserError {
  /** The OAuth error code, such as `invalid_scope`. */
  readonly oauthCode: string | undefined;
  constructor(clientId: string, code: string | undefined, said: string) {
    super(
      `The org did not issue a token to the service app ${clientId}: ${said}`,
      remedies[code ?? ''] ?? [],
      {
        code: 'org_refused',
      },
    );
    this.oauthCode = code;
  }
}

const grantScopes = 'Grant it the scopes listed in docs/cli.md: Applications > the app > Okta API Scopes.';

const remedies: Record<string, string> = {
  invalid_scope: grantScopes,
  consent_required: grantScopes,
  invalid_client:
    'Check the client ID, and that the public key is registered under General > Client Credentials > Public Keys.',
};

/** There was no response; the cause has the sender's error. */
class Unanswered extends Error {}

function asUserError(error: unknown): unknown {
  if (error instanceof UserError) return error;
  if (error instanceof Unanswered)
    return error.cause instanceof TypeError
      ? new UserError(error.message, 'Check the URL and the network.', {
          cause: error.cause,
          code: 'org_unreachable',
        })
      : error.cause;
  return new UserError('The private key cannot be used.', acceptedKeys, {
    cause: error,
    code: 'invalid_answer',
  });
}

const acceptedKeys = [
  'It must be an RSA private key: PEM (-----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----),',
  'or a JWK as JSON, including the private part ({"kty":"RSA","d":…}). Encrypted keys, public keys and certificates do not work.',
];

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
