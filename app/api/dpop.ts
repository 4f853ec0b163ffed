/** Proof of possession at the resource server (RFC 9449, sections 4.3 and 7). */
import { createHash } from 'node:crypto';
import type { Context } from 'koa';
import { calculateJwkThumbprint, EmbeddedJWK, type JWTPayload, jwtVerify } from 'jose';
import type { Services } from '../site/services.ts';
import { Problem, proofAlgorithms } from './problem.ts';

/** Seconds for which a proof is valid, and by which its clock may be ahead. */
const lifetime = 300;
const tolerance = 5;
/** Beyond that many proofs the expired ones are forgotten. */
const manyProofs = 1000;

/** @throws Problem 401 invalid_dpop_proof unless the request proves that it comes from the key with this thumbprint */
export type VerifyProof = (ctx: Context, token: string, thumbprint: string) => Promise<void>;

/** Creates the check. Each proof is valid once. Server nonces are optional, and Okta's APIs do not use them. */
export function createProofCheck({ config, now }: Pick<Services, 'config' | 'now'>): VerifyProof {
  const seen = new Map<string, number>();

  return async (ctx, token, thumbprint) => {
    const { payload, jkt } = await read(ctx.get('dpop'), now());
    const seconds = now() / 1000;
    const { htm, htu, ath, jti, iat = 0 } = payload as JWTPayload & Record<'htm' | 'htu' | 'ath', unknown>;
    if (jkt !== thumbprint) throw invalid('The proof is not signed with the key that the token is bound to');
    if (htm !== ctx.method) throw invalid('The proof is for a different method (htm)');
    if (address(htu) !== config.appUrl + ctx.path)
      throw invalid('The proof is for a different address (htu)');
    if (ath !== createHash('sha256').update(token).digest('base64url'))
      throw invalid('The proof is for a different token (ath)');
    if (iat > seconds + tolerance || iat < seconds - lifetime)
      throw invalid('The proof is too old, or from the future (iat)');
    if (typeof jti !== 'string' || jti === '') throw invalid('The proof has no ID (jti)');
    const id = `${jkt} ${jti}`;
    if ((seen.get(id) ?? 0) > seconds) throw invalid('The proof was used before (jti)');
    if (seen.size >= manyProofs) for (const [old, end] of seen) if (end <= seconds) seen.delete(old);
    seen.set(id, iat + lifetime + tolerance);
  };
}

async function read(proof: string, at: number): Promise<{ payload: JWTPayload; jkt: string }> {
  if (proof === '') throw invalid('The token is bound to a key: send a proof in the header DPoP');
  try {
    const options = { typ: 'dpop+jwt', algorithms: proofAlgorithms, currentDate: new Date(at) };
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, options);
    return { payload, jkt: await calculateJwkThumbprint(protectedHeader.jwk ?? { kty: 'none' }) };
  } catch {
    throw invalid('The proof cannot be verified');
  }
}

/** RFC 9449, section 4.3: without query and fragment. */
function address(htu: unknown): string | undefined {
  if (typeof htu !== 'string' || !URL.canParse(htu)) return undefined;
  const { origin, pathname } = new URL(htu);
  return origin + pathname;
}

const invalid = (detail: string): Problem =>
  new Problem(401, 'Invalid proof of possession', detail, {
    challenge: { scheme: 'DPoP', error: 'invalid_dpop_proof' },
  });
