import { randomUUID } from 'node:crypto';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { Context } from './context.ts';
import type { Answer } from './door.ts';

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
export const basic = (clientId: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`;

/**
 * A token request as the web app sends it. If the shop binds its tokens to a key, with the proof of a key, repeated with Okta's nonce
 * (RFC 9449 section 8).
 */
export async function requestTokens(
  { config, door }: Pick<Context, 'config' | 'door'>,
  form: Record<string, string>,
): Promise<Answer> {
  const { issuer, clientId, clientSecret, dpop } = config.okta;
  const url = `${issuer}/v1/token`;
  const ask = (headers: Record<string, string>): Promise<Answer> =>
    door.ask(url, {
      method: 'POST',
      headers: { authorization: basic(clientId, clientSecret), ...headers },
      body: new URLSearchParams(form),
    });
  if (!dpop) return ask({});
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  const prove = (nonce: string | null): Promise<string> =>
    new SignJWT({ htm: 'POST', htu: url, jti: randomUUID(), ...(nonce !== null && { nonce }) })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .setIssuedAt()
      .sign(privateKey);
  const first = await ask({ dpop: await prove(null) });
  if (oauthError(first) !== 'use_dpop_nonce') return first;
  return ask({ dpop: await prove(first.headers.get('dpop-nonce')) });
}

/** The `error` of an OAuth response. */
export function oauthError({ json }: Answer): string | undefined {
  const error = (json as { error?: unknown } | undefined)?.error;
  return typeof error === 'string' ? error : undefined;
}

/** The payload of a JWT from the token endpoint; verifying its signature is up to the shop. */
export function payloadOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}
