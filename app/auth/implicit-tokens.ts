import { createHash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { UnreachableError } from '../outgoing/http.ts';
import type { Services } from '../site/services.ts';
import type { TokenSet } from '../store/tokens.ts';
import { SignInError } from './errors.ts';

type TokenCheckServices = Pick<Services, 'config' | 'keys' | 'now'>;

/**
 * Checks tokens that came through the browser (OpenID Connect Core 3.2.2.11): anyone could have sent them, so
 * the signature, the issuer, the audience, the nonce of our attempt and the hash that binds the access token to
 * the ID token must all be valid, and the access token must have been issued to this client.
 * @throws SignInError
 */
export async function verifyImplicitTokens(
  services: TokenCheckServices,
  { idToken, accessToken }: { idToken: string; accessToken: string },
  nonce: string,
): Promise<TokenSet> {
  const { clientId, audience } = services.config.okta;
  const id = await verify(services, idToken, clientId);
  demand(id['nonce'] === nonce, 'The nonce in the ID token does not match this sign-in attempt.');
  demand(
    id['at_hash'] === tokenHash(accessToken),
    'The at_hash of the ID token does not match the access token.',
  );
  const access = await verify(services, accessToken, audience);
  demand(access['cid'] === clientId, 'The access token was issued to another client.');
  demand(access['uid'] === id.sub, 'The two tokens belong to different users.');
  return {
    idToken,
    accessToken,
    refreshToken: undefined,
    expiresAt: (access.exp ?? 0) * 1000,
    scopes: scopesOf(access),
  };
}

async function verify(
  { config, keys, now }: TokenCheckServices,
  token: string,
  audience: string,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid = '' }) => {
        const key = await keys.find(kid);
        if (!key) throw new errors.JWKSNoMatchingKey();
        return key;
      },
      {
        issuer: config.okta.issuer,
        audience,
        algorithms: ['RS256'],
        requiredClaims: ['exp', 'sub'],
        currentDate: new Date(now()),
      },
    );
    return payload;
  } catch (error) {
    if (error instanceof UnreachableError)
      throw new SignInError(503, 'org-unreachable', undefined, { cause: error });
    if (error instanceof errors.JOSEError) throw refused(error.message);
    throw error;
  }
}

/** The left half of the SHA-256 of the token, OpenID Connect Core 3.2.2.9. */
const tokenHash = (token: string): string =>
  createHash('sha256').update(token).digest().subarray(0, 16).toString('base64url');

const scopesOf = ({ scp }: JWTPayload): string[] => (Array.isArray(scp) ? scp.map(String) : []);

function demand(ok: boolean, why: string): void {
  if (!ok) throw refused(why);
}

const refused = (description: string): SignInError =>
  new SignInError(400, 'tokens-refused', { error: 'invalid_token', description });
