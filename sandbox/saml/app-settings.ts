import type { App } from '../org/apps/model.ts';
import type { Org } from '../org/org.ts';
import type { Algorithms, DigestAlgorithm, SignatureAlgorithm, SigningKey } from './signature.ts';
import { keyPairOf } from './key-pair.ts';

/** An attribute statement as an administrator defines it. */
export interface AttributeStatement {
  readonly type?: 'EXPRESSION' | 'GROUP';
  readonly name: string;
  readonly namespace?: string;
  readonly values?: readonly string[];
  readonly filterType?: 'STARTS_WITH' | 'EQUALS' | 'CONTAINS' | 'REGEX' | null;
  readonly filterValue?: string | null;
}

export interface AssertionEncryption {
  readonly enabled?: boolean;
  readonly encryptionAlgorithm?: 'AES128_CBC' | 'AES256_CBC' | 'AES128_GCM' | 'AES256_GCM';
  readonly keyTransportAlgorithm?: 'RSA_OAEP' | 'RSA_15';
  readonly x5c?: readonly string[];
}

/** `settings.signOn` of a SAML app, which the Management API has checked. */
export interface SignOn {
  readonly defaultRelayState?: string | null;
  readonly ssoAcsUrl?: string;
  readonly ssoAcsUrlOverride?: string | null;
  readonly idpIssuer?: string;
  readonly audience?: string;
  readonly audienceOverride?: string | null;
  readonly recipient?: string;
  readonly recipientOverride?: string | null;
  readonly destination?: string;
  readonly destinationOverride?: string | null;
  readonly subjectNameIdTemplate?: string;
  readonly subjectNameIdFormat?: string;
  readonly responseSigned?: boolean;
  readonly assertionSigned?: boolean;
  readonly signatureAlgorithm?: SignatureAlgorithm;
  readonly digestAlgorithm?: DigestAlgorithm;
  readonly honorForceAuthn?: boolean;
  readonly authnContextClassRef?: string;
  readonly spIssuer?: string | null;
  readonly requestCompressed?: boolean;
  readonly attributeStatements?: readonly AttributeStatement[];
  readonly inlineHooks?: readonly { readonly id: string }[];
  readonly assertionEncryption?: AssertionEncryption;
  readonly allowMultipleAcsEndpoints?: boolean;
  readonly acsEndpoints?: readonly { readonly url: string; readonly index: number }[];
  readonly samlSignedRequestEnabled?: boolean;
  readonly samlAssertionLifetimeSeconds?: number;
  readonly spCertificate?: { readonly x5c?: readonly string[] };
  readonly participateSlo?: {
    readonly enabled?: boolean;
    readonly logoutRequestUrl?: string;
    readonly bindingType?: 'POST' | 'REDIRECT';
    readonly sessionIndexRequired?: boolean;
  };
  readonly slo?: { readonly enabled?: boolean; readonly issuer?: string; readonly logoutUrl?: string };
}

export const unspecifiedName = 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified';

export const signOnOf = ({ rest }: App): SignOn => rest.settings.signOn ?? {};

/** The key of an app in its SAML addresses: `exk…`. */
export const externalKey = ({ id }: App): string => `exk${id.slice(3)}`;

/** The app with that key, when it signs in by SAML 2.0. */
export function appOfKey(org: Org, key: string): App | undefined {
  const app = org.apps.get(`0oa${key.slice(3)}`);
  return key.startsWith('exk') && app?.signOnMode === 'SAML_2_0' ? app : undefined;
}

/** The addresses of the org as this app's identity provider. */
export function addressesOf(org: Org, app: App) {
  const base = `${org.url}/app/${app.name}/${externalKey(app)}`;
  return { sso: `${base}/sso/saml`, slo: `${base}/slo/saml` };
}

/** The org's name as this app's identity provider. */
export const issuerOf = (app: App): string =>
  (signOnOf(app).idpIssuer ?? 'http://www.okta.com/${org.externalKey}').replaceAll(
    '${org.externalKey}',
    externalKey(app),
  );

/** An override that an administrator has set, else the setting. */
export function placesOf(app: App) {
  const signOn = signOnOf(app);
  const acs = signOn.ssoAcsUrlOverride ?? signOn.ssoAcsUrl;
  return {
    acs,
    audience: signOn.audienceOverride ?? signOn.audience ?? acs,
    recipient: signOn.recipientOverride ?? signOn.recipient ?? acs,
    destination: signOn.destinationOverride ?? signOn.destination ?? acs,
  };
}

export const algorithmsOf = (app: App): Algorithms => ({
  signature: signOnOf(app).signatureAlgorithm ?? 'RSA_SHA256',
  digest: signOnOf(app).digestAlgorithm ?? 'SHA256',
});

/** The certificate that an app signs its requests with, as base64. */
export const serviceProviderCertificate = (app: App): string | undefined =>
  signOnOf(app).spCertificate?.x5c?.[0];

/** The key that the app's assertions are signed with. */
export async function signingKeyOf(org: Org, { id, rest }: App): Promise<SigningKey> {
  const key = org.certificates.get(id, rest.signingKeyId ?? '');
  if (key === undefined) throw new Error(`The app ${id} has no key.`);
  return keyPairOf(await org.certificates.complete(key));
}
