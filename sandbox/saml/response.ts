import { randomUUID } from 'node:crypto';
import { type Algorithms, signElement, type SigningKey } from './signature.ts';
import { escapeXml } from './escape-xml.ts';
import { assertionNs, protocolNs } from './xml.ts';

export interface AttributeValue {
  /** `xs:string`, `xs:integer`, … */
  readonly type: string;
  readonly value: string;
}

export interface Attribute {
  readonly name: string;
  readonly nameFormat: string;
  readonly values: readonly AttributeValue[];
}

/** The content of an assertion: who signed in, when and how, and its audience. Lifetimes are in seconds. */
export interface Assertion {
  readonly nameId: string;
  readonly nameFormat: string;
  readonly recipient: string;
  readonly audiences: readonly string[];
  readonly lifetime: number;
  /** Milliseconds since the epoch. */
  readonly authenticatedAt: number;
  readonly authnContext: string;
  readonly sessionIndex: string;
  readonly sessionLifetime?: number | undefined;
  readonly attributes: readonly Attribute[];
}

/** The sender and recipient of a message, and how it is signed. */
export interface Envelope {
  readonly issuer: string;
  readonly destination: string;
  /** The ID of the request; absent if there was none. */
  readonly inResponseTo?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly key: SigningKey;
  readonly algorithms: Algorithms;
}

/** What of a response is signed, and how its assertion is encrypted. */
export interface Protection {
  readonly signsAssertion: boolean;
  readonly signsResponse: boolean;
  readonly encrypt?: ((xml: string) => Promise<string>) | undefined;
}

/** Assertions are valid this long before they were made: clocks differ. */
const tolerance = 5 * 60 * 1000;

/** A SAML 2.0 response (Web Browser SSO profile) as base64. */
export async function samlResponse(
  envelope: Envelope,
  assertion: Assertion,
  { signsAssertion, signsResponse, encrypt }: Protection,
): Promise<string> {
  const id = newId();
  const plain = assertionXml(envelope, assertion, id);
  const signed = signsAssertion ? signElement(plain, id, envelope.key, envelope.algorithms) : plain;
  const content = encrypt
    ? `<saml2:EncryptedAssertion xmlns:saml2="${assertionNs}">${await encrypt(signed)}</saml2:EncryptedAssertion>`
    : signed;
  return responseXml(envelope, 'Response', ['Success'], content, signsResponse);
}

/** A response without an assertion, with SAML's status codes for the reason (SAML core, section 3.2.2.2). */
export const samlRefusal = (envelope: Envelope, ...status: readonly string[]): string =>
  responseXml(envelope, 'Response', status, '', true);

/** The answer to a request to sign out. */
export const logoutResponse = (envelope: Envelope, ...status: readonly string[]): string =>
  responseXml(envelope, 'LogoutResponse', status, '', true);

/** A request that an app ends its session of a person (SAML core, section 3.7.1), as XML. */
export function logoutRequest(
  { issuer, destination, now, key, algorithms }: Envelope,
  about: { readonly nameId: string; readonly nameFormat: string; readonly sessionIndex?: string },
  isSigned: boolean,
): string {
  const id = newId();
  const name = element('NameID', escapeXml(about.nameId), ` Format="${escapeXml(about.nameFormat)}"`);
  const index =
    about.sessionIndex === undefined
      ? ''
      : `<saml2p:SessionIndex>${escapeXml(about.sessionIndex)}</saml2p:SessionIndex>`;
  const xml = [
    `<saml2p:LogoutRequest xmlns:saml2p="${protocolNs}" xmlns:saml2="${assertionNs}" ID="${id}" Version="2.0"`,
    ` IssueInstant="${instant(now)}" Destination="${escapeXml(destination)}"`,
    ` NotOnOrAfter="${instant(now + tolerance)}">${issuerXml(issuer)}${name}${index}</saml2p:LogoutRequest>`,
  ].join('');
  return isSigned ? signElement(xml, id, key, algorithms) : xml;
}

