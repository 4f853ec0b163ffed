import { X509Certificate } from 'node:crypto';
import { promisify } from 'node:util';
import { encrypt, type EncryptionAlgorithm, type KeyEncryptionAlgorithm } from 'xml-encryption';
import type { AssertionEncryption } from './app-settings.ts';
import { pemOf } from './signature.ts';

const encrypting = promisify(encrypt);

/** Okta's names of the algorithms, and XML's (XML Encryption 1.1, section 5). */
const contents = {
  AES128_CBC: 'http://www.w3.org/2001/04/xmlenc#aes128-cbc',
  AES256_CBC: 'http://www.w3.org/2001/04/xmlenc#aes256-cbc',
  AES128_GCM: 'http://www.w3.org/2009/xmlenc11#aes128-gcm',
  AES256_GCM: 'http://www.w3.org/2009/xmlenc11#aes256-gcm',
} satisfies Record<string, EncryptionAlgorithm>;
const keys = {
  RSA_OAEP: 'http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p',
  RSA_15: 'http://www.w3.org/2001/04/xmlenc#rsa-1_5',
} satisfies Record<string, KeyEncryptionAlgorithm>;

/** Encrypts an assertion for the owner of the certificate. */
export async function encryptAssertion(
  xml: string,
  { x5c: [certificate = ''] = [], encryptionAlgorithm, keyTransportAlgorithm }: AssertionEncryption,
): Promise<string> {
  const pem = pemOf(certificate);
  return await encrypting(xml, {
    pem,
    rsa_pub: new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'pem' }),
    encryptionAlgorithm: contents[encryptionAlgorithm ?? 'AES256_CBC'],
    keyEncryptionAlgorithm: keys[keyTransportAlgorithm ?? 'RSA_OAEP'],
    // RSA 1.5 and CBC are what the administrator chose.
    disallowEncryptionWithInsecureAlgorithm: false,
    warnInsecureAlgorithm: false,
  });
}
