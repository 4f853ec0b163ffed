import type { Answer } from './door.ts';

/** RFC 6749, section 2.3.1: both parts are form-encoded before they are joined. */
export const basic = (clientId: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`).toString('base64')}`;

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
