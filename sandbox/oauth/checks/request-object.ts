import { decodeJwt, decodeProtectedHeader, type JWTPayload } from 'jose';
import type { OAuthClientSettings } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import type { Artifacts } from '../artifacts.ts';
import type { ServerView } from '../authorization-server.ts';
import { activeSecrets } from '../clients/client.ts';
import { hmacKeys, importedKeys, isSignedByAny, type Key } from '../clients/client-assertion.ts';
import { clientKeys } from '../clients/client-keys.ts';
import { OAuthError } from '../okta-errors.ts';

/** The algorithms of signed requests, published in discovery. */
export const requestObjectAlgorithms = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'ES256',
  'ES384',
  'ES512',
] as const;

/** The maximum lifetime of a request, and how much a client's clock may differ, in seconds. */
const longest = 3600;
const tolerance = 5;

interface Asked {
  readonly org: Org;
  readonly server: ServerView;
  readonly artifacts: Artifacts;
  readonly oauth: OAuthClientSettings;
}

const invalid = (description: string): OAuthError => new OAuthError('invalid_request_object', description);

/**
 * The parameters of a signed request (RFC 9101) by Okta's rules: never encrypted, for this server, at most an hour ahead,
 * and good once where it has a `jti`.
 * @param registered the only algorithm that the app may use, where it has one
 * @throws OAuthError in Okta's words
 */
export async function readRequestObject(
  asked: Asked,
  object: string,
  registered: string | undefined,
): Promise<Record<string, string>> {
  const { alg, kid, claims } = parse(object);
  if (!requestObjectAlgorithms.some((known) => known === alg))
    throw invalid('The JWT signature algorithm of the request object is invalid.');
  if (registered !== undefined && registered !== alg)
    throw invalid('The signing algorithm used is not supported by this client.');
  const { org, artifacts, oauth } = asked;
  const now = org.clock() / 1000;
  checkClaims(asked, claims, now);
  const keys = alg.startsWith('HS') ? secretKeys(asked, alg) : await publicKeys(asked, alg, kid);
  if (!(await isSignedByAny(object, keys))) throw invalid('The signature of the request object is invalid.');
  const { jti, exp = now + longest } = claims;
  if (jti !== undefined && artifacts.spend('RequestObject', oauth.clientId, jti, exp + tolerance - now))
    throw invalid('The request object has already been used.');
  const own = ['iss', 'aud', 'exp', 'iat', 'nbf', 'jti', 'sub', 'request', 'request_uri'];
  const texts = Object.entries(claims).filter(
    (entry): entry is [string, string | number] =>
      !own.includes(entry[0]) && (typeof entry[1] === 'string' || typeof entry[1] === 'number'),
  );
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value)]));
}

function parse(object: string): {
  readonly alg: string;
  readonly kid: string | undefined;
  readonly claims: JWTPayload;
} {
  try {
    const { alg = '', kid } = decodeProtectedHeader(object);
    return { alg, kid, claims: decodeJwt(object) };
  } catch {
    throw invalid('The request object cannot be parsed.');
  }
}

function checkClaims({ oauth, server }: Asked, claims: JWTPayload, now: number): void {
  if (claims.iss !== oauth.clientId)
    throw new OAuthError('invalid_client', 'The issuer of the request object is invalid.', 401);
  if (![claims.aud].flat().includes(server.issuer))
    throw invalid('The audience of the request object is invalid.');
  const { exp, iat, nbf }: { exp?: unknown; iat?: unknown; nbf?: unknown } = claims;
  if (!isMoment(exp) || !isMoment(iat) || !isMoment(nbf))
    throw invalid('The request object cannot be parsed.');
  if (exp !== undefined && exp <= now - tolerance) throw invalid('The request object is expired.');
  if (exp !== undefined && exp > now + longest + tolerance)
    throw invalid('The request object expires too far in the future.');
  if (iat !== undefined && iat > now + tolerance)
    throw invalid('The request object is issued in the future.');
  if (nbf !== undefined && nbf > now + tolerance) throw invalid('The request object is issued too early.');
}

/** Seconds, where the claim is there. */
const isMoment = (value: unknown): value is number | undefined =>
  value === undefined || Number.isFinite(value);

function secretKeys({ oauth }: Asked, alg: string): Key[] {
  if (activeSecrets(oauth).length === 0 || oauth.tokenEndpointAuthMethod === 'none')
    throw new OAuthError(
      'request_not_supported',
      'The issuer of the request object does not have a client secret.',
    );
  const longEnough = hmacKeys(oauth, alg);
  if (longEnough.length === 0) throw invalid('The JWT signature secret length is too short.');
  return longEnough;
}

async function publicKeys({ org, oauth }: Asked, alg: string, kid: string | undefined): Promise<Key[]> {
  if ((oauth.jwks?.keys.length ?? 0) === 0 && oauth.jwksUri === undefined)
    throw new OAuthError(
      'invalid_client',
      'The client does not have a JWKSet configured, but the request object requires one.',
      401,
    );
  const signing = (await clientKeys(org, oauth, kid)).filter(({ use }) => use === undefined || use === 'sig');
  if (signing.length === 0) throw invalid('The request object needs to be signed using a signing key.');
  const named = kid === undefined ? signing : signing.filter((key) => key.kid === kid);
  if (named.length === 0) throw invalid('The JWT kid of the request object is invalid.');
  return importedKeys(named, alg);
}
