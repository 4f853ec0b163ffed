import type { OutgoingFetch } from '../outgoing/http.ts';

/** One call as sent and received, in the format that the pages' scripts show. */
export interface ConsoleCall {
  method: string;
  path: string;
  requestHeaders: Record<string, string>;
  requestBody: string;
  status: number;
  durationMs: number;
  responseHeaders: Record<string, string>;
  responseBody: string;
}

/** The client whose token is requested. */
interface ConsoleClient {
  clientId: string;
  clientSecret: string;
  scope: string;
  /** Proves the page's key, for a client whose tokens are bound to one (RFC 9449). */
  proof: string | undefined;
}

/**
 * Requests a token as the client itself would (RFC 6749 section 4.4). On the server, because a secret does not
 * belong in a page; returns the complete request and response, for the owner to see and to repeat with curl.
 * @throws UnreachableError if the org does not respond
 */
export async function requestClientToken(
  outgoing: OutgoingFetch,
  tokenEndpoint: string,
  { clientId, clientSecret, scope, proof }: ConsoleClient,
): Promise<ConsoleCall> {
  const requestHeaders = {
    Accept: 'application/json',
    Authorization: `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`,
    'Content-Type': 'application/x-www-form-urlencoded',
    ...(proof !== undefined && { DPoP: proof }),
  };
  const requestBody = new URLSearchParams({
    grant_type: 'client_credentials',
    ...(scope !== '' && { scope }),
  }).toString();
  const started = performance.now();
  const answer = await outgoing(tokenEndpoint, {
    method: 'POST',
    headers: requestHeaders,
    body: requestBody,
  });
  return {
    method: 'POST',
    path: tokenEndpoint,
    requestHeaders,
    requestBody,
    status: answer.status,
    durationMs: performance.now() - started,
    responseHeaders: Object.fromEntries(answer.headers),
    responseBody: await answer.text(),
  };
}

/** RFC 6749 section 2.3.1 requires form-encoding both before joining them. */
const encode = (value: string): string => new URLSearchParams({ v: value }).toString().slice(2);
