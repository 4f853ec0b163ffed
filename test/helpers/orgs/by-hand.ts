import type { ManagementApi } from '../../../cli/provision/management-api.ts';
import { text } from '../../../cli/provision/kinds/kind.ts';
import type { Fields } from '../../../cli/provision/value.ts';

/** The scopes of the shop's API that the original's README lists. */
const scopes = ['products:read', 'products:update', 'orders:create', 'orders:read', 'orders:update'];
const openid = ['openid', 'profile', 'email'];

export interface OrgByHand {
  /** What its `.env` says, as the original's README has it filled in. */
  env: Record<string, string>;
  serverId: string;
  appId: string;
  adminGroupId: string;
  everyoneId: string;
  /** `…/policies/{Default Policy}` of the authorization server. */
  defaultPolicy: string;
}

/**
 * An org as a person has clicked it together by the section "Manual Okta org configuration" of the original's README, in
 * its order and with its names.
 */
export async function configureByHand(
  api: ManagementApi,
  { orgUrl, appUrl, apiToken }: { orgUrl: string; appUrl: string; apiToken: string },
): Promise<OrgByHand> {
  await askForOneFactor(api);
  const admin = await api.post('/api/v1/groups', { profile: { name: 'Admin', description: '' } });
  const everyone = (await api.list('/api/v1/groups')).find(
    ({ profile }) => (profile as Fields).name === 'Everyone',
  )!;
  const app = await api.post('/api/v1/apps', webApp(appUrl));
  await api.post(`/api/v1/apps/${text(app.id)}/grants`, { issuer: orgUrl, scopeId: 'okta.users.read' });
  await api.post(`/api/v1/meta/schemas/apps/${text(app.id)}/default`, {
    definitions: {
      custom: {
        id: '#custom',
        type: 'object',
        properties: {
          app_permissions: attribute('App permissions', ['admin', 'premium']),
          app_features: attribute('App features', ['regular', 'premium']),
        },
      },
    },
  });
  const assign = (group: Fields, priority: number, profile: Fields) =>
    api.put(`/api/v1/apps/${text(app.id)}/groups/${text(group.id)}`, { priority, profile });
  await assign(admin, 0, { app_permissions: ['admin'], app_features: ['premium'] });
  await assign(everyone, 1, { app_features: ['regular'] });
  const service = await api.post('/api/v1/apps', serviceApp);
  await api.post('/api/v1/trustedOrigins', {
    name: 'My demo',
    origin: appUrl,
    scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }],
  });

  const server = await api.post('/api/v1/authorizationServers', {
    name: 'Demo API',
    description: '',
    audiences: [appUrl],
  });
  const path = `/api/v1/authorizationServers/${text(server.id)}`;
  for (const name of scopes) await api.post(`${path}/scopes`, { name });
  for (const [name, value] of [
    ['feature_access', 'appuser.app_features'],
    ['role', 'appuser.app_permissions'],
  ] as const)
    await api.post(`${path}/claims`, {
      ...{ name, value, status: 'ACTIVE', claimType: 'RESOURCE', valueType: 'EXPRESSION' },
      ...{ alwaysIncludeInToken: true, conditions: { scopes: [] } },
    });
  await api.post(`${path}/claims`, {
    ...{ name: 'groups', value: '.*', status: 'ACTIVE', claimType: 'IDENTITY', valueType: 'GROUPS' },
    ...{ group_filter_type: 'REGEX', alwaysIncludeInToken: true, conditions: { scopes: [] } },
  });
  const policy = async (name: string, priority: number, clients: string[]) =>
    `${path}/policies/${text(
      (
        await api.post(`${path}/policies`, {
          ...{ type: 'OAUTH_AUTHORIZATION_POLICY', name, description: name, priority, status: 'ACTIVE' },
          conditions: { clients: { include: clients } },
        })
      ).id,
    )}`;
  const defaultPolicy = await policy('Default Policy', 1, ['ALL_CLIENTS']);
  const people = ['authorization_code', 'implicit'];
  const granted = ['orders:create', 'products:read', ...openid];
  await api.post(`${defaultPolicy}/rules`, rule('Default', 1, people, ['EVERYONE'], granted));
  await api.post(
    `${defaultPolicy}/rules`,
    rule(
      'Admin',
      1,
      people,
      [text(admin.id)],
      [...granted, ...['orders:read', 'orders:update', 'products:update']],
    ),
  );
  const machines = await policy('Client Credentials policy', 2, ['ALL_CLIENTS']);
  await api.post(
    `${machines}/rules`,
    rule(
      'Admin client credentials',
      1,
      ['client_credentials'],
      [text(admin.id)],
      [...['orders:create', 'orders:read', 'orders:update', 'products:update']],
    ),
  );
  return {
    serverId: text(server.id),
    appId: text(app.id),
    adminGroupId: text(admin.id),
    everyoneId: text(everyone.id),
    defaultPolicy,
    env: {
      OKTA_BASE_URL: orgUrl,
      OKTA_ISSUER: text(server.issuer),
      OKTA_AUDIENCE: appUrl,
      OKTA_API_KEY: apiToken,
      ...credentials('OKTA_CLIENT', app),
      ...credentials('OKTA_SERVICE_CLIENT', service),
      APP_URL: appUrl,
    },
  };
}

