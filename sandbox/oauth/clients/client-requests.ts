import type { Context } from 'koa';
import type { Provider } from 'oidc-provider';
import { requireForm } from '../../http/form.ts';
import type { ClientRequest } from '../grants/grant.ts';
import { parametersOf, tokenAlone } from '../checks/authorization-request.ts';
import { checkAuthorization } from '../checks/authorization-checks.ts';
import { passSecret } from './client.ts';
import { type AuthenticatedClient, authenticateClient } from './client-authentication.ts';
import { refuse } from './refuse.ts';
import { isForIdJag } from '../grants/exchange/subject.ts';
import { issueTokens } from '../grants/issue.ts';
import { logTokenRefusal } from '../log.ts';
import { OAuthError } from '../okta-errors.ts';
import { replaceForm } from '../presented-token.ts';
import { checkTokenRequest, grantOf, requireSameKey } from '../checks/token-checks.ts';
import { boundKey } from '../dpop.ts';

/** The endpoints that only apps call. */
export const endpointsOfClients: readonly string[] = ['token', 'introspect', 'revoke', 'par'];

/**
 * Authenticates the app that calls one of these endpoints and checks its request. For oidc-provider, the app's credentials are
 * replaced with an internal secret.
 * @param delegate lets oidc-provider respond
 */
export async function answerClient(
  parts: Omit<ClientRequest, keyof AuthenticatedClient | 'form'>,
  endpoint: string,
  provider: () => Promise<Provider>,
  delegate: () => Promise<void>,
): Promise<void> {
  const { org, ctx, server } = parts;
  try {
    const form = await requireForm(ctx);
    const client = await authenticateClient(parts, server, ctx, form);
    ctx.state.clientId = client.oauth.clientId;
    const request = { ...parts, ...client, form };
    await check(request, endpoint);
    const answer = endpoint === 'token' ? await answerGrant(request, provider) : undefined;
    if (answer) {
      ctx.set('cache-control', 'no-store');
      ctx.body = answer;
      return;
    }
    delete ctx.req.headers.dpop; // checked, or ignored
    passOn(ctx, form, client);
    replaceForm(ctx, form);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    refuse(org, ctx, error);
    if (endpoint === 'token') logTokenRefusal(org, ctx, error);
    return;
  }
  await delegate();
  // oidc-provider's challenge is about the internal secret, which is always right.
  ctx.remove('WWW-Authenticate');
}

/** The response to a token request; undefined for codes and refresh tokens, which oidc-provider redeems. */
async function answerGrant(
  request: ClientRequest,
  provider: () => Promise<Provider>,
): Promise<object | undefined> {
  const { ctx, oauth, form } = request;
  const grant = grantOf(request);
  ctx.state.grantType = grant?.name;
  // Okta ignores proofs from apps that do not require DPoP: its own SDKs always send one.
  if (oauth.dpopBoundAccessTokens && !isForIdJag(form)) {
    const thumbprint = await boundKey(request, { needsNonce: true });
    requireSameKey(request, thumbprint);
    ctx.state.boundTo = thumbprint;
  }
  if (grant?.prove === undefined) return undefined;
  const outcome = await grant.prove(request);
  return 'answer' in outcome ? outcome.answer : await issueTokens(request, grant.name, outcome, provider);
}

async function check(request: ClientRequest, endpoint: string): Promise<void> {
  if (endpoint === 'token') {
    checkTokenRequest(request);
  } else if (endpoint === 'par') {
    await checkPush(request);
  } else if ((request.form.get('token') ?? '') === '') {
    throw new OAuthError('invalid_request', "The 'token' parameter is required.");
  }
}

/** A pushed request gets the same checks as a request to `/authorize`, before a user is involved. */
async function checkPush(request: ClientRequest): Promise<void> {
  const { org, artifacts, server, ctx, form, oauth } = request;
  const pushed = {
    ...parametersOf(form),
    org,
    server,
    artifacts,
    endpoint: 'par' as const,
  };
  pushed.parameters.client_id = oauth.clientId;
  if (ctx.get('dpop') !== '') await bindPushed(request, pushed.parameters);
  const outcome = await checkAuthorization(pushed);
  if (outcome) throw outcome.refusal;
  const {
    client_secret: _,
    client_assertion: __,
    client_assertion_type: ___,
    ...parameters
  } = pushed.parameters;
  for (const name of new Set(form.keys())) form.delete(name);
  for (const [name, value] of Object.entries(forProvider(parameters))) form.set(name, value);
  ctx.state.authorization = parameters;
}

/** A proof in a pushed request binds the code to its key (RFC 9449, section 10.1). */
async function bindPushed(request: ClientRequest, parameters: Record<string, string>): Promise<void> {
  const thumbprint = await boundKey(request, { needsNonce: false });
  if (parameters.dpop_jkt !== undefined && parameters.dpop_jkt !== thumbprint)
    throw new OAuthError('invalid_request', 'DPoP proof key thumbprint does not match dpop_jkt');
  parameters.dpop_jkt = thumbprint;
}

/** Parameters that oidc-provider accepts only with `openid`. */
const gated = ['nonce', 'acr_values', 'max_age', 'id_token_hint', 'claims_locales'];

/**
 * An authorization request in a form that oidc-provider accepts: without parameters that it rejects if `openid` is missing (Okta
 * accepts them), with `prompt=login` instead of `max_age=0`, and with a code in the fragment instead of an access token alone.
 */
export function forProvider(parameters: Readonly<Record<string, string>>): Record<string, string> {
  const isOidc = parameters.scope?.split(' ').includes('openid') ?? false;
  const { max_age: age, prompt = '', response_type: type, response_mode: mode, ...others } = parameters;
  const isTokenAlone = type === 'token';
  const responds = isTokenAlone
    ? { response_type: 'code', response_mode: mode ?? 'fragment', [tokenAlone]: 'true' }
    : { response_type: type, response_mode: mode, [tokenAlone]: undefined };
  const isNew = age !== undefined && Number(age) === 0;
  const prompts = isNew && !prompt.includes('login') ? `${prompt} login`.trim() : prompt;
  const passed = {
    ...others,
    ...responds,
    ...(prompts !== '' && { prompt: prompts }),
    ...(age !== undefined && !isNew && { max_age: age }),
  };
  return Object.fromEntries(
    Object.entries(passed).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && (isOidc || !gated.includes(entry[0])),
    ),
  );
}

function passOn(ctx: Context, form: URLSearchParams, { oauth }: AuthenticatedClient): void {
  for (const name of ['client_secret', 'client_assertion', 'client_assertion_type']) form.delete(name);
  form.set('client_id', oauth.clientId);
  if (oauth.tokenEndpointAuthMethod === 'none') {
    delete ctx.req.headers.authorization;
    return;
  }
  const pair = `${encodeURIComponent(oauth.clientId)}:${passSecret}`;
  ctx.req.headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
}
