import { tracedFetch } from './traced-fetch.ts';
import type { ApiCall } from './traced-fetch.ts';

/** The API did not respond, or there is no session any more. */
export class NoAnswer extends Error {
  readonly signedOut: boolean;
  constructor(message: string, signedOut: boolean) {
    super(message);
    this.signedOut = signedOut;
  }
}

const tokens = new Map<string, { value: string; until: number }>();

/**
 * The headers that show the session's access token. It is fetched from the shop again when it is about to expire; one that is
 * bound to a key (RFC 9449) for each call, with the call's proof, because the key stays on the server.
 */
async function authorization(source: string, method: string, path: string): Promise<Record<string, string>> {
  const token = tokens.get(source);
  if (token && token.until > Date.now()) return { Authorization: `Bearer ${token.value}` };
  const query = new URLSearchParams({ method, path }).toString();
  const response = await reach(`${source}?${query}`, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new NoAnswer('Your session has ended.', response.status === 401);
  const told = (await response.json()) as {
    access_token: string;
    token_type: 'Bearer' | 'DPoP';
    expires_in: number;
    dpop_proof?: string;
  };
  const { access_token: value, dpop_proof: proof = '' } = told;
  if (told.token_type === 'DPoP') return { Authorization: `DPoP ${value}`, DPoP: proof };
  tokens.set(source, { value, until: Date.now() + (told.expires_in - 30) * 1000 });
  return { Authorization: `Bearer ${value}` };
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch {
    throw new NoAnswer('The shop is not responding.', false);
  }
}

/**
 * Calls the API with the access token.
 * @param source the shop's endpoint for the token (default: the user's token)
 * @throws NoAnswer
 */
export async function callApi(
  method: string,
  path: string,
  body?: unknown,
  source = '/token',
): Promise<ApiCall> {
  const requestHeaders: Record<string, string> = {
    Accept: 'application/json',
    ...(await authorization(source, method, path)),
    ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
  };
  const requestBody = body === undefined ? undefined : JSON.stringify(body);
  // The API uses only the token; leaving out the cookie demonstrates it.
  const call = await tracedFetch(method, path, requestHeaders, requestBody).catch(() => {
    throw new NoAnswer('The shop is not responding.', false);
  });
  if (call.status === 401) tokens.delete(source);
  return call;
}

/** What the API says is wrong. */
export function problemText({ status, responseBody }: ApiCall): string {
  try {
    const { detail } = JSON.parse(responseBody) as { detail?: string };
    return detail ?? `It responded with ${status}.`;
  } catch {
    return `It responded with ${status}.`;
  }
}
