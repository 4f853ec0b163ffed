/** Proof of possession (RFC 9449). https://developer.okta.com/docs/guides/dpop/ */
import { createHash, createHmac } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, errors, type JWTPayload, jwtVerify } from 'jose';
import type { Context } from 'koa';
import type { Org } from '../org/org.ts';
import { orgServerId } from '../org/servers/signing-keys.ts';
import type { Artifacts } from './artifacts.ts';
import type { AuthenticatedClient } from './clients/client-authentication.ts';
import { OAuthError } from './okta-errors.ts';

/** The algorithms that Okta accepts for proofs of possession, published in discovery. */
export const dpopSigningAlgorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'] as const;

const day = 86_400_000;
/** A nonce is renewed every 24 hours; a previous one stays valid for three days. */
const daysAfter = 3;
/** Seconds by which the time in a proof may differ from the org's time. */
const window = 300;

/** The request that a proof is for. */
interface ProvenRequest {
  readonly method: string;
  /** The URL that the client requested. */
  readonly url: string;
}

/** The content of a proof, and the thumbprint of the key that signed it (RFC 7638). */
interface Proof {
  readonly thumbprint: string;
  readonly jti: string;
  readonly nonce: string | undefined;
}

const invalidProof = (description: string): OAuthError => new OAuthError('invalid_dpop_proof', description);
const invalidClaim = (name: string): OAuthError =>
  invalidProof(`'${name}' claim in the DPoP proof JWT is invalid.`);

/**
 * Verifies the proof of a request (RFC 9449, section 4.3), except for its nonce and whether it was used before.
 * @param accessToken the token that is presented with it
 * @throws OAuthError with Okta's error text
 */
async function readProof(
  org: Org,
  proof: string,
  request: ProvenRequest,
  accessToken?: string,
): Promise<Proof> {
  if (proof === '') throw invalidProof('The DPoP proof JWT header is missing.');
  if (proof.includes(',')) throw invalidProof('Multiple DPoP proof JWT headers are not allowed.');
  const { claims, thumbprint } = await verifiedProof(proof);
  const { iat, jti, htm, htu, ath, nonce } = claims;
  if (typeof iat !== 'number') throw invalidClaim('iat');
  if (typeof jti !== 'string' || jti === '') throw invalidClaim('jti');
  if (htm !== request.method) throw invalidClaim('htm');
  if (addressOf(htu) === undefined || addressOf(htu) !== addressOf(request.url)) throw invalidClaim('htu');
  requireRecent(org, iat);
  if (accessToken !== undefined && ath !== hashOf(accessToken))
    throw invalidProof("'ath' claim in the DPoP proof does not match the presented access_token.");
  return { thumbprint, jti, nonce: typeof nonce === 'string' ? nonce : undefined };
}

/**
 * The key that the tokens of a request will be bound to, from the proof in its header. The proof needs the org's nonce, and is
 * valid once.
 * @throws OAuthError with Okta's error text; `use_dpop_nonce` with the nonce in the header
 */
export async function boundKey(
  { org, artifacts, ctx, oauth }: ClientProof,
  { needsNonce }: { readonly needsNonce: boolean },
): Promise<string> {
  const proof = await readProof(org, ctx.get('dpop'), requestOf(org, ctx));
  const { thumbprint, nonce } = proof;
  const [current = '', ...previous] = await noncesOf(org);
  if (nonce !== current) ctx.set('DPoP-Nonce', current);
  const isKnown = nonce === undefined ? !needsNonce : [current, ...previous].includes(nonce);
  if (!isKnown) throw new OAuthError('use_dpop_nonce', 'Authorization server requires nonce in DPoP proof.');
  spendProof(artifacts, oauth.clientId, proof);
  return thumbprint;
}

/** Marks a client's proof as used. @throws OAuthError if it was used before */
function spendProof(artifacts: Artifacts, clientId: string, { jti }: Proof): void {
  if (artifacts.spend('DpopProof', clientId, jti, 2 * window))
    throw invalidProof('The DPoP proof JWT has already been used.');
}

interface ClientProof extends AuthenticatedClient {
  readonly org: Org;
  readonly artifacts: Artifacts;
  readonly ctx: Context;
}

/** A request with a token bound to a key. */
interface BoundRequest extends ProvenRequest {
  readonly token: string;
  readonly jkt: unknown;
  readonly clientId: string;
  /** Undefined if the token is presented as a bearer token. */
  readonly proof: string | undefined;
}

/**
 * Requires a proof signed with the key that the token is bound to, and not used before (RFC 9449, section 7.1). A nonce is not
 * required.
 * @throws OAuthError with Okta's error text
 */
export async function requireKey(org: Org, artifacts: Artifacts, request: BoundRequest): Promise<void> {
  const { token, jkt, clientId, proof: shown } = request;
  const proof = shown === undefined ? undefined : await readProof(org, shown, request, token);
  if (proof === undefined || proof.thumbprint !== jkt)
    throw invalidProof('The access_token is not bound to the provided DPoP proof.');
  spendProof(artifacts, clientId, proof);
}

/** The request, with the org's own URL. */
export const requestOf = (org: Org, { method, path }: Context): ProvenRequest => ({
  method,
  url: org.url + path,
});

async function verifiedProof(
  proof: string,
): Promise<{ readonly claims: JWTPayload & Record<string, unknown>; readonly thumbprint: string }> {
  try {
    const options = { typ: 'dpop+jwt', algorithms: [...dpopSigningAlgorithms] };
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options);
    return {
      claims: payload,
      thumbprint: await calculateJwkThumbprint(protectedHeader.jwk ?? { kty: 'none' }),
    };
  } catch (error) {
    throw invalidProof(problemOf(error));
  }
}

function problemOf(error: unknown): string {
  if (error instanceof errors.JWSSignatureVerificationFailed)
    return 'The DPoP proof JWT signature is invalid.';
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The DPoP proof JWT signature algorithm is invalid.';
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'typ')
    return "'typ' must be 'dpop+jwt' in the DPoP proof JWT.";
  if (error instanceof errors.JWTExpired) return 'The DPoP proof JWT is expired.';
  return error instanceof errors.JWSInvalid && /Compact|JWS Protected/.test(error.message)
    ? 'The DPoP proof JWT cannot be parsed.'
    : 'The DPoP proof JWT is invalid.';
}

/** Accepts the time of the org's clock, which tests can move, and of the machine's, which clients use. @throws OAuthError */
function requireRecent(org: Org, iat: number): void {
  const ages = [org.clock(), Date.now()].map((now) => now / 1000 - iat);
  if (ages.some((age) => Math.abs(age) <= window)) return;
  throw invalidProof(
    ages.every((age) => age < 0)
      ? 'The DPoP proof JWT is issued in the future.'
      : 'The DPoP proof JWT is issued more than five minutes in the past.',
  );
}

/** The address without query and fragment (RFC 9449, section 4.3). */
function addressOf(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** The valid nonces, the current one first. They are derived from a secret of the org, so that a restart does not change them. */
async function noncesOf(org: Org): Promise<string[]> {
  const { privateJwk } = await org.signingKeys.complete(org.signingKeys.active(orgServerId));
  const today = Math.floor(org.clock() / day);
  return Array.from({ length: daysAfter + 1 }, (_, ago) =>
    createHmac('sha256', privateJwk?.d ?? '')
      .update(`DPoP nonce of day ${today - ago}`)
      .digest('base64url'),
  );
}
