import { createHash, randomBytes } from 'node:crypto';
import { HostedPage } from '../hosted-page.ts';
import { locationOf, Visitor } from '../visitor.ts';
import { at, type Administrator } from './administrator.ts';

/** A person’s session, consents and tokens. */
export async function requestSessions(
  { send, get, post, put, remove, person }: Administrator,
  {
    app,
    callback,
    clientId,
    secret,
    issuer,
    outside,
  }: {
    readonly app: string;
    readonly callback: string;
    readonly clientId: string;
    readonly secret: string;
    readonly issuer: string;
    readonly outside: string;
  },
) {
  const buyer = await person('barbara@example.com');
  await post(`${app}/users`, { id: buyer });
  const barbara = `/api/v1/users/${buyer}`;
  const visitor = new Visitor();
  const verifier = randomBytes(32).toString('base64url');
  const authn = await post('/api/v1/authn', {
    username: 'barbara@example.com',
    password: 'Correct-Horse-77',
  });
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid offline_access orders:read',
    state: 's',
    nonce: 'n',
    redirect_uri: callback,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    sessionToken: at(authn, 'sessionToken'),
  });
  const consent = locationOf(await visitor.fetch(`${issuer}/v1/authorize?${query.toString()}`));
  const page = await HostedPage.open(visitor, consent.href);
  if (page.names[0] === 'authenticator-verification-data') {
    // The policy that a new app is under asks for two factors.
    await page.choose('Email');
    const mail = await (await fetch(`${outside}/mailbox/barbara%40example.com`)).text();
    await page.answer({ passcode: /\b(\d{6})\b/.exec(mail.replace(/<[^>]+>/g, ' '))![1]! });
  }
  if (page.names[0] === 'consent') await page.proceed('consent', { consent: true });
  const back = await page.leave();
  const basic = { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` };
  const form = { ...basic, 'content-type': 'application/x-www-form-urlencoded' };
  const inForm = (fields: Record<string, string>): string => new URLSearchParams(fields).toString();
  const redeem = (to: URL) =>
    send(
      'POST',
      `${new URL(issuer).pathname}/v1/token`,
      inForm({
        grant_type: 'authorization_code',
        code: to.searchParams.get('code') ?? '',
        redirect_uri: callback,
        code_verifier: verifier,
      }),
      form,
    );
  const tokens = await redeem(back);
  const server0 = new URL(issuer).pathname;
  await send('GET', `${server0}/v1/userinfo`, undefined, {
    authorization: `Bearer ${at(tokens, 'access_token')}`,
  });
  for (const name of ['access_token', 'refresh_token', 'id_token'])
    await send(
      'POST',
      `${server0}/v1/introspect`,
      inForm({ token: at(tokens, name), token_type_hint: name }),
      form,
    );
  await send(
    'POST',
    `${server0}/v1/token`,
    inForm({
      grant_type: 'refresh_token',
      refresh_token: at(tokens, 'refresh_token'),
      scope: 'openid offline_access',
    }),
    form,
  );
  for (const path of [
    '/.well-known/openid-configuration',
    '/v1/keys',
    '/.well-known/oauth-authorization-server',
  ])
    await get(`${server0}${path}`);
  await get('/.well-known/openid-configuration');
  await get('/oauth2/v1/keys');
  const grants = await get(`${barbara}/grants`);
  await get(`${barbara}/grants/${at(grants, 0, 'id')}`);
  await get(`${barbara}/clients`);
  const ofClient = `${barbara}/clients/${clientId}`;
  await get(`${ofClient}/grants`);
  const refresh = at(await get(`${ofClient}/tokens`), 0, 'id');
  await get(`${ofClient}/tokens/${refresh}`);
  const ofServer = `/api/v1/authorizationServers/${new URL(issuer).pathname.split('/').at(-1)}/clients`;
  await get(ofServer);
  await get(`${ofServer}/${clientId}/tokens`);
  await get(`${ofServer}/${clientId}/tokens/${refresh}`);
  await remove(`${ofServer}/${clientId}/tokens/${refresh}`);
  query.delete('sessionToken');
  await redeem(locationOf(await visitor.fetch(`${issuer}/v1/authorize?${query.toString()}`)));
  await remove(`${ofServer}/${clientId}/tokens`);
  await redeem(locationOf(await visitor.fetch(`${issuer}/v1/authorize?${query.toString()}`)));
  await remove(`${ofClient}/tokens/${at(await get(`${ofClient}/tokens`), 0, 'id')}`);
  await remove(`${ofClient}/tokens`);
  await remove(`${barbara}/grants/${at(grants, 0, 'id')}`);
  await remove(`${ofClient}/grants`);
  await remove(`${barbara}/grants`);
  const again = await post('/api/v1/authn', {
    username: 'barbara@example.com',
    password: 'Correct-Horse-77',
  });
  const session2 = at(await post('/api/v1/sessions', { sessionToken: at(again, 'sessionToken') }), 'id');
  await get(`/api/v1/sessions/${session2}`);
  await post(`/api/v1/sessions/${session2}/lifecycle/refresh`);
  await remove(`/api/v1/sessions/${session2}`);
  await remove(`${barbara}/sessions`);
  await remove(`${app}/users/${buyer}`);
  const made = await post('/oauth2/v1/clients', {
    client_name: 'Registered',
    redirect_uris: [callback],
    response_types: ['code'],
    grant_types: ['authorization_code'],
    token_endpoint_auth_method: 'client_secret_basic',
    application_type: 'web',
  });
  const client = `/oauth2/v1/clients/${at(made, 'client_id')}`;
  await get('/oauth2/v1/clients');
  await put(client, { ...(await get(client)), client_name: 'Renamed' });
  await post(`${client}/lifecycle/newSecret`);
  await remove(client);
  await get('/api/v1/logs?limit=5');
  await remove(`/api/v1/api-tokens/${at(await post('/api/internal/tokens', { name: 'Other' }), 'id')}`);
  // Afterwards nothing more can be asked with it.
  await remove('/api/v1/api-tokens/current');
}
