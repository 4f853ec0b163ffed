import { tracedFetch } from './traced-fetch.ts';
import type { ApiCall } from './traced-fetch.ts';

/** The API's answer could not be had, or there is no session any more. */
export class NoAnswer extends Error {
  readonly signedOut: boolean;
  constructor(message: string, signedOut: boolean) {
    super(message);
    this.signedOut = signedOut;
  }
}

const tokens = new Map<string, { value: string; until: number }>();

/** The session's access token, asked of the shop when the last one is about to expire. */
async function accessToken(source: string): Promise<string> {
  const token = tokens.get(source);
  if (token && token.until > Date.now()) return token.value;
  const response = await reach(source, { headers: { accept: 'application/json' } });
  if (!response.ok) throw new NoAnswer('There is no session here any more.', response.status === 401);
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
    throw new NoAnswer('The shop does not answer.', false);
  }
}

/**
 * Calls the API with the Bearer token.
 * @param source where the shop gives the token: the person's unless told
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
  // The API goes by the token alone; leaving the cookie out shows it.
  const call = await tracedFetch(method, path, requestHeaders, requestBody).catch(() => {
    throw new NoAnswer('The shop does not answer.', false);
  });
  if (call.status === 401) tokens.delete(source);
  return call;
}
