import { randomUUID } from 'node:crypto';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { refusalIn } from '../../shared/refusal.ts';
import type { Context } from './context.ts';
import type { Answer, Door } from './door.ts';

export interface Client {
  clientId: string;
  clientSecret: string;
}

/** The endpoints of an authorization server. Those of the org's own, whose issuer is the org's URL, are below /oauth2. */
export const endpointsOf = ({ issuer, baseUrl }: { issuer: string; baseUrl: string }): string =>
  issuer === baseUrl ? `${baseUrl}/oauth2/v1` : `${issuer}/v1`;

/** Posts a form as a client that proves by its secret who it is (RFC 6749, section 2.3.1). */
export function askAsClient(
  door: Door,
  url: string,
  { clientId, clientSecret }: Client,
  form: Record<string, string> | URLSearchParams,
  headers: Record<string, string> = {},
): Promise<Answer> {
  // Both parts are form-encoded before they are joined.
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return door.ask(url, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}`, ...headers },
    body: new URLSearchParams(form),
  });
}

/**
 * A token request as the web app sends it. If the shop binds its tokens to a key, with the proof of a key, repeated with Okta's nonce
 * (RFC 9449 section 8).
 */
export async function requestTokens(
  { config, door }: Pick<Context, 'config' | 'door'>,
  form: Record<string, string>,
): Promise<Answer> {
  const url = `${endpointsOf(config.okta)}/token`;
  const ask = (headers?: Record<string, string>): Promise<Answer> =>
    askAsClient(door, url, config.okta, form, headers);
  if (!config.okta.dpop) return ask();
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

/** The `error` of an OAuth response; undefined for errors of the Management API, such as a rate limit. */
export function oauthError({ json }: Answer): string | undefined {
  const error = refusalIn(json)?.error;
  return error !== undefined && /^E\d{7}$/.test(error) ? undefined : error;
}

/** The payload of a JWT from the token endpoint; verifying its signature is up to the shop. */
export function payloadOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
}
