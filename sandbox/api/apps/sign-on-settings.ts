import type { Org } from '../../org/org.ts';
import { link } from '../kernel/links.ts';

type Json = Readonly<Record<string, unknown>>;

const orNull = (value: unknown): unknown => (value === '' || value === undefined ? null : value);

/** An empty override is treated as absent, and is not shown. */
const override = (name: string, value: unknown): Json =>
  value === '' || value == null ? {} : { [name]: value };

interface Certificate {
  readonly x5c?: readonly string[];
}

/** A certificate as Okta writes it, however it was sent: lines of 76 characters, each with its end (RFC 2045). */
const inLines = ({ x5c = [], ...others }: Certificate): Certificate => ({
  ...others,
  x5c: x5c.map((text) => text.replace(/\s/g, '').replace(/.{1,76}/g, '$&\r\n')),
});

/**
 * `settings.signOn` of a SAML app from the Okta Integration Network: the catalog says the rest.
 */
export const catalogSignOnSettings = (input: Json): Json => ({
  defaultRelayState: orNull(input.defaultRelayState),
  ssoAcsUrlOverride: orNull(input.ssoAcsUrlOverride),
  audienceOverride: orNull(input.audienceOverride),
  recipientOverride: orNull(input.recipientOverride),
  destinationOverride: orNull(input.destinationOverride),
  attributeStatements: input.attributeStatements ?? [],
});

/** The same on the wire, where the inline hooks have links. */
export function presentSignOn(org: Org, signOn: unknown): unknown {
  const { inlineHooks, ...others } = signOn as Json;
  if (!Array.isArray(inlineHooks)) return signOn;
  const linked = (inlineHooks as readonly { readonly id: string }[]).map(({ id }) => ({
    id,
    _links: { self: link(`${org.url}/api/v1/inlineHooks/${id}`, 'GET', 'PUT', 'DELETE') },
  }));
  return { ...others, inlineHooks: linked };
}

/**
 * `settings.signOn` of a SAML app as Okta keeps it.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Application/
 */
export function signOnSettings(input: Json): Json {
  return {
    defaultRelayState: orNull(input.defaultRelayState),
    ssoAcsUrl: input.ssoAcsUrl,
    idpIssuer: orNull(input.idpIssuer) ?? 'http://www.okta.com/${org.externalKey}',
    audience: input.audience,
    recipient: input.recipient,
    destination: input.destination,
    subjectNameIdTemplate: input.subjectNameIdTemplate ?? '${user.userName}',
    subjectNameIdFormat: input.subjectNameIdFormat ?? 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
    responseSigned: input.responseSigned ?? true,
    assertionSigned: input.assertionSigned ?? true,
    signatureAlgorithm: input.signatureAlgorithm ?? 'RSA_SHA256',
    digestAlgorithm: input.digestAlgorithm ?? 'SHA256',
    honorForceAuthn: input.honorForceAuthn ?? true,
    authnContextClassRef:
      input.authnContextClassRef ?? 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
    spIssuer: orNull(input.spIssuer),
    requestCompressed: input.requestCompressed ?? false,
    attributeStatements: input.attributeStatements ?? [],
    inlineHooks: input.inlineHooks ?? [],
    assertionEncryption: input.assertionEncryption ?? { enabled: false },
    allowMultipleAcsEndpoints: input.allowMultipleAcsEndpoints ?? false,
    acsEndpoints: input.acsEndpoints ?? [],
    samlSignedRequestEnabled: input.samlSignedRequestEnabled ?? false,
    slo: input.slo ?? { enabled: false },
    ...override('ssoAcsUrlOverride', input.ssoAcsUrlOverride),
    ...override('audienceOverride', input.audienceOverride),
    ...override('recipientOverride', input.recipientOverride),
    ...override('destinationOverride', input.destinationOverride),
    ...(input.spCertificate != null && { spCertificate: inLines(input.spCertificate) }),
    ...(input.samlAssertionLifetimeSeconds != null && {
      samlAssertionLifetimeSeconds: input.samlAssertionLifetimeSeconds,
    }),
    ...(input.participateSlo !== undefined && { participateSlo: input.participateSlo }),
  };
}
