import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { invalidPattern, isPattern } from '../kernel/expressions.ts';
import { optional, parseBody } from '../kernel/validate.ts';

const location = z
  .string()
  .max(1024)
  .refine((text) => text === '' || /^https?:\/\//.test(text), 'must be an http(s) URL');

const certificates = z
  .array(z.string())
  .length(1, 'must be exactly one certificate')
  .refine(([text = '']) => isCertificate(text), 'must be an X.509 certificate in base64');

function isCertificate(text: string): boolean {
  try {
    return new X509Certificate(Buffer.from(text, 'base64')).raw.length > 0;
  } catch {
    return false;
  }
}

const statement = z.looseObject({
  type: optional(z.enum(['EXPRESSION', 'GROUP'])),
  name: z.string().min(1).max(255),
  namespace: optional(z.string()),
  values: optional(z.array(z.string())),
  filterType: optional(z.enum(['STARTS_WITH', 'EQUALS', 'CONTAINS', 'REGEX'])),
  filterValue: optional(z.string()),
});

const schema = z
  .looseObject({
    ssoAcsUrl: optional(location),
    ssoAcsUrlOverride: optional(location),
    recipient: optional(z.string().max(1024)),
    destination: optional(z.string().max(1024)),
    audience: optional(z.string().max(1024)),
    idpIssuer: optional(z.string().max(1024)),
    subjectNameIdTemplate: optional(z.string().max(1024)),
    subjectNameIdFormat: optional(
      z.enum([
        'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
        'urn:oasis:names:tc:SAML:1.1:nameid-format:emailAddress',
        'urn:oasis:names:tc:SAML:1.1:nameid-format:x509SubjectName',
        'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
        'urn:oasis:names:tc:SAML:2.0:nameid-format:transient',
      ]),
    ),
    responseSigned: optional(z.boolean()),
    assertionSigned: optional(z.boolean()),
    signatureAlgorithm: optional(z.enum(['RSA_SHA1', 'RSA_SHA256'])),
    digestAlgorithm: optional(z.enum(['SHA1', 'SHA256'])),
    honorForceAuthn: optional(z.boolean()),
    authnContextClassRef: optional(z.string().max(1024)),
    requestCompressed: optional(z.boolean()),
    attributeStatements: optional(z.array(statement)),
    inlineHooks: optional(z.array(z.looseObject({ id: z.string() }))),
    allowMultipleAcsEndpoints: optional(z.boolean()),
    acsEndpoints: optional(
      z.array(z.looseObject({ url: location, index: z.number().int().min(0) })).max(100),
    ),
    samlSignedRequestEnabled: optional(z.boolean()),
    samlAssertionLifetimeSeconds: optional(z.number().int().positive()),
    spCertificate: optional(z.looseObject({ x5c: optional(z.array(z.string())) })),
    assertionEncryption: optional(
      z.looseObject({
        enabled: optional(z.boolean()),
        encryptionAlgorithm: optional(z.enum(['AES128_CBC', 'AES256_CBC', 'AES128_GCM', 'AES256_GCM'])),
        keyTransportAlgorithm: optional(z.enum(['RSA_OAEP', 'RSA_15'])),
        x5c: optional(z.array(z.string())),
      }),
    ),
    slo: optional(
      z.looseObject({
        enabled: optional(z.boolean()),
        issuer: optional(z.string().max(1024)),
        logoutUrl: optional(location),
      }),
    ),
    participateSlo: optional(
      z.looseObject({
        enabled: optional(z.boolean()),
        logoutRequestUrl: optional(location),
        bindingType: optional(z.enum(['POST', 'REDIRECT'])),
        sessionIndexRequired: optional(z.boolean()),
      }),
    ),
  })
  .superRefine((given, context) => {
    const problem = (path: readonly PropertyKey[], message: string): void =>
      context.addIssue({ code: 'custom', path: [...path], message });
    const encryption = given.assertionEncryption;
    if (encryption?.enabled === true && !certificates.safeParse(encryption.x5c).success)
      problem(['assertionEncryption', 'x5c'], 'must be exactly one certificate, to encrypt assertions with');
    const certificate = given.spCertificate?.x5c;
    if (given.samlSignedRequestEnabled === true && !certificates.safeParse(certificate).success)
      problem(['spCertificate', 'x5c'], 'must be exactly one certificate, to verify the app’s requests with');
    if (given.slo?.enabled === true && !given.slo.logoutUrl)
      problem(['slo', 'logoutUrl'], 'is required for single logout');
    if (given.participateSlo?.enabled === true && !given.participateSlo.logoutRequestUrl)
      problem(['participateSlo', 'logoutRequestUrl'], 'is required for single logout');
    given.attributeStatements?.forEach(({ type, filterType, filterValue }, index) => {
      if (type === 'GROUP' && filterType === 'REGEX' && !isPattern(filterValue ?? ''))
        problem(['attributeStatements', index, 'filterValue'], invalidPattern);
    });
    const names = given.attributeStatements?.map(({ name }) => name) ?? [];
    if (new Set(names).size < names.length) problem(['attributeStatements'], 'names must be unique');
  });

/**
 * Checks `settings.signOn` of a SAML app.
 * @param fromCatalog then the catalog has said what is signed, and both may be off here
 * @throws OktaError 400
 */
export function checkSamlSignOn(
  org: Org,
  input: Readonly<Record<string, unknown>>,
  fromCatalog: boolean,
): void {
  const { inlineHooks = [], responseSigned, assertionSigned } = parseBody(schema, input, 'settings.signOn');
  if (!fromCatalog && responseSigned === false && assertionSigned === false)
    throw invalid('settings.signOn', ['responseSigned: the response or the assertion must be signed']);
  for (const { id } of inlineHooks) org.inlineHooks.requireOfType(id, 'com.okta.saml.tokens.transform');
}
