import { createPublicKey, verify } from 'node:crypto';
import type { JsonWebKey, KeyObject } from 'node:crypto';
import { bodyText, headerOf } from './decode.ts';
import type { Recorded } from './recorded.ts';

/** The key with which this issuer signs; undefined if it publishes none of that ID, or the issuer is not known here. */
export type KeyOf = (issuer: string, kid: string) => Promise<KeyObject | undefined>;

/** A JSON Web Token that was in a message, decoded and verified again now. */
export interface FoundToken {
  /** Where it was: the name of the parameter, member or header. */
  readonly name: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** Undefined if the key is not known here. */
  readonly isGenuine: boolean | undefined;
  readonly verdict: string;
}

const jwt = /^[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}$/;
/** A name is bounded, and begins where a word does: a body may be one long word. */
const named = /(?<![\w-])([\w-]{1,64})"?\s*[:=]\s*"?([\w-]{10,}\.[\w-]{10,}\.[\w-]{10,})/g;

/** The tokens of a message, each once. */
export async function tokensOf(message: Recorded, keyOf: KeyOf): Promise<FoundToken[]> {
  const found = new Map<string, string>();
  const look = (text: string | undefined): void => {
    for (const [, name = '', token = ''] of (text ?? '').matchAll(named))
      if (!found.has(token)) found.set(token, name);
  };
  const sent = message.wireHeaders ?? message.requestHeaders;
  const [scheme = '', bearer = ''] = (headerOf(sent, 'authorization') ?? '').split(' ');
  if (jwt.test(bearer)) found.set(bearer, `Authorization: ${scheme}`);
  const proof = headerOf(sent, 'dpop');
  if (proof !== undefined && jwt.test(proof)) found.set(proof, 'DPoP');
  look(message.url);
  look(headerOf(message.responseHeaders, 'location'));
  look(bodyText(message.requestBody, sent));
  look(bodyText(message.responseBody, message.responseHeaders));
  const tokens = await Promise.all([...found].map(([token, name]) => examine(name, token, keyOf)));
  return tokens.filter((one) => one !== undefined);
}

async function examine(name: string, token: string, keyOf: KeyOf): Promise<FoundToken | undefined> {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const [header, claims] = [decoded(head), decoded(payload)];
  if (!header || !claims) return undefined;
  const key = await keyFor(header, claims, keyOf);
  if (!key)
    return {
      name,
      header,
      claims,
      isGenuine: undefined,
      verdict: 'Not verified: its key is unknown.',
    };
  const isGenuine = isSigned(`${head}.${payload}`, signature, key);
  const by =
    header['typ'] === 'dpop+jwt' ? 'with the key in its header' : `with key ${String(header['kid'])}`;
  const verdict = isGenuine ? `Signature verified ${by}` : 'Signature invalid: do not trust its contents.';
  return { name, header, claims, isGenuine, verdict };
}

async function keyFor(
  { kid, jwk, typ }: Readonly<Record<string, unknown>>,
  { iss }: Readonly<Record<string, unknown>>,
  keyOf: KeyOf,
): Promise<KeyObject | undefined> {
  try {
    // A proof of possession brings its key: it proves that its sender has that key (RFC 9449, section 4.3).
    if (typ === 'dpop+jwt') return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    return typeof iss === 'string' && typeof kid === 'string' ? await keyOf(iss, kid) : undefined;
  } catch {
    return undefined;
  }
}

function isSigned(text: string, signature: string, key: KeyObject): boolean {
  try {
    const how = { key, dsaEncoding: 'ieee-p1363' as const };
    return verify('sha256', Buffer.from(text), how, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

function decoded(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
