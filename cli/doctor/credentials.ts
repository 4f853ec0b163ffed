import { createPrivateKey, randomUUID } from 'node:crypto';
import { SignJWT, importJWK } from 'jose';
import type { Config } from '../../app/index.ts';
import type { Door } from './door.ts';
import type { Redactor } from './redact.ts';

type Management = Config['okta']['management'];

/**
 * What goes into the Authorization header of the Management API: the API token, or an access token that the service app
 * gets for its private key (RFC 7523). https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/
 *
 * @throws Trouble when the org refuses the service app
 */
export async function authorizationFor(
  management: NonNullable<Management>,
  scopes: readonly string[],
  { orgUrl, door, redactor }: { orgUrl: string; door: Door; redactor: Redactor },
): Promise<string> {
  if (management.kind === 'token') return `SSWS ${management.token}`;
  const audience = `${orgUrl}/oauth2/v1/token`;
  const answer = await door.ask(audience, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: scopes.join(' '),
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await assertion(management, audience),
    }),
  });
  const token = (answer.expectOkta().json as { access_token?: unknown }).access_token;
  if (typeof token !== 'string') throw new RefusedClient(answer.text);
  redactor.add(token);
  return `Bearer ${token}`;
}

/** The org gives the service app no token. */
export class RefusedClient extends Error {
  override readonly name = 'RefusedClient';
}

async function assertion(
  { clientId, privateKey }: Extract<Management, { kind: 'key' }>,
  audience: string,
): Promise<string> {
  const isJwk = privateKey.trimStart().startsWith('{');
  const jwk = isJwk ? (JSON.parse(privateKey) as { kid?: string; alg?: string }) : {};
  const key = isJwk ? await importJWK(jwk, jwk.alg ?? 'RS256') : createPrivateKey(privateKey);
  return new SignJWT()
    .setProtectedHeader({ alg: jwk.alg ?? 'RS256', ...(jwk.kid !== undefined && { kid: jwk.kid }) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(audience)
    .setIssuedAt()
    .setExpirationTime('5m')
    .setJti(randomUUID())
    .sign(key);
}