/** As in an org from before apps had policies of their own. */
async function askForOneFactor(api: ManagementApi): Promise<void> {
  const [policy] = (await api.list('/api/v1/policies?type=ACCESS_POLICY')).filter(
    ({ system }) => system === true,
  );
  const rules = `/api/v1/policies/${text(policy?.id)}/rules`;
  const [rule] = await api.list(rules);
  const verificationMethod = {
    type: 'ASSURANCE',
    factorMode: '1FA',
    reauthenticateIn: 'PT12H',
    constraints: [],
  };
  await api.put(`${rules}/${text(rule?.id)}`, {
    ...rule,
    actions: { appSignOn: { access: 'ALLOW', verificationMethod } },
  });
}

const attribute = (title: string, values: readonly string[]): Fields => ({
  title,
  type: 'array',
  items: {
    type: 'string',
    enum: [...values],
    oneOf: values.map((value) => ({ const: value, title: value })),
  },
  scope: 'NONE',
});

const webApp = (appUrl: string): Fields => ({
  name: 'oidc_client',
  label: 'My Web App',
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
  settings: {
    oauthClient: {
      application_type: 'web',
      grant_types: ['authorization_code', 'implicit'],
      response_types: ['code', 'id_token', 'token'],
      redirect_uris: [
        '',
        '/login/okta/authorized',
        '/login/okta-admin/authorized',
        '/implicit/callback',
        '/widget',
      ].map((path) => appUrl + path),
      initiate_login_uri: `${appUrl}/login/okta/authorized`,
    },
  },
});

const serviceApp: Fields = {
  name: 'oidc_client',
  label: 'My API Services App',
  signOnMode: 'OPENID_CONNECT',
  credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
  settings: {
    oauthClient: {
      application_type: 'service',
      grant_types: ['client_credentials'],
      response_types: ['token'],
      redirect_uris: [],
    },
  },
};

const rule = (
  name: string,
  priority: number,
  grantTypes: string[],
  groups: string[],
  granted: string[],
): Fields => ({
  ...{ type: 'RESOURCE_ACCESS', name, priority, status: 'ACTIVE' },
  conditions: {
    people: { users: { include: [], exclude: [] }, groups: { include: groups, exclude: [] } },
    grantTypes: { include: grantTypes },
    scopes: { include: granted },
  },
  actions: {
    token: {
      accessTokenLifetimeMinutes: 60,
      refreshTokenLifetimeMinutes: 0,
      refreshTokenWindowMinutes: 10080,
    },
  },
});

function credentials(prefix: string, app: Fields): Record<string, string> {
  const { oauthClient } = app.credentials as { oauthClient: Fields };
  return {
    [`${prefix}_ID`]: text(oauthClient.client_id),
    [`${prefix}_SECRET`]: text(oauthClient.client_secret),
  };
}
