import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK, type JWTPayload } from 'jose';
import type { OAuthClientSettings } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import type { Artifacts } from '../artifacts.ts';
import { activeSecrets } from './client.ts';
import { clientKeys } from './client-keys.ts';
import { OAuthError } from '../okta-errors.ts';

const invalidClient = (description: string): OAuthError => new OAuthError('invalid_client', description, 401);

const symmetric = ['HS256', 'HS384', 'HS512'];
const asymmetric = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
/** The maximum lifetime of an assertion in seconds. */
const longest = 3600;
/** Seconds by which a client's clock may differ. */
const tolerance = 5;

interface Assertion {
  readonly claims: JWTPayload;
  readonly alg: string;
  readonly kid: string | undefined;
}

/** What an assertion says, whether it is true or not. @throws OAuthError when it is no JWT */
export function readAssertion(assertion: string): Assertion {
  try {
    const { alg = '', kid } = decodeProtectedHeader(assertion);
    return { claims: decodeJwt(assertion), alg, kid };
  } catch {
    throw invalidClient('The parsing of the client_assertion failed.');
  }
}

/**
 * Checks an assertion (RFC 7523) by Okta's rules: `jti` may be left out, `exp` is at most an hour ahead, `iat` not ahead.
 * @param audiences the addresses that it may be for
 * @throws OAuthError in Okta's words
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/guides/client-auth/
 */
export async function checkAssertion(
  { org, artifacts }: { readonly org: Org; readonly artifacts: Artifacts },
  oauth: OAuthClientSettings,
  assertion: string,
  audiences: readonly string[],
): Promise<void> {
  const read = readAssertion(assertion);
  const bySecret = oauth.tokenEndpointAuthMethod === 'client_secret_jwt';
  if (!(bySecret ? symmetric : asymmetric).includes(read.alg))
    throw invalidClient('The client_assertion JWT signature algorithm is invalid.');
  const now = org.clock() / 1000;
  checkClaims(read.claims, now, audiences);
  const keys = bySecret ? secretKeys(oauth, read.alg) : await publicKeys(org, oauth, read);
  if (!(await isSignedByAny(assertion, keys)))
    throw invalidClient('The client_assertion signature is invalid.');
  // With a `jti`, it is valid once.
  const { jti, exp = 0 } = read.claims;
  if (jti !== undefined && artifacts.spend('ClientAssertion', oauth.clientId, jti, exp + tolerance - now))
    throw invalidClient('The client_assertion token has already been used.');
}

function checkClaims(claims: JWTPayload, now: number, audiences: readonly string[]): void {
  if (claims.iss !== claims.sub)
    throw invalidClient('The issuer claim for client_assertion is not a valid client_id.');
  if (![claims.aud].flat().some((one) => one !== undefined && audiences.includes(one)))
    throw invalidClient(
      'The audience claim for client_assertion must be the endpoint invoked for the request.',
    );
  const { exp, iat }: { exp?: unknown; iat?: unknown } = claims;
  if (typeof exp !== 'number')
    throw invalidClient("The client_assertion must contain the 'exp' claim as seconds since epoch.");
  if (exp <= now - tolerance) throw invalidClient('The client_assertion token is expired.');
  if (exp > now + longest + tolerance)
    throw invalidClient('The client_assertion token has an expiration too far into the future.');
  if (iat !== undefined && !(typeof iat === 'number' && iat <= now + tolerance))
    throw invalidClient('The client_assertion token must be issued before the current time.');
}

export type Key = Uint8Array | Awaited<ReturnType<typeof importJWK>>;

function secretKeys(oauth: OAuthClientSettings, alg: string): Key[] {
  const longEnough = hmacKeys(oauth, alg);
  if (longEnough.length === 0) throw invalidClient('The client secret is too short to verify a JWT HMAC.');
  return longEnough;
}

/** The client's secrets that are long enough for the algorithm (RFC 7518, section 3.2). */
export const hmacKeys = (oauth: OAuthClientSettings, alg: string): Key[] =>
  activeSecrets(oauth)
    .map((secret) => new TextEncoder().encode(secret))
    .filter((secret) => secret.length * 8 >= Number(alg.slice(2)));

async function publicKeys(org: Org, oauth: OAuthClientSettings, { alg, kid }: Assertion): Promise<Key[]> {
  const signing = (await clientKeys(org, oauth, kid)).filter(({ use }) => use === undefined || use === 'sig');
  if (signing.length === 0)
    throw invalidClient('The client_assertion JWT needs to be signed using a signing key.');
  const named = kid === undefined ? signing : signing.filter((key) => key.kid === kid);
  if (named.length === 0) throw invalidClient('The client_assertion JWT kid is invalid.');
  return importedKeys(named, alg);
}

/** The keys of the kind that the algorithm needs: any other has signed nothing. */
export async function importedKeys(keys: readonly JWK[], alg: string): Promise<Key[]> {
  const imported = await Promise.all(keys.map((key) => importJWK(key, alg).catch(() => undefined)));
  return imported.filter((key) => key !== undefined);
}

export async function isSignedByAny(assertion: string, keys: readonly Key[]): Promise<boolean> {
  const outcomes = await Promise.allSettled(keys.map((key) => compactVerify(assertion, key)));
  return outcomes.some(({ status }) => status === 'fulfilled');
}
