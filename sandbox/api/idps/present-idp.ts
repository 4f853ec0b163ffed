import type { IdentityProvider } from '../../org/idps/model.ts';
import type { Org } from '../../org/org.ts';
import { lifecycleLink, link } from '../kernel/links.ts';

/** An identity provider on the wire. */
export function presentIdp(org: Org, provider: IdentityProvider): Record<string, unknown> {
  return {
    id: provider.id,
    ...(provider.issuerMode !== undefined && { issuerMode: provider.issuerMode }),
    name: provider.name,
    status: provider.status,
    created: provider.created,
    lastUpdated: provider.lastUpdated,
    protocol: presentProtocol(provider),
    policy: provider.policy,
    type: provider.type,
    _links: provider.type === 'SAML2' ? samlLinks(org, provider) : oauthLinks(org, provider),
  };
}

/** A SAML provider needs the org's name and signing key. */
function presentProtocol(provider: IdentityProvider): Record<string, unknown> {
  if (provider.signingKeyId === undefined) return provider.protocol;
  const credentials = provider.protocol.credentials as { readonly trust?: { readonly audience?: string } };
  return {
    ...provider.protocol,
    credentials: {
      trust: { ...credentials.trust, audience: credentials.trust?.audience ?? provider.audience },
      signing: { kid: provider.signingKeyId },
    },
  };
}

function samlLinks(org: Org, { id, status }: IdentityProvider): Record<string, unknown> {
  const self = `${org.url}/api/v1/idps/${id}`;
  return {
    metadata: { href: `${self}/metadata.xml`, type: 'application/xml', hints: { allow: ['GET'] } },
    acs: { href: `${org.url}/sso/saml2/${id}`, type: 'application/xml', hints: { allow: ['POST'] } },
    users: link(`${self}/users`, 'GET'),
    ...lifecycleLink(status, self),
  };
}

function oauthLinks(org: Org, { id, status }: IdentityProvider): Record<string, unknown> {
  const query =
    'client_id={clientId}&response_type={responseType}&response_mode={responseMode}&scope={scopes}&redirect_uri={redirectUri}&state={state}&nonce={nonce}';
  return {
    authorize: {
      href: `${org.url}/oauth2/v1/authorize?idp=${id}&${query}`,
      templated: true,
      hints: { allow: ['GET'] },
    },
    clientRedirectUri: link(`${org.url}/oauth2/v1/authorize/callback`, 'POST'),
    ...lifecycleLink(status, `${org.url}/api/v1/idps/${id}`),
  };
}
