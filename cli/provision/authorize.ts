import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Credentials, ServiceApp } from './credentials.ts';

/** The headers that prove to the Management API who sends one request. */
export type Authorize = (method: string, url: string) => Promise<Record<string, string>>;

/** What we use of the SDK's way to send requests. */
interface SdkHttp {
  prepareRequest(request: { method: string; url: string; headers: Record<string, string> }): Promise<void>;
}

/**
 * How requests are authorised with these credentials. For a service app Okta's own SDK asks for the token, with
 * private_key_jwt (RFC 7523), and binds requests to its key where the org wants that (DPoP, RFC 9449).
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

/** How the request for a token is sent: as `fetch` does. */
export type Send = (url: string, init: RequestInit) => Promise<Response>;

/** Loaded when it is needed: it takes a third of a second. */
async function sdkHttp(
  { clientId, privateKey, keyId, scopes }: ServiceApp,
  orgUrl: string,
  door: Send,
): Promise<SdkHttp> {
  const { Client } = await import('@okta/okta-sdk-nodejs');
  const { http } = new Client({
    orgUrl,
    authorizationMode: 'PrivateKey',
    clientId,
    privateKey,
    scopes: [...scopes],
    ...(keyId !== undefined && { keyId }),
    cacheMiddleware: null,
    requestExecutor: { fetch: (request: SdkRequest) => send(request, clientId, door) },
  } as unknown as ConstructorParameters<typeof Client>[0]) as unknown as { http: SdkHttp };
  return http;
}

/** Sends for the SDK. Refusals of the token are told in OAuth's terms, which the SDK's own error leaves out. */
async function send({ url, ...init }: SdkRequest, clientId: string, door: Send): Promise<Response> {
  const answer = await door(url, init).catch((error: unknown) => {
    throw new Unanswered('The org does not answer.', { cause: error });
  });
  if (answer.ok) return answer;
  const text = await answer.text();
  const said = refusal.safeParse(parseJson(text)).data;
  // Not a refusal but a question (RFC 9449 section 8). The SDK answers it only when it does not come as an error.
  if (said?.error === 'use_dpop_nonce') return new Response(text, { headers: answer.headers });
  throw new RefusedServiceApp(
    clientId,
    said?.error,
    said?.error_description ?? `it answers ${answer.status}`,
  );
}

interface SdkRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string;
}

/** RFC 6749 section 5.2 */
const refusal = z.object({ error: z.string(), error_description: z.string().optional() });

/** The org gives the service app no token. */
export class RefusedServiceApp extends UserError {
  /** OAuth's word for why, as in `invalid_scope`. */
  readonly oauthCode: string | undefined;
  constructor(clientId: string, code: string | undefined, said: string) {
    super(`The org gives the service app ${clientId} no token: ${said}`, remedies[code ?? ''] ?? [], {
      code: 'org_refused',
    });
    this.oauthCode = code;
  }
}

const remedies: Record<string, string> = {
  invalid_scope: 'Grant it the scopes that docs/cli.md names: Applications > the app > Okta API Scopes.',
  invalid_client:
    'Is the client id right, and the public key on the app: General > Client Credentials > Public Keys?',
};

/** No answer came; the cause says it in the words of who was asked to send. */
class Unanswered extends Error {}

function asUserError(error: unknown): unknown {
  if (error instanceof UserError) return error;
  if (error instanceof Unanswered)
    return error.cause instanceof TypeError
      ? new UserError(error.message, 'Is the URL right and the network up?', {
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
  'or a JWK as JSON, with its private part ({"kty":"RSA","d":…}). Neither encrypted, nor a public key, nor a certificate.',
];

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
