import { randomUUID } from 'node:crypto';
import { SignedXml } from 'xml-crypto';
import { escapeHtml as escapeXml } from '../org/org/message-texts.ts';

/** What a response says, to whom, and with which key it is signed. */
export interface SamlResponseInput {
  readonly issuer: string;
  readonly audience: string;
  /** The assertion consumer service. */
  readonly destination: string;
  /** The id of the request that it answers. */
  readonly inResponseTo: string;
  readonly nameId: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** PEM, and the certificate in base64 DER. */
  readonly privateKey: string;
  readonly certificate: string;
}

const lifetime = 5 * 60 * 1000;
const protocol = 'urn:oasis:names:tc:SAML:2.0:protocol';
const assertion = 'urn:oasis:names:tc:SAML:2.0:assertion';

/** A SAML 2.0 response (Web Browser SSO profile) with a signed assertion, signed itself too, as base64. */
export function buildSamlResponse(input: SamlResponseInput): string {
  const assertionId = `_${randomUUID()}`;
  const responseId = `_${randomUUID()}`;
  const xml = responseXml(input, responseId, 'Success', assertionXml(input, assertionId));
  return toBase64(sign(sign(xml, assertionId, input), responseId, input));
}

/** The answer when the person gave up: a status, signed, and no assertion. */
export function buildSamlRefusal(input: SamlResponseInput): string {
  const responseId = `_${randomUUID()}`;
  return toBase64(sign(responseXml(input, responseId, 'AuthnFailed', ''), responseId, input));
}

const toBase64 = (xml: string): string => Buffer.from(xml, 'utf8').toString('base64');
const instant = (milliseconds: number): string => new Date(milliseconds).toISOString();

function responseXml(input: SamlResponseInput, id: string, status: string, content: string): string {
  const { issuer, destination, inResponseTo, now } = input;
  const code = (value: string, inner = ''): string =>
    `<samlp:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:${value}">${inner}</samlp:StatusCode>`;
  return [
    `<samlp:Response xmlns:samlp="${protocol}" xmlns:saml="${assertion}" ID="${id}" Version="2.0"`,
    ` IssueInstant="${instant(now)}" Destination="${escapeXml(destination)}" InResponseTo="${escapeXml(inResponseTo)}">`,
    `<saml:Issuer>${escapeXml(issuer)}</saml:Issuer>`,
    `<samlp:Status>${status === 'Success' ? code(status) : code('Responder', code(status))}</samlp:Status>`,
    `${content}</samlp:Response>`,
  ].join('');
}

function assertionXml(input: SamlResponseInput, id: string): string {
  const { issuer, audience, destination, inResponseTo, nameId, attributes, now } = input;
  const until = instant(now + lifetime);
  return [
    `<saml:Assertion xmlns:saml="${assertion}" xmlns:xs="http://www.w3.org/2001/XMLSchema"`,
    ` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="${id}" Version="2.0" IssueInstant="${instant(now)}">`,
    `<saml:Issuer>${escapeXml(issuer)}</saml:Issuer>`,
    '<saml:Subject>',
    `<saml:NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress">${escapeXml(nameId)}</saml:NameID>`,
    '<saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
    `<saml:SubjectConfirmationData InResponseTo="${escapeXml(inResponseTo)}" NotOnOrAfter="${until}"`,
    ` Recipient="${escapeXml(destination)}"/></saml:SubjectConfirmation></saml:Subject>`,
    `<saml:Conditions NotBefore="${instant(now - 60_000)}" NotOnOrAfter="${until}">`,
    `<saml:AudienceRestriction><saml:Audience>${escapeXml(audience)}</saml:Audience></saml:AudienceRestriction>`,
    '</saml:Conditions>',
    `<saml:AuthnStatement AuthnInstant="${instant(now)}" SessionIndex="${id}"><saml:AuthnContext>`,
    '<saml:AuthnContextClassRef>urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</saml:AuthnContextClassRef>',
    '</saml:AuthnContext></saml:AuthnStatement>',
    `<saml:AttributeStatement>${Object.entries(attributes).map(attributeXml).join('')}</saml:AttributeStatement>`,
    '</saml:Assertion>',
  ].join('');
}

const attributeXml = ([name, value]: readonly [string, string]): string =>
  `<saml:Attribute Name="${escapeXml(name)}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">` +
  `<saml:AttributeValue xsi:type="xs:string">${escapeXml(value)}</saml:AttributeValue></saml:Attribute>`;

/** Signs the element with that id (RSA-SHA256, exclusive canonicalisation); the signature follows its Issuer. */
function sign(xml: string, id: string, { privateKey, certificate }: SamlResponseInput): string {
  const exclusive = 'http://www.w3.org/2001/10/xml-exc-c14n#';
  const signer = new SignedXml({
    privateKey,
    publicCert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----`,
    signatureAlgorithm: 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
    canonicalizationAlgorithm: exclusive,
  });
  const element = `//*[@ID='${id}']`;
  signer.addReference({
    xpath: element,
    digestAlgorithm: 'http://www.w3.org/2001/04/xmlenc#sha256',
    transforms: ['http://www.w3.org/2000/09/xmldsig#enveloped-signature', exclusive],
  });
  signer.computeSignature(xml, {
    prefix: 'ds',
    location: { reference: `${element}/*[local-name(.)='Issuer']`, action: 'after' },
  });
  return signer.getSignedXml();
}
