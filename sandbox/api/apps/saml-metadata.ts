import type { App } from '../../org/apps/model.ts';

const escapeXml = (value: string): string =>
  value.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);

/**
 * What the service provider of a SAML app has to know of the org.
 * @see https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf
 */
export function samlMetadata(orgUrl: string, app: App, certificate: string): string {
  const location = escapeXml(`${orgUrl}/app/${app.name}/exk${app.id.slice(3)}/sso/saml`);
  const signOn = app.rest.settings.signOn as { subjectNameIdFormat?: string } | undefined;
  const nameId = escapeXml(
    signOn?.subjectNameIdFormat ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
  );
  const service = (binding: string): string =>
    `<md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:${binding}" Location="${location}"/>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor entityID="http://www.okta.com/exk${app.id.slice(3)}" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">`,
    '<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">',
    '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>',
    `<ds:X509Certificate>${certificate}</ds:X509Certificate>`,
    '</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>',
    `<md:NameIDFormat>${nameId}</md:NameIDFormat>`,
    service('HTTP-POST'),
    service('HTTP-Redirect'),
    '</md:IDPSSODescriptor></md:EntityDescriptor>',
  ].join('');
}
