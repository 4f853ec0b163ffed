import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { Authenticator, CustomAaguid } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { optional, parseBody, text } from '../kernel/validate.ts';
import { authenticatorOf } from './authenticators.ts';

const path = '/api/v1/authenticators/:authenticatorId/aaguids';
const one = `${path}/:aaguid`;
const read = 'okta.authenticators.read';
const manage = 'okta.authenticators.manage';

/** Models of security keys that Okta does not know. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/ */
export const aaguidRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listAllCustomAAGUIDs', scope: read, handle: listAaguids },
  { method: 'POST', path, name: 'createCustomAAGUID', scope: manage, handle: createAaguid },
  { method: 'GET', path: one, name: 'getCustomAAGUID', scope: read, handle: getAaguid },
  { method: 'PUT', path: one, name: 'replaceCustomAAGUID', scope: manage, handle: replaceAaguid },
  { method: 'PATCH', path: one, name: 'updateCustomAAGUID', scope: manage, handle: updateAaguid },
  { method: 'DELETE', path: one, name: 'deleteCustomAAGUID', scope: manage, handle: deleteAaguid },
];

/** @throws OktaError 404 when it is another authenticator than WebAuthn's */
function securityKeyOf(org: Org, request: ApiRequest): Authenticator {
  const authenticator = authenticatorOf(org, request);
  if (authenticator.key !== 'webauthn') throw notFound(authenticator.id, 'Authenticator');
  return authenticator;
}

function aaguidOf(authenticator: Authenticator, request: ApiRequest): CustomAaguid {
  const wanted = request.param('aaguid');
  const found = authenticator.aaguids?.find(({ aaguid }) => aaguid === wanted);
  if (found === undefined) throw notFound(wanted, 'CustomAAGUID');
  return found;
}

/** @throws when it is no certificate in base64 */
const certificateOf = (x5c: string): X509Certificate => new X509Certificate(Buffer.from(x5c, 'base64'));

function presentAaguid(org: Org, { id }: Authenticator, custom: CustomAaguid): Record<string, unknown> {
  return {
    aaguid: custom.aaguid,
    name: custom.name,
    authenticatorCharacteristics: custom.authenticatorCharacteristics,
    attestationRootCertificates: custom.attestationRootCertificates.map(({ x5c }) => {
      const { fingerprint256, issuer, validTo } = certificateOf(x5c);
      return {
        x5c,
        'x5t#S256': Buffer.from(fingerprint256.replaceAll(':', ''), 'hex').toString('base64url'),
        iss: /CN=(.*)/.exec(issuer)?.[1] ?? issuer,
        exp: new Date(validTo).toISOString(),
      };
    }),
    _links: {
      self: link(
        `${org.url}/api/v1/authenticators/${id}/aaguids/${custom.aaguid}`,
        'GET',
        'PUT',
        'PATCH',
        'DELETE',
      ),
    },
  };
}

const fields = z.object({
  name: optional(text()),
  authenticatorCharacteristics: optional(
    z.object({
      platformAttached: optional(z.boolean()),
      fipsCompliant: optional(z.boolean()),
      hardwareProtected: optional(z.boolean()),
    }),
  ),
  attestationRootCertificates: optional(z.array(z.object({ x5c: z.string().min(1).max(20_000) })).max(20)),
});
const createSchema = fields.extend({
  aaguid: z.string().regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{11,12}$/i),
});

/** Merges the input into the existing values. @throws OktaError 400 if a certificate cannot be read */
function mergedAaguid(aaguid: string, given: z.infer<typeof fields>, current?: CustomAaguid): CustomAaguid {
  const certificates = given.attestationRootCertificates ?? current?.attestationRootCertificates ?? [];
  for (const { x5c } of certificates) {
    try {
      certificateOf(x5c);
    } catch {
      throw invalid('x5c', ['x5c: The certificate cannot be read.']);
    }
  }
  const characteristics = given.authenticatorCharacteristics ?? current?.authenticatorCharacteristics;
  return {
    aaguid,
    name: given.name ?? current?.name ?? '',
    authenticatorCharacteristics: {
      platformAttached: characteristics?.platformAttached ?? false,
      fipsCompliant: characteristics?.fipsCompliant ?? false,
      hardwareProtected: characteristics?.hardwareProtected ?? false,
    },
    attestationRootCertificates: certificates,
  };
}

function keepAaguid(org: Org, authenticator: Authenticator, custom: CustomAaguid): Answer {
  const others = (authenticator.aaguids ?? []).filter(({ aaguid }) => aaguid !== custom.aaguid);
  const updated = org.authenticators.update(authenticator, { aaguids: [...others, custom] });
  return ok(presentAaguid(org, updated, custom));
}

function listAaguids(org: Org, request: ApiRequest): Answer {
  const authenticator = securityKeyOf(org, request);
  return ok((authenticator.aaguids ?? []).map((custom) => presentAaguid(org, authenticator, custom)));
}

function createAaguid(org: Org, request: ApiRequest): Answer {
  const authenticator = securityKeyOf(org, request);
  const { aaguid, ...given } = parseBody(createSchema, request.body, 'customAAGUID');
  if (authenticator.aaguids?.some((known) => known.aaguid === aaguid))
    throw invalid('aaguid', ['aaguid: This AAGUID already exists.']);
  // Okta looks the names of known models up in FIDO's list, which the sandbox does not have.
  if (given.name === undefined) throw invalid('name', ['name: The field cannot be left blank']);
  return keepAaguid(org, authenticator, mergedAaguid(aaguid, given));
}

function getAaguid(org: Org, request: ApiRequest): Answer {
  const authenticator = securityKeyOf(org, request);
  return ok(presentAaguid(org, authenticator, aaguidOf(authenticator, request)));
}

function replaceAaguid(org: Org, request: ApiRequest): Answer {
  const authenticator = securityKeyOf(org, request);
  const { aaguid, name } = aaguidOf(authenticator, request);
  const given = parseBody(fields, request.body, 'customAAGUID');
  return keepAaguid(org, authenticator, mergedAaguid(aaguid, { ...given, name: given.name ?? name }));
}

function updateAaguid(org: Org, request: ApiRequest): Answer {
  const authenticator = securityKeyOf(org, request);
  const current = aaguidOf(authenticator, request);
  const given = parseBody(fields, request.body, 'customAAGUID');
  return keepAaguid(org, authenticator, mergedAaguid(current.aaguid, given, current));
}

function deleteAaguid(org: Org, request: ApiRequest): Answer {
  const authenticator = securityKeyOf(org, request);
  const { aaguid } = aaguidOf(authenticator, request);
  const others = (authenticator.aaguids ?? []).filter((custom) => custom.aaguid !== aaguid);
  org.authenticators.update(authenticator, { aaguids: others });
  return noContent();
}
