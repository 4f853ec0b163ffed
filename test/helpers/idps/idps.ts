import type { Sandbox } from '../../../sandbox/index.ts';

type Json = Record<string, unknown>;

/** Calls an org's Management API as its administrator. @throws when the answer is no success */
export async function manage<T = Json & { id: string }>(
  org: { url: string; apiToken: string },
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const response = await fetch(org.url + path, {
    method,
    headers: { authorization: `SSWS ${org.apiToken}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

const policy = {
  provisioning: { action: 'AUTO', groups: { action: 'NONE' } },
  accountLink: { action: 'AUTO' },
  subject: { userNameTemplate: { template: 'idpuser.email' }, matchType: 'USERNAME' },
};

/** Sets up the played social identity provider in Google's or Facebook's place. */
export const addSocialIdp = (org: Sandbox, type: 'GOOGLE' | 'FACEBOOK', changes: Json = {}) =>
  manage(org, 'POST', '/api/v1/idps', {
    type,
    name: `Social ${type}`,
    protocol: {
      type: type === 'GOOGLE' ? 'OIDC' : 'OAUTH2',
      scopes: type === 'GOOGLE' ? ['openid', 'profile', 'email'] : ['public_profile', 'email'],
      credentials: { client: { client_id: `client-${type}`, client_secret: 'a secret of the shop' } },
    },
    policy: { ...policy, ...changes },
  });

/** Sets up the played SAML identity provider. */
export async function addSamlIdp(org: Sandbox, binding = 'HTTP-REDIRECT') {
  const { issuer, ssoUrl } = org.outside.saml;
  const key = await manage<{ kid: string }>(org, 'POST', '/api/v1/idps/credentials/keys', {
    x5c: [await org.outside.saml.certificate()],
  });
  return manage(org, 'POST', '/api/v1/idps', {
    type: 'SAML2',
    name: `Partner Company by ${binding}`,
    protocol: {
      type: 'SAML2',
      endpoints: {
        sso: { url: ssoUrl, binding, destination: ssoUrl },
        acs: { binding: 'HTTP-POST', type: 'INSTANCE' },
      },
      algorithms: { response: { signature: { algorithm: 'SHA-256', scope: 'ANY' } } },
      credentials: { trust: { issuer, kid: key.kid } },
    },
    policy,
  });
}

/** A routing rule: who types such an e-mail address signs in with that identity provider. */
export async function routeDomain(org: Sandbox, idp: { id: string }, type: string, domain?: string) {
  const [found] = await manage<{ id: string }[]>(org, 'GET', '/api/v1/policies?type=IDP_DISCOVERY');
  return manage(org, 'POST', `/api/v1/policies/${found!.id}/rules`, {
    type: 'IDP_DISCOVERY',
    name: `Route ${domain ?? 'everyone'}`,
    conditions: {
      network: { connection: 'ANYWHERE' },
      ...(domain !== undefined && {
        userIdentifier: { type: 'IDENTIFIER', patterns: [{ matchType: 'SUFFIX', value: domain }] },
      }),
    },
    actions: { idp: { providers: [{ type, id: idp.id }], idpSelectionType: 'SPECIFIC' } },
  });
}
