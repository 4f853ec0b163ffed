import { bodyText, headerOf } from './decode.ts';
import type { Recorded } from './recorded.ts';

/** Parameters and members by which messages belong together. */
const linking = new Set([
  ...['state', 'nonce', 'code', 'interaction_code', 'interaction_handle', 'request_uri', 'device_code'],
  ...['user_code', 'auth_req_id', 'sessionToken', 'stateToken', 'stateHandle', 'SAMLRequest', 'RelayState'],
]);
/** Members and parameters that are tokens: they are known by their `jti`. */
const tokens = new Set(['access_token', 'id_token', 'id_token_hint', 'subject_token', 'client_assertion']);

const kept = new WeakMap<Recorded, readonly (readonly [string, string])[]>();

/** The values that connect this message to others, with their names. */
export function linksOf(message: Recorded): readonly (readonly [name: string, value: string])[] {
  const known = kept.get(message);
  if (known) return known;
  const links = new Map<string, string>();
  const add = (name: string, value: string): void => {
    if (linking.has(name)) links.set(name, value);
    if (tokens.has(name)) links.set(name, idOfToken(value));
  };
  const address = (url: string): void => {
    for (const part of url.split(/[?#]/).slice(1))
      for (const [name, value] of new URLSearchParams(part)) add(name, value);
  };
  const body = (text: string | undefined, type = ''): void => {
    if (text === undefined) return;
    if (/x-www-form-urlencoded/i.test(type))
      for (const [name, value] of new URLSearchParams(text)) add(name, value);
    if (!/json/i.test(type)) return;
    for (const [, name = '', value = ''] of text.matchAll(/"(\w+)"\s*:\s*"([^"\\]{4,})"/g)) add(name, value);
  };
  address(message.url);
  const sent = message.wireHeaders ?? message.requestHeaders;
  const [, bearer] = /^(?:bearer|dpop) (\S+)$/i.exec(headerOf(sent, 'authorization') ?? '') ?? [];
  if (bearer !== undefined) add('access_token', bearer);
  body(bodyText(message.requestBody, sent), headerOf(sent, 'content-type'));
  address(headerOf(message.responseHeaders, 'location') ?? '');
  body(
    bodyText(message.responseBody, message.responseHeaders),
    headerOf(message.responseHeaders, 'content-type'),
  );
  const found = [...links];
  // A body that is still being read may say more.
  if (message.ms !== undefined) kept.set(message, found);
  return found;
}

/** The `jti` of a JWT, or the token itself when it has none. */
function idOfToken(token: string): string {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as unknown;
    const jti = typeof claims === 'object' && claims !== null && 'jti' in claims ? claims.jti : undefined;
    return typeof jti === 'string' ? jti : token;
  } catch {
    return token;
  }
}
