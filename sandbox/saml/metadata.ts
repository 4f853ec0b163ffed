import type { App } from '../org/apps/model.ts';
import type { Org } from '../org/org.ts';
import { addressesOf, issuerOf, signOnOf, unspecifiedName } from './app-settings.ts';
import { escapeXml } from './escape-xml.ts';
import { bindings, protocolNs } from './xml.ts';

/**
 * What the service provider of a SAML app needs to know about the org.
 * @param kid the key to include, if the app has it (default: the signing key)
 * @returns undefined for an app without a key
 * @see https://docs.oasis-open.org/security/saml/v2.0/saml-metadata-2.0-os.pdf
 */
export async function metadataOf(org: Org, app: App, kid = ''): Promise<string | undefined> {
  const { certificates } = org;
  const key = certificates.get(app.id, kid) ?? certificates.get(app.id, app.rest.signingKeyId ?? '');
  if (key === undefined) return undefined;
  const { certificate = '' } = await certificates.complete(key);
  const { slo, subjectNameIdFormat, samlSignedRequestEnabled } = signOnOf(app);
  const addresses = addressesOf(org, app);
  const service = (name: string, location: string): string =>
    [bindings.post, bindings.redirect]
      .map((binding) => `<md:${name} Binding="${binding}" Location="${escapeXml(location)}"/>`)
      .join('');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<md:EntityDescriptor entityID="${escapeXml(issuerOf(app))}" xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata">`,
    `<md:IDPSSODescriptor WantAuthnRequestsSigned="${samlSignedRequestEnabled === true}" protocolSupportEnumeration="${protocolNs}">`,
    '<md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>',
    `<ds:X509Certificate>${certificate}</ds:X509Certificate>`,
    '</ds:X509Data></ds:KeyInfo></md:KeyDescriptor>',
    slo?.enabled === true ? service('SingleLogoutService', addresses.slo) : '',
    `<md:NameIDFormat>${escapeXml(subjectNameIdFormat ?? unspecifiedName)}</md:NameIDFormat>`,
    service('SingleSignOnService', addresses.sso),
    '</md:IDPSSODescriptor></md:EntityDescriptor>',
  ].join('');
}
