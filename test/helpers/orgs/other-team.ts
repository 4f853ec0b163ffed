import type { Fields } from '../../../cli/provision/value.ts';
import type { InitBench } from '../init.ts';

const id = ({ id: value }: Fields): string => value as string;

/** What another team has, under the names that the demo would use. */
export async function otherTeam({ api, appUrl }: Pick<InitBench, 'api' | 'appUrl'>, audience: string) {
  const post = (path: string, body: Fields) => api.post(`/api/v1/${path}`, body);
  const group = await post('groups', { profile: { name: 'Admin', description: 'Of the whole company' } });
  const person = await post('users?activate=true', {
    profile: { login: 'boss@example.com', email: 'boss@example.com', firstName: 'B', lastName: 'Oss' },
  });
  await api.put(`/api/v1/groups/${id(group)}/users/${id(person)}`);
  const app = await post('apps', {
    name: 'oidc_client',
    label: 'Okta Multidemo',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_post', pkce_required: false } },
    settings: {
      notes: { admin: 'Ask the other team' },
      oauthClient: {
        application_type: 'web',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: ['https://team.example/callback'],
      },
    },
  });
  await api.put(`/api/v1/apps/${id(app)}/groups/${id(group)}`, { priority: 0 });
  const server = await post('authorizationServers', {
    name: 'Okta Multidemo',
    description: 'Theirs',
    audiences: [audience],
  });
  const below = `authorizationServers/${id(server)}`;
  await post(`${below}/scopes`, { name: 'orders:read', displayName: 'Theirs', consent: 'REQUIRED' });
  const policy = await post(`${below}/policies`, {
    type: 'OAUTH_AUTHORIZATION_POLICY',
    name: 'Team',
    description: 'Theirs',
    priority: 1,
    conditions: { clients: { include: [id(app)] } },
  });
  await post('trustedOrigins', {
    name: 'Team',
    origin: appUrl,
    scopes: [{ type: 'CORS' }],
  });
  return { app, group, server, policy };
}
