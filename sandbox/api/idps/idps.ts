import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { IdentityProvider } from '../../org/idps/model.ts';
import { newId } from '../../org/kernel/ids.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { crudRoutes } from '../kernel/crud.ts';
import { idpTypes, policyOf, protocolOf } from './idp-settings.ts';
import { logEvent, target } from '../log/log-event.ts';
import { pageById } from '../kernel/paging.ts';
import { presentUser } from '../people/present-user.ts';
import { isAttribute, isGroup, isUser, orEmpty, referenceCheck } from '../settings/references.ts';
import { presentIdp } from './present-idp.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { anyObject, optional, parseBody, status, text } from '../kernel/validate.ts';
import { bySubstring } from '../kernel/query-text.ts';
import { xml } from '../kernel/xml.ts';

const path = '/api/v1/idps';
const scopes = { read: 'okta.idps.read', manage: 'okta.idps.manage' };

/** Identity providers. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/IdentityProvider/ */
export const idpRoutes: readonly Route[] = [
  ...crudRoutes<IdentityProvider>({
    path,
    param: 'idpId',
    names: [
      'listIdentityProviders',
      'createIdentityProvider',
      'getIdentityProvider',
      'replaceIdentityProvider',
      'deleteIdentityProvider',
    ],
    scopes,
    find: (org, id) => org.identityProviders.require(id),
    list: listIdps,
    create: createIdp,
    replace: replaceIdp,
    remove: removeIdp,
    present: presentIdp,
  }),
  {
    method: 'POST',
    path: `${path}/:idpId/lifecycle/activate`,
    name: 'activateIdentityProvider',
    scope: scopes.manage,
    handle: (org, request) => setIdpStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${path}/:idpId/lifecycle/deactivate`,
    name: 'deactivateIdentityProvider',
    scope: scopes.manage,
    handle: (org, request) => setIdpStatus(org, request, 'INACTIVE'),
  },
  {
    method: 'GET',
    path: `${path}/:idpId/metadata.xml`,
    name: 'getIdentityProviderMetadata',
    scope: scopes.read,
    handleAsync: metadata,
  },
  {
    method: 'GET',
    path: `${path}/:idpId/users`,
    name: 'listIdentityProviderApplicationUsers',
    scope: scopes.read,
    handle: listUsers,
  },
];

const schema = z.object({
  type: z.enum(idpTypes),
  name: text(100),
  status: optional(status),
  issuerMode: optional(z.enum(['ORG_URL', 'CUSTOM_URL', 'DYNAMIC'])),
  protocol: anyObject,
  policy: optional(anyObject),
});

const checkReferences = referenceCheck({
  'policy.accountLink.filter.groups: include': isGroup,
  'policy.accountLink.filter.users: exclude': isUser,
  'policy.provisioning.groups: assignments filter': isGroup,
  'policy.subject: matchAttribute': orEmpty(isAttribute),
  'protocol.credentials.trust: kid': (org, id) => org.identityProviderKeys.require(id),
});

/** A SAML provider keeps the key that the org signs with: the sandbox generates no other. */
function checkSigningKey({ credentials }: z.infer<typeof anyObject>, current?: IdentityProvider): void {
  const { signing } = (credentials ?? {}) as { readonly signing?: { readonly kid?: unknown } | null };
  if (typeof signing?.kid === 'string' && signing.kid !== current?.signingKeyId)
    throw notFound(signing.kid, 'JsonWebKey');
}

function parseIdp(
  org: Org,
  request: ApiRequest,
  current?: IdentityProvider,
): Pick<IdentityProvider, 'type' | 'name' | 'status' | 'issuerMode' | 'protocol' | 'policy'> {
  const input = parseBody(schema, request.body, 'identityProvider');
  const namesake = org.identityProviders.all().find(({ name }) => name === input.name);
  if (namesake && namesake.id !== current?.id)
    throw invalid('name', ['name: There is already an IdP with this name.']);
  checkReferences(org, { protocol: input.protocol, policy: input.policy });
  checkSigningKey(input.protocol, current);
  return {
    type: input.type,
    name: input.name,
    status: current?.status ?? input.status ?? 'ACTIVE',
    issuerMode: input.type === 'SAML2' ? undefined : (input.issuerMode ?? 'ORG_URL'),
    protocol: protocolOf(input.type, input.protocol),
    policy: policyOf(input.type, input.policy ?? {}),
  };
}

function listIdps(org: Org, request: ApiRequest): Answer {
  const isWanted = bySubstring(request.query.get('q'));
  const type = request.query.get('type');
  const providers = org.identityProviders
    .all()
    .filter((provider) => isWanted(provider.name) && (!type || provider.type === type));
  return pageById(org, request, providers, (provider) => presentIdp(org, provider), 20, 200);
}

/** A SAML provider gets a key for the org to sign with; every provider, a mapping to each kind of person. */
function createIdp(org: Org, request: ApiRequest): IdentityProvider {
  const input = parseIdp(org, request);
  const id = newId('idp');
  const provider = org.identityProviders.create(
    {
      ...input,
      ...(input.type === 'SAML2' && {
        signingKeyId: org.certificates.create(id).id,
        audience: `https://www.okta.com/saml2/service-provider/sp${id.slice(2).toLowerCase()}`,
      }),
    },
    id,
  );
  for (const userType of org.userTypes.all()) org.mappings.createForProvider(provider, userType);
  logEvent(org, request, 'system.idp.lifecycle.create', [target('IdentityProvider', provider)]);
  return provider;
}

