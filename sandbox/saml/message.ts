import { inflateRawSync } from 'node:zlib';
import { assertionNs, childrenOf, parseXml, protocolNs, textOf } from './xml.ts';

/** An authentication request of a service provider (SAML core, section 3.4.1). */
export interface AuthnRequest {
  readonly id: string;
  /** The service provider. */
  readonly issuer: string | undefined;
  readonly issueInstant: number;
  readonly destination: string | undefined;
  readonly acsUrl: string | undefined;
  readonly acsIndex: number | undefined;
  readonly binding: string | undefined;
  readonly forceAuthn: boolean;
  readonly isPassive: boolean;
  /** Authentication context classes that it asks for. */
  readonly classes: readonly string[];
}

/** A request to end sessions (SAML core, section 3.7.1). */
export interface LogoutRequest {
  readonly id: string;
  readonly issuer: string | undefined;
  readonly issueInstant: number;
  readonly notOnOrAfter: number | undefined;
  readonly destination: string | undefined;
  readonly nameId: string;
  readonly sessionIndexes: readonly string[];
}

/** Bytes of the largest message; deflated ones could grow without end. */
const largest = 64 * 1024;

/** The XML of a message. @param deflated as HTTP-Redirect sends it @throws Error if it is not one */
export function decodeMessage(encoded: string, deflated: boolean): string {
  const bytes = Buffer.from(encoded, 'base64');
  return (deflated ? inflateRawSync(bytes, { maxOutputLength: largest }) : bytes).toString('utf8');
}

/** @throws Error if it is not such a request */
export function readAuthnRequest(root: Element): AuthnRequest {
  requireMessage(root, 'AuthnRequest');
  const index = root.getAttribute('AssertionConsumerServiceIndex');
  const [asked] = childrenOf(root, protocolNs, 'RequestedAuthnContext');
  return {
    ...commonOf(root),
    acsUrl: attributeOf(root, 'AssertionConsumerServiceURL'),
    acsIndex: index ? Number(index) : undefined,
    binding: attributeOf(root, 'ProtocolBinding'),
    forceAuthn: isTrue(root.getAttribute('ForceAuthn')),
    isPassive: isTrue(root.getAttribute('IsPassive')),
    classes: asked
      ? childrenOf(asked, assertionNs, 'AuthnContextClassRef').map(({ textContent }) => textContent.trim())
      : [],
  };
}

/** @throws Error if it is not such a request */
export function readLogoutRequest(root: Element): LogoutRequest {
  requireMessage(root, 'LogoutRequest');
  const until = attributeOf(root, 'NotOnOrAfter');
  return {
    ...commonOf(root),
    notOnOrAfter: until === undefined ? undefined : Date.parse(until),
    nameId: textOf(root, assertionNs, 'NameID') ?? '',
    sessionIndexes: childrenOf(root, protocolNs, 'SessionIndex').map(({ textContent }) => textContent.trim()),
  };
}

/** Reads an unsigned AuthnRequest. @returns undefined if it is invalid */
export function openAuthnRequest(encoded: string, binding: 'redirect' | 'post'): AuthnRequest | undefined {
  try {
    return readAuthnRequest(parseXml(decodeMessage(encoded, binding === 'redirect')));
  } catch {
    return undefined;
  }
}

function requireMessage(root: Element, name: string): void {
  if (root.localName !== name || root.namespaceURI !== protocolNs) throw new Error(`There is no ${name}.`);
  if (root.getAttribute('Version') !== '2.0') throw new Error('The version is not 2.0.');
  if (!root.getAttribute('ID')) throw new Error('There is no ID.');
}

const commonOf = (root: Element) => ({
  id: root.getAttribute('ID') ?? '',
  issuer: textOf(root, assertionNs, 'Issuer'),
  issueInstant: Date.parse(root.getAttribute('IssueInstant') ?? ''),
  destination: attributeOf(root, 'Destination'),
});

const attributeOf = (element: Element, name: string): string | undefined => {
  const value = element.getAttribute(name);
  return value === null || value === '' ? undefined : value;
};

const isTrue = (value: string | null): boolean => value === 'true' || value === '1';
