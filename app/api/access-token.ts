/**
 * Access tokens as the API takes them: signature, issuer, audience and expiry by @okta/jwt-verifier
 * (https://developer.okta.com/docs/guides/validate-access-tokens/nodejs/main/).
 */
import OktaJwtVerifier from '@okta/jwt-verifier';
import { isLoopbackHttp } from '../outgoing/loopback.ts';
import type { Services } from '../site/services.ts';
import { UnreachableError } from '../outgoing/http.ts';
import { Problem } from './problem.ts';

/** The claims the API goes by; the rest of the token is for the token viewer. */
export interface AccessClaims {
  /** Client the token was issued to. */
  clientId: string;
  /** Okta user id; undefined in a machine's token (client credentials). */
  userId: string | undefined;
  subject: string;
  scopes: readonly string[];
  /** What the person's plan includes; the API knows `premium`. */
  features: readonly string[];
  /** What the person may do in the shop; the pages know `admin`. */
  roles: readonly string[];
  /** How strongly the person signed in, when the token says so. */
  acr: string | undefined;
  /** When the person signed in, seconds since the epoch; undefined in a machine's token. */
  authTime: number | undefined;
  /** Seconds since the epoch. */
  expiresAt: number;
}

export type VerifyAccessToken = (token: string) => Promise<AccessClaims>;

const remembered = 1000;

/**
 * Makes the verifier. A token that was verified once is remembered, whole, so that a busy page costs one signature check
 * and not one for each call: of the same text, signature, issuer and audience cannot come out otherwise. What can is
 * looked at in every request: expiry, whether the key is among those fetched last, and, by `authorize`, the scopes.
 * @throws Problem 401 invalid_token, or 503 when the keys cannot be fetched
 */
export function createVerifier({ config, keys, now }: Services): VerifyAccessToken {
  const { issuer, audience } = config.okta;
  const verifier = quietly(
    () =>
      new OktaJwtVerifier({
        issuer,
        getKeysInterceptor: () => keys.all(),
        testing: { disableHttpsCheck: isLoopbackHttp(issuer) },
      }),
  );
  const known = new Map<string, { claims: AccessClaims; kid: string }>();

  return async (token) => {
    const before = known.get(token);
    if (before && before.claims.expiresAt * 1000 > now() && keys.knows(before.kid)) return before.claims;
    known.delete(token);
    const kid = await requireKnownKey(token);
    const claims = await verify(token);
    if (known.size >= remembered) known.delete(known.keys().next().value ?? token);
    known.set(token, { claims, kid });
    return claims;
  };

  async function verify(token: string): Promise<AccessClaims> {
    try {
      const { claims } = await verifier.verifyAccessToken(token, audience);
      if (claims.exp * 1000 <= now()) throw new Error('Jwt is expired');
      return readClaims(claims);
    } catch (error) {
      throw invalidToken(error instanceof Error ? error.message : 'The token is not valid');
    }
  }

  /** Asked first, because jwks-rsa would otherwise fetch keys on its own for every forged key id. */
  async function requireKnownKey(token: string): Promise<string> {
    const kid = readKeyId(token);
    try {
      if (kid !== undefined && (await keys.has(kid))) return kid;
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      throw new Problem(
        503,
        'Cannot verify tokens',
        `The issuer's keys could not be fetched: ${error.message}`,
      );
    }
    throw invalidToken(
      kid === undefined
        ? 'Jwt cannot be parsed'
        : `The token is not signed with a key of the issuer ${issuer}`,
    );
  }
}

function invalidToken(detail: string): Problem {
  return new Problem(401, 'Invalid token', detail, { challenge: { error: 'invalid_token' } });
}

function readKeyId(token: string): string | undefined {
  try {
    const header = JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as {
      kid?: unknown;
    };
    return typeof header.kid === 'string' ? header.kid : undefined;
  } catch {
    return undefined;
  }
}

function readClaims(claims: OktaJwtVerifier.JwtClaims): AccessClaims {
  return {
    clientId: typeof claims['cid'] === 'string' ? claims['cid'] : '',
    userId: typeof claims['uid'] === 'string' ? claims['uid'] : undefined,
    subject: claims.sub,
    scopes: claims.scp ?? [],
    features: texts(claims['feature_access']),
    roles: texts(claims['role']),
    acr: typeof claims['acr'] === 'string' ? claims['acr'] : undefined,
    authTime: typeof claims['auth_time'] === 'number' ? claims['auth_time'] : undefined,
    expiresAt: claims.exp,
  };
}

/** Okta gives an array attribute as an array, and a single-valued one as text. */
function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

/** The verifier warns on the console that https is off; for an org on this machine that is as intended. */
function quietly<T>(work: () => T): T {
  /* eslint-disable no-console -- silences a library for one call; nothing is printed here */
  const { warn } = console;
  console.warn = () => undefined;
  try {
    return work();
  } finally {
    console.warn = warn;
  }
  /* eslint-enable no-console */
}
