import { inflateRawSync } from 'node:zlib';
import { DOMParser } from '@xmldom/xmldom';

/** An authentication request of a service provider. */
export interface AuthnRequest {
  readonly id: string;
  /** The service provider. */
  readonly issuer: string;
  readonly acsUrl: string | undefined;
}

/** Bytes of the largest request; deflated ones could grow without end. */
const largest = 64 * 1024;

/**
 * Reads an AuthnRequest (SAML core, section 3.4.1).
 * @param binding with HTTP-Redirect it comes deflated
 * @returns undefined if it is invalid
 */
export function readAuthnRequest(encoded: string, binding: 'redirect' | 'post'): AuthnRequest | undefined {
  try {
    const bytes = Buffer.from(encoded, 'base64');
    const xml = binding === 'redirect' ? inflateRawSync(bytes, { maxOutputLength: largest }) : bytes;
    const fail = (message: string): never => {
      throw new Error(message);
    };
    const parser = new DOMParser({ errorHandler: { warning: fail, error: fail, fatalError: fail } });
    const root = parser.parseFromString(xml.toString('utf8'), 'text/xml').documentElement;
    const issuer = root.getElementsByTagNameNS('urn:oasis:names:tc:SAML:2.0:assertion', 'Issuer')[0];
    if (root.localName !== 'AuthnRequest') return undefined;
    return {
      id: root.getAttribute('ID') ?? '',
      issuer: issuer?.textContent ?? '',
      acsUrl: root.getAttribute('AssertionConsumerServiceURL') ?? undefined,
    };
  } catch {
    return undefined;
  }
}