function replaceIdp(org: Org, request: ApiRequest, current: IdentityProvider): IdentityProvider {
  const provider = org.identityProviders.update(current, parseIdp(org, request, current));
  logEvent(org, request, 'system.idp.lifecycle.update', [target('IdentityProvider', provider)]);
  return provider;
}

function removeIdp(org: Org, request: ApiRequest, provider: IdentityProvider): void {
  org.identityProviders.delete(provider);
  org.certificates.forget(provider.id);
  org.idpLinks.forgetIdp(provider.id);
  org.mappings.forget(provider.id);
  logEvent(org, request, 'system.idp.lifecycle.delete', [target('IdentityProvider', provider)]);
}

function setIdpStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const current = org.identityProviders.require(request.param('idpId'));
  const provider = org.identityProviders.update(current, { status: wanted });
  const verb = wanted === 'ACTIVE' ? 'activate' : 'deactivate';
  logEvent(org, request, `system.idp.lifecycle.${verb}`, [target('IdentityProvider', provider)]);
  return ok(presentIdp(org, provider));
}

/** What a SAML provider needs to know about the org. */
async function metadata(org: Org, request: ApiRequest): Promise<Answer> {
  const id = request.param('idpId');
  const provider = org.identityProviders.require(id);
  if (provider.type !== 'SAML2') throw notFound(id, 'SAML metadata');
  const { serviceProviderMetadata } = await import('../../idps/saml.ts');
  return xml(request, await serviceProviderMetadata(org, provider));
}

/** People who came from the provider. */
function listUsers(org: Org, request: ApiRequest): Answer {
  const { id } = org.identityProviders.require(request.param('idpId'));
  const isWanted = bySubstring(request.query.get('q'));
  const withPerson = request.query.get('expand') === 'user';
  const links = org.idpLinks
    .ofIdp(id)
    .filter(({ externalId, profile }) => isWanted(externalId, ...Object.values(profile)));
  return pageById(org, request, links, (user) => ({
    id: user.userId,
    externalId: user.externalId,
    created: user.created,
    lastUpdated: user.lastUpdated,
    profile: user.profile,
    _links: {
      self: { href: `${org.url}${path}/${id}/users/${user.userId}` },
      idp: { href: `${org.url}${path}/${id}` },
      user: { href: `${org.url}/api/v1/users/${user.userId}` },
    },
    ...(withPerson && { _embedded: { user: presentUser(org, org.users.require(user.userId)) } }),
  }));
}
