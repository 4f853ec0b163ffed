import { z } from 'zod';
import { notFound } from '../../org/kernel/errors.ts';
import { jwkOfCertificate } from '../../org/apps/certificates.ts';
import type { CertifiedKey } from '../../org/idps/model.ts';
import type { App } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { metadataOf } from '../../saml/metadata.ts';
import { type Answer, type ApiRequest, type Route, created, ok } from '../kernel/route.ts';
import { parseBody } from '../kernel/validate.ts';
import { xml } from '../kernel/xml.ts';

const app = '/api/v1/apps/:appId';
const keys = `${app}/credentials/keys`;
const read = 'okta.apps.read';
const manage = 'okta.apps.manage';

/** Certificates that an app's assertions are signed with. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ApplicationSSOCredentialKey/ */
export const appKeyRoutes: readonly Route[] = [
  { method: 'GET', path: keys, name: 'listApplicationKeys', scope: read, handleAsync: listAppKeys },
  {
    method: 'POST',
    path: `${keys}/generate`,
    name: 'generateApplicationKey',
    scope: manage,
    handleAsync: generateAppKey,
  },
  { method: 'GET', path: `${keys}/:keyId`, name: 'getApplicationKey', scope: read, handleAsync: getAppKey },
  {
    method: 'GET',
    path: `${app}/sso/saml/metadata`,
    name: 'previewSAMLmetadataForApplication',
    scope: read,
    handleAsync: metadata,
  },
];

/** A certified key on the wire; it has to be complete. */
function presentCertifiedKey(key: CertifiedKey): Record<string, unknown> {
  const certificate = key.certificate ?? '';
  const jwk = jwkOfCertificate(certificate);
  return {
    kty: jwk.kty,
    created: key.created,
    lastUpdated: key.lastUpdated,
    expiresAt: key.expiresAt,
    kid: key.id,
    use: 'sig',
    x5c: [certificate],
    'x5t#S256': jwk.thumbprint,
    e: jwk.e,
    n: jwk.n,
  };
}

const appOf = (org: Org, request: ApiRequest): App => org.apps.require(request.param('appId'));

async function listAppKeys(org: Org, request: ApiRequest): Promise<Answer> {
  const found = org.certificates.ofOwner(appOf(org, request).id);
  const complete = await Promise.all(found.map((key) => org.certificates.complete(key)));
  return ok(complete.map(presentCertifiedKey));
}

async function generateAppKey(org: Org, request: ApiRequest): Promise<Answer> {
  const years = Number(request.query.get('validityYears') ?? 2);
  const validityYears = parseBody(z.number().int().min(2).max(10), years, 'validityYears');
  const key = org.transaction(() =>
    org.certificates.create(appOf(org, request).id, undefined, validityYears),
  );
  return created(presentCertifiedKey(await org.certificates.complete(key)));
}

async function getAppKey(org: Org, request: ApiRequest): Promise<Answer> {
  const keyId = request.param('keyId');
  const key = org.certificates.get(appOf(org, request).id, keyId);
  if (!key) throw notFound(keyId, 'JsonWebKey');
  return ok(presentCertifiedKey(await org.certificates.complete(key)));
}

/** The metadata with the certificate of `kid`, or with the app's current one when the app has no such key. */
async function metadata(org: Org, request: ApiRequest): Promise<Answer> {
  const found = appOf(org, request);
  const document = await metadataOf(org, found, request.query.get('kid') ?? undefined);
  if (document === undefined) throw notFound(found.id, 'SAML metadata');
  return xml(request, document);
}
