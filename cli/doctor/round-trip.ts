import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Context } from './context.ts';
import type { Answer } from './door.ts';
import { endpointsOf, requestTokens } from './token-request.ts';
import { show } from './words.ts';

const random = () => randomBytes(24).toString('base64url');

/**
 * An authorization request as the shop sends it (RFC 6749 section 4.1.1, RFC 7636), with the values that must
 * be returned.
 */
export interface Attempt {
  url: string;
  redirectUri: string;
  state: string;
  nonce: string;
  verifier: string;
}

/** `prompt=none`: the org responds immediately, with a code or an error, without user interaction. */
export function newAttempt({ config }: Context, scopes: readonly string[], sessionToken?: string): Attempt {
  const { clientId } = config.okta;
  const [state, nonce, verifier] = [random(), random(), random() + random()];
  const redirectUri = `${config.appUrl}/login/okta/authorized`;
  const url = new URL(`${endpointsOf(config.okta)}/authorize`);
  url.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: scopes.join(' '),
    redirect_uri: redirectUri,
    state,
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    prompt: 'none',
    ...(sessionToken !== undefined && { sessionToken }),
  }).toString();
  return { url: url.href, redirectUri, state, nonce, verifier };
}

/** Where a response redirects the browser; undefined if it does not. */
export function redirectOf(answer: Answer, from: string): URL | undefined {
  const location = answer.headers.get('location');
  return location !== null && URL.canParse(location, from) ? new URL(location, from) : undefined;
}

const primary = z.object({ status: z.string(), sessionToken: z.string().optional() });

/**
 * Signs a user in with only a password.
 * https://developer.okta.com/docs/reference/api/authn/#primary-authentication
 * @returns the session token, or why there is none
 */
export async function sessionToken(
  { config, door, redactor }: Context,
  login: string,
  password: string,
): Promise<{ token: string } | { refused: string }> {
  const answer = await door.ask(`${config.okta.baseUrl}/api/v1/authn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: login, password }),
  });
  if (answer.status === 401) return { refused: 'the password is wrong' };
  const said = primary.parse(answer.expectOkta().json);
  if (said.sessionToken === undefined) return { refused: said.status };
  redactor.add(said.sessionToken);
  return { token: said.sessionToken };
}

const tokens = z.object({ access_token: z.string(), id_token: z.string(), scope: z.string() });
export type Tokens = z.output<typeof tokens>;

/** Exchanges the code of an attempt (RFC 6749, section 4.1.3). */
async function exchange(
  context: Context,
  attempt: Attempt,
  code: string,
): Promise<Tokens | { error: string }> {
  const { redactor } = context;
  const answer = await requestTokens(context, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: attempt.redirectUri,
    code_verifier: attempt.verifier,
  });
  const said = tokens.safeParse(answer.json);
  if (!said.success)
    return {
      error: z.object({ error: z.string() }).safeParse(answer.json).data?.error ?? show(answer.status),
    };
  redactor.add(said.data.access_token);
  redactor.add(said.data.id_token);
  return said.data;
}

export interface Person {
  login: string;
  password: string;
}

/** What the org refuses: the session, the code or the tokens. */
export interface Refusal {
  refusedAt: 'session' | 'code' | 'tokens';
  error: string;
  description?: string | undefined;
}

/** Signs a user in as the shop does, without a browser: password, code, tokens. */
export async function signIn(
  context: Context,
  { login, password }: Person,
  scopes: readonly string[],
): Promise<Tokens | Refusal> {
  const session = await sessionToken(context, login, password);
  if ('refused' in session) return { refusedAt: 'session', error: session.refused };
  const attempt = newAttempt(context, scopes, session.token);
  const said = redirectOf(await context.door.ask(attempt.url), attempt.url)?.searchParams;
  const code = said?.get('code');
  if (code == null)
    return {
      refusedAt: 'code',
      error: said?.get('error') ?? 'no redirect',
      description: said?.get('error_description') ?? undefined,
    };
  const given = await exchange(context, attempt, code);
  return 'error' in given ? { refusedAt: 'tokens', error: given.error } : given;
}
