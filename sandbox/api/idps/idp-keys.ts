import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { invalid } from '../../org/kernel/errors.ts';
import { jwkOfCertificate } from '../../org/apps/certificates.ts';
import type { IdentityProviderKey } from '../../org/idps/model.ts';
import type { Org } from '../../org/org.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { parseBody } from '../kernel/validate.ts';

const path = '/api/v1/idps/credentials/keys';

/** Certificates of SAML identity providers. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProviderKeys/ */
export const idpKeyRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listIdentityProviderKeys', scope: 'okta.idps.read', handle: listIdpKeys },
  {
    method: 'POST',
    path,
    name: 'createIdentityProviderKey',
    scope: 'okta.idps.manage',
    handle: createIdpKey,
  },
  {
    method: 'GET',
    path: `${path}/:keyId`,
    name: 'getIdentityProviderKey',
    scope: 'okta.idps.read',
    handle: getIdpKey,
  },
  {
    method: 'DELETE',
    path: `${path}/:keyId`,
    name: 'deleteIdentityProviderKey',
    scope: 'okta.idps.manage',
    handle: removeIdpKey,
  },
];

function presentIdpKey(key: IdentityProviderKey): Record<string, unknown> {
  const jwk = jwkOfCertificate(key.certificate);
  return {
    kty: jwk.kty,
    created: key.created,
    lastUpdated: key.lastUpdated,
    expiresAt: jwk.expiresAt,
    alg: 'RSA',
    kid: key.id,
    use: 'sig',
    x5c: [key.certificate],
    'x5t#S256': jwk.thumbprint,
    e: jwk.e,
    n: jwk.n,
  };
}

const schema = z.object({
  x5c: z.array(z.string().min(1).max(20_000)).length(1, 'x5c: Exactly one certificate is required'),
});

function listIdpKeys(org: Org, request: ApiRequest): Answer {
  return pageById(org, request, org.identityProviderKeys.all(), presentIdpKey, 20, 200);
}

function createIdpKey(org: Org, request: ApiRequest): Answer {
  const { x5c } = parseBody(schema, request.body, 'jsonWebKey');
  const [certificate = ''] = x5c;
  try {
    jwkOfCertificate(certificate);
  } catch {
    // OpenSSL's words mean nothing to the caller.
    throw invalid('x5c', ['x5c: The certificate cannot be read.']);
  }
  return ok(presentIdpKey(org.identityProviderKeys.create({ certificate }, randomUUID())));
}

function getIdpKey(org: Org, request: ApiRequest): Answer {
  return ok(presentIdpKey(org.identityProviderKeys.require(request.param('keyId'))));
}

function removeIdpKey(org: Org, request: ApiRequest): Answer {
  const key = org.identityProviderKeys.require(request.param('keyId'));
  if (JSON.stringify(org.identityProviders.all().map(({ protocol }) => protocol)).includes(key.id)) {
    throw invalid('key', ['The key is in use by an identity provider.']);
  }
  org.identityProviderKeys.delete(key);
  return noContent();
}
