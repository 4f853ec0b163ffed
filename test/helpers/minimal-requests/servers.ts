import { at, type Administrator } from './administrator.ts';

/** Schemas, user types and authorization servers. */
export async function requestServers({ get, post, put, remove }: Administrator) {
  await get('/api/v1/meta/schemas/group/default');
  await post('/api/v1/meta/schemas/group/default', {
    definitions: {
      custom: { id: '#custom', type: 'object', properties: { site: { title: 'Site', type: 'string' } } },
    },
  });
  await get('/api/v1/meta/schemas/user/linkedObjects');
  const type = await post('/api/v1/meta/types/user', {
    name: 'guest',
    displayName: 'Guest',
    description: '',
  });
  await post(`/api/v1/meta/types/user/${at(type, 'id')}`, { displayName: 'Visitor' });
  await put(`/api/v1/meta/types/user/${at(type, 'id')}`, {
    name: 'guest',
    displayName: 'Guest',
    description: 'Short stay',
  });

  const servers = '/api/v1/authorizationServers';
  await get(servers);
  const issuers = [];
  for (const name of ['Orders', 'Fulfilment'])
    issuers.push(
      at(await post(servers, { name, description: name, audiences: [`api://${name.toLowerCase()}`] }), 'id'),
    );
  const server = `${servers}/${issuers[0] ?? ''}`;
  await get(`${server}/credentials/keys`);
  await post(`${server}/credentials/lifecycle/keyRotate`, { use: 'sig' });
  await get(`${server}/credentials/keys/${at(await get(`${server}/credentials/keys`), 0, 'kid')}`);
  await post(`${server}/associatedServers`, { trusted: [issuers[1]] });
  await get(`${server}/associatedServers?trusted=true`);
  await remove(`${server}/associatedServers/${issuers[1] ?? ''}`);
  const policy = `${server}/policies/${at(
    await post(`${server}/policies`, {
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name: 'Everyone',
      description: 'All clients',
      priority: 1,
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    }),
    'id',
  )}`;
  await post(`${policy}/lifecycle/deactivate`);
  await post(`${policy}/lifecycle/activate`);
  const ruleBody = {
    type: 'RESOURCE_ACCESS',
    name: 'All',
    priority: 1,
    conditions: {
      people: { groups: { include: ['EVERYONE'] } },
      grantTypes: { include: ['authorization_code', 'client_credentials'] },
      scopes: { include: ['*'] },
    },
    actions: {
      token: {
        accessTokenLifetimeMinutes: 60,
        refreshTokenLifetimeMinutes: 0,
        refreshTokenWindowMinutes: 10080,
      },
    },
  };
  await post(`${policy}/rules`, ruleBody);
  const rule = `${policy}/rules/${at(await post(`${policy}/rules`, { ...ruleBody, name: 'More', priority: 2 }), 'id')}`;
  await get(`${policy}/rules`);
  await get(rule);
  await put(rule, { ...ruleBody, name: 'Still more', priority: 2 });
  await post(`${rule}/lifecycle/deactivate`);
  await post(`${rule}/lifecycle/activate`);
  await remove(rule);
  const scopes = await post(`${server}/scopes`, { name: 'orders:read', consent: 'REQUIRED' });
  await get(`${server}/scopes/${at(scopes, 'id')}`);
  return issuers;
}
