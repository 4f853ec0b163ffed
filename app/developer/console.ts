import type { OutgoingFetch } from '../outgoing/http.ts';

/** One call as it was on the wire, in the form in which the pages' scripts show calls. */
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

/**
 * Asks for a token as the client itself would (RFC 6749 section 4.4). By the server, because a secret has no place in a
 * page; what went over the wire comes back whole, for the owner to see and to repeat with curl.
 * @throws UnreachableError when the org does not answer
 */
export async function requestClientToken(
  outgoing: OutgoingFetch,
  tokenEndpoint: string,
  { clientId, clientSecret, scope }: { clientId: string; clientSecret: string; scope: string },
): Promise<ConsoleCall> {
  const requestHeaders = {
    Accept: 'application/json',
    Authorization: `Basic ${Buffer.from(`${encode(clientId)}:${encode(clientSecret)}`).toString('base64')}`,
    'Content-Type': 'application/x-www-form-urlencoded',
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

/** RFC 6749 section 2.3.1 wants both form-encoded before they are joined. */
const encode = (value: string): string => new URLSearchParams({ v: value }).toString().slice(2);
