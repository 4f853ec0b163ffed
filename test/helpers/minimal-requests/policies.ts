import { at, type Administrator } from './administrator.ts';

/** Policies, authenticators, zones, behaviors, devices and identity providers. */
export async function requestPolicies(
  { send, get, post, put, remove }: Administrator,
  { app, serviceId }: { readonly app: string; readonly serviceId: string },
) {
  for (const settings of ['authenticator-settings', 'user-lockout-settings'])
    await put(`/attack-protection/api/v1/${settings}`, await get(`/attack-protection/api/v1/${settings}`));
  const access = await post('/api/v1/policies', { type: 'ACCESS_POLICY', name: 'Strict', description: '' });
  const strict = `/api/v1/policies/${at(access, 'id')}`;
  await put(`${app}/policies/${at(access, 'id')}`);
  await get(`${strict}/app`);
  const policies = (await get('/api/v1/policies?type=ACCESS_POLICY')) as unknown as readonly {
    id: string;
    system: boolean;
  }[];
  await put(`${app}/policies/${policies.find((one) => one.system)?.id ?? ''}`);
  const me = { user: { id: at(await get('/api/v1/users/me'), 'id') }, groups: { ids: [] } };
  await post('/api/v1/policies/simulate?expand=RULE', [{ appInstance: serviceId, policyContext: me }]);
  await get(`${strict}/mappings`);
  const mapped = await post(`${strict}/mappings`, { resourceId: serviceId, resourceType: 'APP' });
  await get(`${strict}/mappings/${at(mapped, 'id')}`);
  await remove(`${strict}/mappings/${at(mapped, 'id')}`);
  const session = await post('/api/v1/policies', { type: 'OKTA_SIGN_ON', name: 'Session', description: '' });
  const sessionRule = await post(`/api/v1/policies/${at(session, 'id')}/rules`, {
    type: 'SIGN_ON',
    name: 'Anyone',
    actions: { signon: { access: 'ALLOW' } },
  });
  const anybody = `/api/v1/policies/${at(session, 'id')}/rules/${at(sessionRule, 'id')}`;
  await post(`${anybody}/lifecycle/deactivate`);
  await post(`${anybody}/lifecycle/activate`);
  const authenticators = '/api/v1/authenticators';
  const all = (await get(authenticators)) as unknown as readonly { id: string; key: string }[];
  const idOf = (key: string): string => all.find((one) => one.key === key)?.id ?? '';
  await post(`${authenticators}?activate=false`, {
    key: 'duo',
    name: 'Duo Security',
    provider: {
      type: 'DUO',
      configuration: {
        host: 'https://duo.example',
        integrationKey: 'I',
        secretKey: 'S',
        userNameTemplate: { template: 'login' },
      },
    },
  });
  const google = `${authenticators}/${idOf('google_otp')}`;
  await get(google);
  await put(google, { key: 'google_otp', name: 'Google Authenticator' });
  await post(`${google}/lifecycle/deactivate`);
  await post(`${google}/lifecycle/activate`);
  await get(`${google}/methods`);
  await put(`${authenticators}/${idOf('phone_number')}/methods/sms`, { type: 'sms', status: 'ACTIVE' });
  await post(`${authenticators}/${idOf('phone_number')}/methods/voice/lifecycle/activate`);
  await post(`${authenticators}/${idOf('phone_number')}/methods/voice/lifecycle/deactivate`);
  await get(`${authenticators}/${idOf('okta_verify')}/methods`);
  const aaguids = `${authenticators}/${idOf('webauthn')}/aaguids`;
  const model = { aaguid: 'cb69481e-8ff7-4039-93ec-0a2729a11111', name: 'Own key' };
  await post(aaguids, model);
  await get(aaguids);
  await get(`${aaguids}/${model.aaguid}`);
  await put(`${aaguids}/${model.aaguid}`, { name: 'Renamed' });
  await send('PATCH', `${aaguids}/${model.aaguid}`, { name: 'Named again' });
  await remove(`${aaguids}/${model.aaguid}`);
  await get('/api/v1/zones');
  await get('/api/v1/behaviors');
  const behavior = { name: 'Odd hours', type: 'VELOCITY', settings: { velocityKph: 800 } };
  const odd = `/api/v1/behaviors/${at(await post('/api/v1/behaviors', behavior), 'id')}`;
  await get(odd);
  await put(odd, { ...behavior, settings: { velocityKph: 900 } });
  await post(`${odd}/lifecycle/deactivate`);
  await post(`${odd}/lifecycle/activate`);
  await remove(odd);
  await get('/api/v1/device-assurances');
  const assurance = { name: 'Macs', platform: 'MACOS', osVersion: { minimum: '14.0.0' } };
  const macs = at(await post('/api/v1/device-assurances', assurance), 'id');
  await put(`/api/v1/device-assurances/${macs}`, { ...assurance, osVersion: { minimum: '15.0.0' } });
  const idp = await post('/api/v1/idps', {
    type: 'GOOGLE',
    name: 'Google',
    protocol: {
      type: 'OIDC',
      scopes: ['openid', 'email', 'profile'],
      credentials: { client: { client_id: 'at-google', client_secret: 'of-google' } },
    },
    policy: {
      accountLink: { action: 'AUTO' },
      provisioning: { action: 'AUTO', groups: { action: 'NONE' } },
      subject: { userNameTemplate: { template: 'idpuser.email' }, matchType: 'USERNAME' },
      maxClockSkew: 0,
    },
  });
  await post(`/api/v1/idps/${at(idp, 'id')}/lifecycle/deactivate`);
  await post(`/api/v1/idps/${at(idp, 'id')}/lifecycle/activate`);
  await get(`/api/v1/idps/${at(idp, 'id')}/users`);
  const mapping = at(await get(`/api/v1/mappings?sourceId=${at(idp, 'id')}`), 0, 'id');
  await post(`/api/v1/mappings/${mapping}`, { properties: {} });
  await get('/api/v1/idps/credentials/keys');
  await get('/api/v1/api-tokens');
  await get(`/api/v1/api-tokens/${at(await get('/api/v1/api-tokens'), 0, 'id')}`);
}
