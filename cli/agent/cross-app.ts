import type { Context } from '../doctor/context.ts';
import { exchange, newAttempt, redirectOf, sessionToken } from '../doctor/round-trip.ts';
import { basic } from '../doctor/token-request.ts';
import { UserError } from '../errors.ts';

/** Who asks at the org, for whom, and where what it gets is redeemed. */
export interface CrossAppRequest {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly login: string;
  readonly password: string;
  readonly issuer: string;
  readonly resource: string;
  readonly scopes: readonly string[];
  /** Of a sign-in before; else the person signs in. */
  readonly idToken?: string;
}

const idJag = 'urn:ietf:params:oauth:token-type:id-jag';

/**
 * Cross App Access as an agent does it: a person signs in to it at the org, it gets an ID-JAG about them, and redeems it
 * at the API's authorization server.
 * @throws UserError naming the step that the org refuses
 */
export async function crossAppToken(
  context: Context,
  request: CrossAppRequest,
): Promise<{ readonly idJag: string; readonly accessToken: string }> {
  const { baseUrl } = context.config.okta;
  const { issuer, resource, scopes } = request;
  const idToken = request.idToken ?? (await signInToAgent(context, request));
  const first = await ask(context, `${baseUrl}/oauth2/v1/token`, request, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: idJag,
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    ...{ audience: issuer, resource, scope: scopes.join(' ') },
  });
  const second = await ask(context, `${issuer}/v1/token`, request, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: first,
  });
  return { idJag: first, accessToken: second };
}

/** The ID token of a sign-in to the agent's app at the org. */
export async function signInToAgent(
  context: Context,
  { clientId, clientSecret, login, password }: CrossAppRequest,
): Promise<string> {
  const session = await sessionToken(context, login, password);
  if ('refused' in session) throw refused(`${login} cannot sign in: ${session.refused}`);
  const { config } = context;
  // The org's own authorization server has its endpoints below /oauth2.
  const okta = {
    ...config.okta,
    issuer: `${config.okta.baseUrl}/oauth2`,
    clientId,
    clientSecret,
    dpop: false,
  };
  const own = { ...context, config: { ...config, okta } };
  const attempt = newAttempt(own, ['openid', 'profile', 'email'], session.token);
  const back = redirectOf(await context.door.ask(attempt.url), attempt.url);
  const code = back?.searchParams.get('code');
  if (code == null)
    throw refused(
      back?.searchParams.get('error') ?? 'no redirect',
      back?.searchParams.get('error_description'),
    );
  const tokens = await exchange(own, attempt, code);
  if ('error' in tokens) throw refused(tokens.error);
  return tokens.id_token;
}

async function ask(
  { door, redactor }: Context,
  url: string,
  { clientId, clientSecret }: CrossAppRequest,
  form: Record<string, string>,
): Promise<string> {
  const answer = await door.ask(url, {
    method: 'POST',
    headers: { authorization: basic(clientId, clientSecret) },
    body: new URLSearchParams(form),
  });
  const said = (answer.json ?? {}) as { access_token?: string; error?: string; error_description?: string };
  if (said.access_token === undefined)
    throw refused(said.error ?? String(answer.status), said.error_description);
  redactor.add(said.access_token);
  return said.access_token;
}

const refused = (what: string, said?: string | null): UserError =>
  new UserError(`The org issues no token: ${what}.`, said == null ? [] : [said], { code: 'org_refused' });
