/**
 * Verifies access tokens for the API: signature, issuer, audience and expiry by @okta/jwt-verifier
 * (https://developer.okta.com/docs/guides/validate-access-tokens/nodejs/main/).
 */
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import type { Services } from '../site/services.ts';
import { UnreachableError } from '../outgoing/http.ts';
import type { OktaVerifier } from './okta-verifier.ts';
import { Problem } from './problem.ts';

/** The claims that the API uses; the rest of the token is for the token viewer. */
export interface AccessClaims {
  /** Client the token was issued to. */
  clientId: string;
  /** Okta user id; undefined in a machine's token (client credentials). */
  userId: string | undefined;
  subject: string;
  scopes: readonly string[];
  /** What the user's plan includes; the API checks for `premium`. */
  features: readonly string[];
  /** What the user may do in the shop; the pages check for `admin`. */
  roles: readonly string[];
  /** How strongly the user signed in, if the token says so. */
  acr: string | undefined;
  /** When the person signed in, seconds since the epoch; undefined in a machine's token. */
  authTime: number | undefined;
  /** Seconds since the epoch. */
  expiresAt: number;
  issuedAt: number;
  /** Thumbprint of the key that the token is bound to (RFC 9449); undefined for a bearer token. */
  boundTo: string | undefined;
  /** The AI agent that acts for the person (RFC 8693, section 4.1); undefined when the token does not name one. */
  agentId: string | undefined;
}

export type VerifyAccessToken = (token: string) => Promise<AccessClaims>;

const remembered = 1000;

/** Loaded with the first token: it is a large package, and a shop can be ready without it. */
const loadVerifier = async (issuer: string): Promise<OktaVerifier> =>
  (await import('./okta-verifier.ts')).createOktaVerifier(issuer);

/**
 * Creates the verifier. A verified token is cached under its full text, so that a busy page costs one signature
 * check instead of one per call: signature, issuer and audience of the same text cannot change. What can change
 * is checked on every request: expiry, whether the key is still published, whether the org has ended the user's access
 * since, and, by `authorize`, the scopes.
 * @throws Problem 401 invalid_token, or 503 when the keys cannot be fetched
 */
export function createVerifier({
  config,
  keys,
  now,
  ended,
}: Pick<Services, 'config' | 'keys' | 'now' | 'ended'>): VerifyAccessToken {
  const { issuer, audience } = config.okta;
  let verifier: Promise<OktaVerifier> | undefined;
  const known = new Map<string, { claims: AccessClaims; kid: string }>();

  return async (token) => {
    const before = known.get(token);
    const kid = before?.kid ?? readKeyId(token);
    const key = await keyOf(kid);
    if (before && before.claims.expiresAt * 1000 > now()) return refuseEnded(before.claims);
    known.delete(token);
    const claims = refuseEnded(await verify(token, key));
    if (known.size >= remembered) known.delete(known.keys().next().value ?? token);
    known.set(token, { claims, kid });
    return claims;
  };

  /** A token states what was true when it was signed; the org may have revoked the access since then. */
  function refuseEnded(claims: AccessClaims): AccessClaims {
    if (claims.userId !== undefined && ended.refuses(claims.userId, claims.issuedAt))
      throw invalidToken('The user’s access has ended in the org');
    return claims;
  }

  async function verify(token: string, key: KeyObject): Promise<AccessClaims> {
    try {
      const { claims } = await (await (verifier ??= loadVerifier(issuer))).verifyWith(key, token, audience);
      const read = readClaims(claims);
      if (read.expiresAt * 1000 <= now()) throw new Error('Jwt is expired');
      return read;
    } catch (error) {
      throw invalidToken(error instanceof Error ? error.message : 'The token is not valid');
    }
  }

  async function keyOf(kid: string): Promise<KeyObject> {
    const key = await keys.find(kid).catch((error: unknown) => {
      if (!(error instanceof UnreachableError)) throw error;
      throw new Problem(
        503,
        'Cannot verify tokens',
        `The issuer's keys could not be fetched: ${error.message}`,
      );
    });
    if (key) return key;
    throw invalidToken(`The token is not signed with a key of the issuer ${issuer}`);
  }
}

function invalidToken(detail: string): Problem {
  return new Problem(401, 'Invalid token', detail, { challenge: { error: 'invalid_token' } });
}

/** Three parts, none of them empty (RFC 7515 section 7.1). */
const compactForm = /^([\w-]+)\.[\w-]+\.[\w-]+$/;

/**
 * Okta's header has no `typ`; RFC 9068 calls an access token `at+jwt`. Anything else is another kind of token.
 */
const header = z.looseObject({
  kid: z.string(),
  typ: z.stringFormat('type of an access token', /^(application\/)?(at\+)?jwt$/i).optional(),
  crit: z.never('The token has unsupported extensions (crit)').optional(),
});

/** @throws Problem 401 for anything that does not have the form of an access token */
function readKeyId(token: string): string {
  const part = compactForm.exec(token)?.[1];
  if (part === undefined) throw invalidToken('Jwt cannot be parsed');
  return parseClaims(header, decodePart(part)).kid;
}

function decodePart(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString());
  } catch {
    throw invalidToken('Jwt cannot be parsed');
  }
}

/**
 * Okta returns an array attribute as an array and a single-valued one as text; anything else grants nothing.
 */
const texts = z
  .union([z.string().transform((text) => [text]), z.array(z.string())])
  .optional()
  .catch([])
  .transform((list = []) => list);

/** https://developer.okta.com/docs/api/openapi/okta-oauth/guides/overview/ (access token payload) */
const accessClaims = z
  .looseObject({
    cid: z.string(),
    uid: z.string().optional(),
    sub: z.string(),
    scp: z.array(z.string()).default([]),
    feature_access: texts,
    role: texts,
    acr: z.string().optional().catch(undefined),
    auth_time: z.number().optional().catch(undefined),
    exp: z.number(),
    iat: z.number().default(0),
    cnf: z.looseObject({ jkt: z.string() }).optional(),
    act: z.looseObject({ sub: z.string() }).optional(),
  })
  .transform(
    ({ cid, uid, sub, scp, feature_access, role, acr, auth_time, exp, iat, cnf, act }): AccessClaims => ({
      clientId: cid,
      userId: uid,
      subject: sub,
      scopes: scp,
      features: feature_access,
      roles: role,
      acr,
      authTime: auth_time,
      expiresAt: exp,
      issuedAt: iat,
      boundTo: cnf?.jkt,
      agentId: act?.sub,
    }),
  );

const readClaims = (claims: unknown): AccessClaims => parseClaims(accessClaims, claims);

/** Names the claims that do not fit: the token's sender can read it anyway. */
function parseClaims<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const wrong = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw invalidToken(`The token does not have the expected form (${wrong.join('; ')})`);
}
