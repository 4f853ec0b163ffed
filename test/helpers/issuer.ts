import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import type { JWTPayload } from 'jose';

/** Claims to sign instead of the usual ones; `undefined` leaves a claim out. */
export interface TokenWishes extends Omit<JWTPayload, 'exp' | 'sub'> {
  exp?: unknown;
  sub?: string | undefined;
  scp?: unknown;
  feature_access?: unknown;
  cid?: string | undefined;
  uid?: string | undefined;
}

/**
 * An authorization server reduced to its keys: enough for tokens that a real one would never issue (expired,
 * foreign, for another audience), because here the test holds the private key.
 */
export async function startIssuer() {
  const [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const publish = async (key: CryptoKey, kid: string) => ({
    ...(await exportJWK(key)),
    kid,
    alg: 'RS256',
    use: 'sig',
  });
  let keys = [await publish(own.publicKey, 'own-key')];
  const requests: string[] = [];
  let failure: { status: number; body: string } | undefined;
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    const found = request.url?.endsWith('/v1/keys');
    response.writeHead(found ? (failure?.status ?? 200) : 404, { 'content-type': 'application/json' });
    response.end(found ? (failure?.body ?? JSON.stringify({ keys })) : '{}');
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}/oauth2/aus1`;
  const sign =
    (key: CryptoKey, kid: string) =>
    (wishes: TokenWishes, header: object = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const claims = {
        ver: 1,
        jti: 'AT.1',
        iss: issuer,
        aud: 'http://localhost:5000',
        iat: now,
        exp: now + 3600,
        cid: '0oaweb',
        uid: '00uada',
        sub: 'ada@example.com',
        scp: ['products:read', 'orders:create'],
        feature_access: ['regular'],
        ...wishes,
      };
      return new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(key);
    };
  return {
    issuer,
    /** Paths that were asked for, in order. */
    requests,
    sign: sign(own.privateKey, 'own-key'),
    /** By a key that is not published, under the name of one that is. */
    signForeign: sign(foreign.privateKey, 'own-key'),
    signUnknownKey: sign(foreign.privateKey, 'other-key'),
    /** Answers so when asked for its keys; undefined: as usual again. */
    failWith: (answer: { status: number; body: string } | undefined) => {
      failure = answer;
    },
    /** Publishes the other key in place of its own. */
    rotate: async () => {
      keys = [await publish(foreign.publicKey, 'other-key')];
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
