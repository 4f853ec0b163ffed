import { at, type Administrator } from './administrator.ts';

/** Groups, roles and their targets. */
export async function requestGroups(
  { get, post, put, remove }: Administrator,
  { ada, user }: { readonly ada: string; readonly user: string },
) {
  const group = at(await post('/api/v1/groups', { profile: { name: 'Shoppers' } }), 'id');
  await put(`/api/v1/groups/${group}/users/${ada}`);
  await get('/api/v1/groups/rules');
  const service = await post('/api/v1/apps', {
    label: 'Job',
    name: 'oidc_client',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
    settings: {
      oauthClient: {
        application_type: 'service',
        grant_types: ['client_credentials'],
        response_types: ['token'],
      },
    },
  });
  const serviceId = at(service, 'id');
  await get(`/api/v1/apps/${serviceId}/federated-claims`);
  for (const holder of [user, `/api/v1/groups/${group}`, `/oauth2/v1/clients/${serviceId}`]) {
    await get(`${holder}/roles`);
    const helpDesk = `${holder}/roles/${at(await post(`${holder}/roles`, { type: 'HELP_DESK_ADMIN' }), 'id')}`;
    await get(helpDesk);
    const appAdmin = `${holder}/roles/${at(await post(`${holder}/roles`, { type: 'APP_ADMIN' }), 'id')}`;
    if (!holder.startsWith('/oauth2')) {
      const other = at(await post('/api/v1/groups', { profile: { name: `Target of ${holder}` } }), 'id');
      await put(`${helpDesk}/targets/groups/${group}`);
      await put(`${helpDesk}/targets/groups/${other}`);
      await get(`${helpDesk}/targets/groups`);
      await remove(`${helpDesk}/targets/groups/${other}`);
      const targets = `${appAdmin}/targets/catalog/apps`;
      await put(`${targets}/oidc_client/${serviceId}`);
      await put(`${targets}/salesforce`);
      await put(`${targets}/box`);
      await get(targets);
      await remove(`${targets}/box`);
      await put(`${targets}/bookmark`);
      await remove(`${targets}/oidc_client/${serviceId}`);
    }
    await remove(appAdmin);
    await remove(helpDesk);
  }
  return { group, serviceId };
}