const newId = (): string => `id${randomUUID().replaceAll('-', '')}`;
const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();
const element = (name: string, content: string, attributes = ''): string =>
  `<saml2:${name}${attributes}>${content}</saml2:${name}>`;

function responseXml(
  envelope: Envelope,
  name: 'Response' | 'LogoutResponse',
  status: readonly string[],
  content: string,
  isSigned: boolean,
): string {
  const { issuer, destination, inResponseTo, now, key, algorithms } = envelope;
  const id = newId();
  const codes = status.reduceRight(
    (inner, code) =>
      `<saml2p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${code}">${inner}</saml2p:StatusCode>`,
    '',
  );
  const xml = [
    `<saml2p:${name} xmlns:saml2p="${protocolNs}" xmlns:saml2="${assertionNs}" ID="${id}" Version="2.0"`,
    ` IssueInstant="${instant(now)}" Destination="${escapeXml(destination)}"`,
    inResponseTo === undefined ? '>' : ` InResponseTo="${escapeXml(inResponseTo)}">`,
    `${issuerXml(issuer)}<saml2p:Status>${codes}</saml2p:Status>${content}</saml2p:${name}>`,
  ].join('');
  return Buffer.from(isSigned ? signElement(xml, id, key, algorithms) : xml, 'utf8').toString('base64');
}

const issuerXml = (issuer: string): string =>
  element('Issuer', escapeXml(issuer), ' Format="urn:oasis:names:tc:SAML:2.0:nameid-format:entity"');

function assertionXml({ issuer, inResponseTo, now }: Envelope, assertion: Assertion, id: string): string {
  const { nameId, nameFormat, recipient, audiences, lifetime, attributes } = assertion;
  const until = instant(now + lifetime * 1000);
  const answers = inResponseTo === undefined ? '' : ` InResponseTo="${escapeXml(inResponseTo)}"`;
  const data = `${answers} NotOnOrAfter="${until}" Recipient="${escapeXml(recipient)}"`;
  const session =
    assertion.sessionLifetime === undefined
      ? ''
      : ` SessionNotOnOrAfter="${instant(now + assertion.sessionLifetime * 1000)}"`;
  return [
    `<saml2:Assertion xmlns:saml2="${assertionNs}" xmlns:xs="http://www.w3.org/2001/XMLSchema"`,
    ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="${id}" Version="2.0" IssueInstant="${instant(now)}">`,
    issuerXml(issuer),
    element(
      'Subject',
      element('NameID', escapeXml(nameId), ` Format="${escapeXml(nameFormat)}"`) +
        element(
          'SubjectConfirmation',
          `<saml2:SubjectConfirmationData${data}/>`,
          ' Method="urn:oasis:names:tc:SAML:2.0:cm:bearer"',
        ),
    ),
    element(
      'Conditions',
      element('AudienceRestriction', audiences.map((each) => element('Audience', escapeXml(each))).join('')),
      ` NotBefore="${instant(now - tolerance)}" NotOnOrAfter="${until}"`,
    ),
    element(
      'AuthnStatement',
      element('AuthnContext', element('AuthnContextClassRef', escapeXml(assertion.authnContext))),
      ` AuthnInstant="${instant(assertion.authenticatedAt)}" SessionIndex="${escapeXml(assertion.sessionIndex)}"${session}`,
    ),
    attributes.length === 0 ? '' : element('AttributeStatement', attributes.map(attributeXml).join('')),
    '</saml2:Assertion>',
  ].join('');
}

const attributeXml = ({ name, nameFormat, values }: Attribute): string =>
  element(
    'Attribute',
    values
      .map(({ type, value }) => element('AttributeValue', escapeXml(value), ` xsi:type="${escapeXml(type)}"`))
      .join(''),
    ` Name="${escapeXml(name)}" NameFormat="${escapeXml(nameFormat)}"`,
  );
