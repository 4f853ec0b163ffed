import { hkdfSync } from 'node:crypto';
import { CompactEncrypt, compactDecrypt, errors } from 'jose';

/** Encrypts data that must not be readable in a copy of the store. */
export interface Seal {
  /** @param place where the text is stored: it can only be decrypted there, so rows cannot be swapped */
  close(text: string, place: string): Promise<string>;
  /** Undefined if it was encrypted with another key, for another place, or was changed. */
  open(sealed: string, place: string): Promise<string | undefined>;
}

const encryption = 'A256GCM';

/**
 * A seal with its own key, derived from SECRET_KEY (HKDF, RFC 5869). Its output is a compact JWE (RFC 7516)
 * with direct encryption; the place is in the protected header, which AES-GCM authenticates as additional data.
 */
export function createSeal(secretKey: string, purpose: string): Seal {
  const key = new Uint8Array(hkdfSync('sha256', secretKey, '', `okta-multidemo ${purpose}`, 32));
  return {
    close: (text, place) =>
      new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'dir', enc: encryption, place })
        .encrypt(key),
    open: async (sealed, place) => {
      try {
        const { plaintext, protectedHeader } = await compactDecrypt(sealed, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: [encryption],
        });
        return protectedHeader['place'] === place ? new TextDecoder().decode(plaintext) : undefined;
      } catch (error) {
        if (error instanceof errors.JOSEError) return undefined;
        throw error;
      }
    },
  };
}
