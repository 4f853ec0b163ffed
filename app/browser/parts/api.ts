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

/** The session's access token, fetched from the shop again when it is about to expire. */
async function accessToken(source: string): Promise<string> {
  const token = tokens.get(source);
  if (token && token.until > Date.now()) return token.value;
  const response = await reach(source, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new NoAnswer('Your session has ended.', response.status === 401);
  const { access_token: value, expires_in: seconds } = (await response.json()) as {
    access_token: string;
    expires_in: number;
  };
  tokens.set(source, { value, until: Date.now() + (seconds - 30) * 1000 });
  return value;
}

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch {
    throw new NoAnswer('The shop is not responding.', false);
  }
}

/**
 * Calls the API with the Bearer token.
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
    Authorization: `Bearer ${await accessToken(source)}`,
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
