import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { createContext } from '../doctor/context.ts';
import type { Context } from '../doctor/context.ts';
import { exchange, newAttempt, redirectOf, sessionToken } from '../doctor/round-trip.ts';
import { basic, oauthError } from '../doctor/token-request.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { demoPeople } from '../provision/people.ts';
import { requireConfiguredOrg } from '../run/configured-org.ts';
import { createOutput } from '../terminal/output.ts';

export interface TestTokenOptions {
  scope: string[];
  json?: boolean;
}

export interface TestLoginOptions {
  as: string;
  scope?: string[];
  json?: boolean;
}

/** Milliseconds for one request. */
const timeout = 10_000;

/** A token for the shop's API without a user (RFC 6749, section 4.4): printed, decoded and verified. */
export async function testToken({ scope, json }: TestTokenOptions, io: Io): Promise<void> {
  const context = await contextOf(io);
  const { issuer, service } = context.config.okta;
  if (!service)
    throw new UserError(
      'No service app is configured.',
      'Set OKTA_SERVICE_CLIENT_ID and OKTA_SERVICE_CLIENT_SECRET in .env; multidemo init writes them.',
      { code: 'configuration' },
    );
  const answer = await context.door.ask(`${issuer}/v1/token`, {
    method: 'POST',
    headers: { authorization: basic(service.clientId, service.clientSecret) },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: scope.join(' ') }),
  });
  const { access_token: token } = (answer.json ?? {}) as { access_token?: string };
  if (token === undefined) throw refused(oauthError(answer) ?? String(answer.status), answer.json);
  await print({ access_token: token }, context, json, io);
}

/** Signs a demo person in as the shop does, and prints the tokens, decoded and verified. */
export async function testLogin({ as, scope, json }: TestLoginOptions, io: Io): Promise<void> {
  const context = await contextOf(io);
  const { login, password } = personOf(as, io);
  const session = await sessionToken(context, login, password);
  if ('refused' in session) throw refused(`${login} cannot sign in: ${session.refused}`, undefined);
  const attempt = newAttempt(context, scope ?? context.config.scopes.person, session.token);
  const back = redirectOf(await context.door.ask(attempt.url), attempt.url);
  const code = back?.searchParams.get('code');
  if (code == null)
    throw refused(back?.searchParams.get('error') ?? 'no redirect', {
      error_description: back?.searchParams.get('error_description'),
    });
  const tokens = await exchange(context, attempt, code);
  if ('error' in tokens) throw refused(tokens.error, undefined);
  await print({ access_token: tokens.access_token, id_token: tokens.id_token }, context, json, io);
}

/** Login and password of a demo account, or of any by MULTIDEMO_PASSWORD. @throws UserError */
export function personOf(as: string, io: Io): { login: string; password: string } {
  const login = as.includes('@') ? as : `${as}@example.com`;
  const password = io.env.MULTIDEMO_PASSWORD ?? demoPeople.find((person) => person.login === login)?.password;
  if (password !== undefined) return { login, password };
  throw new UserError(
    `The password of ${login} is not known.`,
    'Set it in the environment variable MULTIDEMO_PASSWORD.',
    { code: 'missing_answer' },
  );
}

async function contextOf(io: Io): Promise<Context> {
  const { subject } = await requireConfiguredOrg(io);
  return createContext(subject, { signal: io.signal, timeout });
}

function refused(what: string, body: unknown): UserError {
  const { error_description: said } = (body ?? {}) as { error_description?: string | null };
  return new UserError(`The org issues no token: ${what}.`, said == null ? [] : [said], {
    code: 'org_refused',
  });
}

interface Decoded {
  token: string;
  header: unknown;
  payload: unknown;
}

/** @throws UserError if a signature, issuer or lifetime is wrong; the tokens are printed first */
async function print(
  tokens: Readonly<Record<string, string>>,
  { config }: Context,
  json: boolean | undefined,
  io: Io,
): Promise<void> {
  const { issuer, baseUrl } = config.okta;
  const keys = createRemoteJWKSet(new URL(`${issuer}${issuer === baseUrl ? '/oauth2' : ''}/v1/keys`));
  const result: Record<string, Decoded> = {};
  for (const [name, token] of Object.entries(tokens)) {
    const { payload } = await jwtVerify(token, keys, { issuer }).catch((error: unknown) => {
      if (error instanceof errors.JOSEError)
        throw new UserError(`${name} is not valid: ${error.message}.`, [], { code: 'org_refused' });
      throw error;
    });
    result[name] = { token, header: decodeProtectedHeader(token), payload };
  }
  const output = createOutput(io);
  if (json) {
    output.json(result);
    return;
  }
  for (const [name, { token, header, payload }] of Object.entries(result)) {
    output.line(output.paint.strong(name));
    output.line(token);
    output.line(JSON.stringify(header, null, 2));
    output.line(JSON.stringify(payload, null, 2));
    output.line(output.paint.good(`✓ signed by ${issuer}, not expired`));
    output.line();
  }
}
