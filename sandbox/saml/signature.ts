import { createVerify } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { childrenOf, parseXml } from './xml.ts';

/** What a party signs with: PEM, and the certificate as DER in base64. */
export interface SigningKey {
  readonly privateKey: string;
  readonly certificate: string;
}

export type SignatureAlgorithm = 'RSA_SHA1' | 'RSA_SHA256';
export type DigestAlgorithm = 'SHA1' | 'SHA256';

/** Okta's names of the algorithms, and XML's (XML Signature 1.1, section 6; RFC 9231). */
export const signatureAlgorithms = {
  RSA_SHA1: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1',
  RSA_SHA256: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
} as const;
const digestAlgorithms = {
  SHA1: 'http://www.w3.org/2000/09/xmldsig#sha1',
  SHA256: 'http://www.w3.org/2001/04/xmlenc#sha256',
} as const;

const dsig = 'http://www.w3.org/2000/09/xmldsig#';
const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';

export interface Algorithms {
  readonly signature: SignatureAlgorithm;
  readonly digest: DigestAlgorithm;
}

export const pemOf = (certificate: string): string => {
  const lines = certificate.replace(/\s/g, '').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
};

/** Signs the element with this ID (exclusive canonicalization); the signature follows its Issuer, as SAML requires. */
export function signElement(
  xml: string,
  id: string,
  key: SigningKey,
  { signature, digest }: Algorithms,
): string {
  const signer = new SignedXml({
    privateKey: key.privateKey,
    publicCert: pemOf(key.certificate),
    signatureAlgorithm: signatureAlgorithms[signature],
    canonicalizationAlgorithm: exclusive,
  });
  const element = `//*[@ID='${id}']`;
  signer.addReference({
    xpath: element,
    digestAlgorithm: digestAlgorithms[digest],
    transforms: [`${dsig}enveloped-signature`, exclusive],
  });
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `${element}/*[local-name(.)='Issuer']`, action: 'after' },
  });
  return signer.getSignedXml();
}

export const isSigned = (root: Element): boolean => childrenOf(root, dsig, 'Signature').length > 0;

/**
 * The root element as it was signed: it contains only what the signature covers.
 * @returns undefined if it is not signed, or not with the key of this certificate
 */
export function verifiedRoot(xml: string, certificate: string): Element | undefined {
  const root = parseXml(xml);
  const [signature, another] = childrenOf(root, dsig, 'Signature');
  if (signature === undefined || another !== undefined) return undefined;
  const verifier = new SignedXml({ publicCert: pemOf(certificate), getCertFromKeyInfo: () => null });
  try {
    verifier.loadSignature(signature);
    if (!verifier.checkSignature(xml)) return undefined;
    const [signed, more] = verifier.getSignedReferences();
    if (signed === undefined || more !== undefined) return undefined;
    const covered = parseXml(signed);
    return covered.getAttribute('ID') === root.getAttribute('ID') ? covered : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the signature of a query is valid, which covers the parameters as sent (SAML bindings, 3.4.4.1). */
export function isQuerySigned(
  query: string,
  message: 'SAMLRequest' | 'SAMLResponse',
  certificate: string,
): boolean {
  const raw = new Map(query.split('&').map((pair) => [pair.slice(0, pair.indexOf('=')), pair] as const));
  const sent = [message, 'RelayState', 'SigAlg'].flatMap((name) => raw.get(name) ?? []);
  const parameters = new URLSearchParams(query);
  const algorithm = Object.entries(signatureAlgorithms).find(
    ([, uri]) => uri === parameters.get('SigAlg'),
  )?.[0];
  const signature = parameters.get('Signature');
  if (algorithm === undefined || signature === null) return false;
  try {
    return createVerify(algorithm.replace('_', '-'))
      .update(sent.join('&'))
      .verify(pemOf(certificate), signature, 'base64');
  } catch {
    return false;
  }
}
