import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { endpointsOf } from '../doctor/token-request.ts';
import type { Context } from '../doctor/context.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { requireConfiguredOrg } from '../run/configured-org.ts';
import { contextOf, personOf, requestToken, tokensFor } from '../run/tokens.ts';
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

/** A token for the shop's API without a user (RFC 6749, section 4.4): printed, decoded and verified. */
export async function testToken({ scope, json }: TestTokenOptions, io: Io): Promise<void> {
  const context = await contextOf(await requireConfiguredOrg(io), io);
  const { okta } = context.config;
  if (!okta.service)
    throw new UserError(
      'No service app is configured.',
      'Set OKTA_SERVICE_CLIENT_ID and OKTA_SERVICE_CLIENT_SECRET in .env; multidemo init writes them.',
      { code: 'configuration' },
    );
  const token = await requestToken(context, `${endpointsOf(okta)}/token`, okta.service, {
    grant_type: 'client_credentials',
    scope: scope.join(' '),
  });
  await print({ access_token: token }, context, json, io);
}

/** Signs a demo person in as the shop does, and prints the tokens, decoded and verified. */
export async function testLogin({ as, scope, json }: TestLoginOptions, io: Io): Promise<void> {
  const context = await contextOf(await requireConfiguredOrg(io), io);
  const tokens = await tokensFor(context, personOf(as, io), scope ?? context.config.scopes.person);
  await print({ access_token: tokens.access_token, id_token: tokens.id_token }, context, json, io);
}

interface Decoded {
  token: string;
  header: unknown;
  payload: unknown;
}

/** @throws UserError before anything is printed, if a signature, issuer or lifetime is wrong */
async function print(
  tokens: Readonly<Record<string, string>>,
  { config }: Context,
  json: boolean | undefined,
  io: Io,
): Promise<void> {
  const { issuer } = config.okta;
  const keys = createRemoteJWKSet(new URL(`${endpointsOf(config.okta)}/keys`));
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
