import { at, picture, withEcho, type Administrator } from './administrator.ts';

/** Trusted origins, brands and hooks. */
export async function requestBrandsAndHooks(
  { send, get, post, put, remove, person }: Administrator,
  app: string,
) {
  const origin = at(
    await post('/api/v1/trustedOrigins', {
      name: 'Shop',
      origin: 'http://localhost:5000',
      scopes: [{ type: 'CORS' }],
    }),
    'id',
  );
  await get('/api/v1/trustedOrigins');
  await post(`/api/v1/trustedOrigins/${origin}/lifecycle/deactivate`);
  await post(`/api/v1/trustedOrigins/${origin}/lifecycle/activate`);
  const brands = await get('/api/v1/brands');
  const brand = `/api/v1/brands/${at(brands, 0, 'id')}`;
  await put(brand, { name: at(await get(brand), 'name') });
  const sender = { displayName: 'Tally', userName: 'hello' };
  const emailDomain = { ...sender, brandId: at(await get(brand), 'id'), domain: 'tally.example' };
  const emailDomains = '/api/v1/email-domains';
  await put(`${emailDomains}/${at(await post(emailDomains, emailDomain), 'id')}`, sender);
  await get(emailDomains);
  const theme = `${brand}/themes/${at(await get(`${brand}/themes`), 0, 'id')}`;
  await put(theme, {
    primaryColorHex: '#1662dd',
    secondaryColorHex: '#ebebed',
    signInPageTouchPointVariant: 'OKTA_DEFAULT',
    endUserDashboardTouchPointVariant: 'OKTA_DEFAULT',
    errorPageTouchPointVariant: 'OKTA_DEFAULT',
    emailTemplateTouchPointVariant: 'OKTA_DEFAULT',
  });
  for (const place of ['logo', 'favicon', 'background-image']) {
    const form = new FormData();
    form.append('file', new Blob([picture], { type: 'image/png' }), 'picture.png');
    await send('POST', `${theme}/${place}`, form);
    await remove(`${theme}/${place}`);
  }
  const logo = new FormData();
  logo.append('file', new Blob([picture], { type: 'image/png' }), 'logo.png');
  await send('POST', `${app}/logo`, logo);
  const hook = await post('/api/v1/eventHooks', {
    name: 'Shop',
    events: { type: 'EVENT_TYPE', items: ['user.lifecycle.suspend'] },
    channel: { type: 'HTTP', version: '1.0.0', config: { uri: 'https://example.com/hook' } },
  });
  await get('/api/v1/eventHooks');
  await withEcho(async (uri) => {
    const own = await post('/api/v1/eventHooks', {
      name: 'Verified',
      events: { type: 'EVENT_TYPE', items: ['user.lifecycle.suspend'] },
      channel: { type: 'HTTP', version: '1.0.0', config: { uri } },
    });
    await post(`/api/v1/eventHooks/${at(own, 'id')}/lifecycle/verify`);
  });
  await post(`/api/v1/eventHooks/${at(hook, 'id')}/lifecycle/deactivate`);
  await post(`/api/v1/eventHooks/${at(hook, 'id')}/lifecycle/activate`);
  await get('/api/v1/inlineHooks');
  await withEcho(async (uri) => {
    const own = await post('/api/v1/inlineHooks', {
      name: 'Previewed',
      type: 'com.okta.oauth2.tokens.transform',
      version: '1.0.0',
      channel: { type: 'HTTP', version: '1.0.0', config: { uri, method: 'POST' } },
    });
    await post(`/api/v1/inlineHooks/${at(own, 'id')}/execute`, { eventType: at(own, 'type') });
  });
  const hookKey = await post('/api/v1/hook-keys', { name: 'Signing' });
  await get('/api/v1/hook-keys');
  await get(`/api/v1/hook-keys/${at(hookKey, 'id')}`);
  await get(`/api/v1/hook-keys/public/${at(hookKey, 'keyId')}`);
  await put(`/api/v1/hook-keys/${at(hookKey, 'id')}`, { name: 'Signed' });
  await remove(`/api/v1/hook-keys/${at(hookKey, 'id')}`);
  const leaving = await person('leaving@example.com');
  await post('/oauth2/v1/global-token-revocation', { sub_id: { format: 'opaque', id: leaving } });
}
