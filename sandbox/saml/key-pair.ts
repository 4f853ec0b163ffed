import { createPrivateKey, type JsonWebKeyInput } from 'node:crypto';
import type { CertifiedKey } from '../org/idps/model.ts';
import type { SigningKey } from './signature.ts';

/** A complete key, which SAML's signatures require. */
export function keyPairOf({ certificate, privateJwk }: CertifiedKey): SigningKey {
  if (certificate === undefined || privateJwk === undefined) throw new Error('The key has no pair.');
  const key = createPrivateKey({ key: privateJwk, format: 'jwk' } as JsonWebKeyInput);
  return { certificate, privateKey: key.export({ type: 'pkcs8', format: 'pem' }).toString() };
}
