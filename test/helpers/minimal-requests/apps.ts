import { at, type Administrator } from './administrator.ts';

/** Apps. */
export async function requestApps(
  { get, post, put, remove }: Administrator,
  { ada, group }: { readonly ada: string; readonly group: string },
) {
  const callback = 'http://localhost:9/callback';
  const web = await post('/api/v1/apps', {
    label: 'Shop',
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
    settings: {
      oauthClient: {
        application_type: 'web',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [callback],
        consent_method: 'REQUIRED',
      },
    },
  });
  const app = `/api/v1/apps/${at(web, 'id')}`;
  const clientId = at(web, 'credentials', 'oauthClient', 'client_id');
  const secret = at(web, 'credentials', 'oauthClient', 'client_secret');
  await put(`${app}/groups/${group}`, {});
  await get(`${app}/groups`);
  await get(`/api/v1/groups/${group}/apps`);
  await remove(`${app}/groups/${group}`);
  await post(`${app}/users`, { id: ada });
  await get(`${app}/users`);
  await get(`${app}/users/${ada}`);
  await post(`${app}/users/${ada}`, { profile: {} });
  const grant = await post(`${app}/grants`, {
    scopeId: 'okta.users.read',
    issuer: at(await get('/.well-known/openid-configuration'), 'issuer'),
  });
  await get(`${app}/grants`);
  await get(`${app}/grants/${at(grant, 'id')}`);
  await remove(`${app}/grants/${at(grant, 'id')}`);
  const key = await post(`${app}/credentials/keys/generate?validityYears=2`);
  await get(`${app}/credentials/keys/${at(key, 'kid')}`);
  const secrets = `${app}/credentials/secrets`;
  await get(secrets);
  const second = `${secrets}/${at(await post(secrets, {}), 'id')}`;
  await get(second);
  await post(`${second}/lifecycle/deactivate`);
  await post(`${second}/lifecycle/activate`);
  await post(`${second}/lifecycle/deactivate`);
  await remove(second);
  const other = await post('/api/v1/apps', {
    label: 'Launcher',
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'none' } },
    settings: {
      oauthClient: {
        application_type: 'native',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: [callback],
      },
    },
  });
  const otherId = at(other, 'id');
  await post(`${app}/interclient-allowed-apps`, { id: otherId });
  await get(`${app}/interclient-allowed-apps`);
  await get(`/api/v1/apps/${otherId}/interclient-target-apps`);
  await remove(`${app}/interclient-allowed-apps/${otherId}`);
  return { app, callback, clientId, secret };
}
