/** The resource owner password grant, at custom servers and at the org server. */
import { decodeJwt } from 'jose';
import { genericGrantRequest, Configuration, ClientSecretPost } from 'openid-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  onlyFor,
  type Body,
  type OAuthApp,
  type OAuthOrg,
  password,
  refusal,
  startOAuthOrg,
} from '../../../helpers/oauth-org.ts';
import { allowPlainHttp } from '../../../helpers/plain-http.ts';

let org: OAuthOrg;
let server: string;
let app: OAuthApp;
let ada: Body;

beforeAll(async () => {
  org = await startOAuthOrg();
  server = await org.server();
  app = await org.app({ grant_types: ['password', 'refresh_token'] });
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const form = (more: Record<string, string | undefined> = {}) => ({
  ...{ grant_type: 'password', username: ada.profile.login, password, scope: 'openid profile' },
  ...more,
});

it.each(['org', 'custom'])('openid-client gets tokens at a server: %s', async (kind) => {
  const at = kind === 'org' ? 'org' : server;
  const issuer = at === 'org' ? org.url : `${org.url}/oauth2/${at}`;
  const client = new Configuration(
    { issuer, token_endpoint: org.endpoint(at, 'token') },
    app.clientId,
    {},
    ClientSecretPost(app.secret),
  );
  allowPlainHttp(client);
  const tokens = await genericGrantRequest(client, 'password', {
    ...{ username: ada.profile.login, password, scope: 'openid offline_access' },
  });
  expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'openid offline_access' });
  expect(decodeJwt(tokens.access_token)).toMatchObject({
    ...{ iss: issuer, cid: app.clientId, uid: ada.id, sub: ada.profile.login },
    scp: ['openid', 'offline_access'],
  });
  expect(decodeJwt(tokens.id_token!)).toMatchObject({ aud: app.clientId, sub: ada.id, amr: ['pwd'] });
  const renewed = await org.token(app, at, {
    grant_type: 'refresh_token',
    refresh_token: tokens.refresh_token,
  });
  expect(renewed.status).toBe(200);
});

it.each<[string, Record<string, string | undefined>, number, string, string]>([
  ['a wrong password', { password: 'wrong' }, 400, 'invalid_grant', 'The credentials provided were invalid.'],
  ['nobody', { username: 'nobody' }, 400, 'invalid_grant', 'The credentials provided were invalid.'],
  [
    'no user name',
    { username: undefined },
    400,
    'invalid_request',
    "The required parameter 'username' is missing.",
  ],
  [
    'no password',
    { password: undefined },
    400,
    'invalid_request',
    "The required parameter 'password' is missing.",
  ],
  [
    'an unknown scope',
    { scope: 'magic' },
    400,
    'invalid_scope',
    'One or more scopes are not configured for the authorization server resource.',
  ],
])('is refused for %s', async (_, more, ...told) => {
  expect(refusal(await org.token(app, server, form(more)))).toEqual(told);
});

describe('is refused', () => {
  it('to an app that does not have the grant', async () => {
    const other = await org.app();
    expect(refusal(await org.token(other, server, form()))).toEqual([
      400,
      'unauthorized_client',
      'The client is not authorized to use the provided grant type. Configured grant types: [authorization_code, refresh_token, implicit].',
    ]);
  });

  it('where no rule of the access policy allows it', async () => {
    const strict = await org.server({}, { conditions: onlyFor('authorization_code') });
    expect(refusal(await org.token(app, strict, form()))).toEqual([
      401,
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
    ]);
  });

  it('to who is not assigned', async () => {
    const own = await org.app({ grant_types: ['password'] });
    const [everyone] = await org.must<Body[]>('GET', '/api/v1/groups?q=Everyone');
    await org.api('DELETE', `/api/v1/apps/${own.id}/groups/${everyone!.id}`);
    expect(refusal(await org.token(own, server, form()))).toEqual([
      400,
      'access_denied',
      'User is not assigned to the client application.',
    ]);
  });

  it('to who has to change the password, or is locked out', async () => {
    const grace = await org.person();
    await org.must('POST', `/api/v1/users/${grace.id}/lifecycle/expire_password`);
    const asGrace = form({ username: grace.profile.login });
    expect(refusal(await org.token(app, server, asGrace))).toEqual([
      400,
      'invalid_grant',
      'Password has expired.',
    ]);
    const eve = await org.person();
    const asEve = form({ username: eve.profile.login, password: 'wrong' });
    for (let attempt = 0; attempt < 10; attempt += 1) await org.token(app, server, asEve);
    expect(refusal(await org.token(app, server, { ...asEve, password }))).toEqual([
      400,
      'invalid_grant',
      'The credentials provided were invalid.',
    ]);
  });

  it('where the policy of the app asks for a second factor', async () => {
    const strict = await startOAuthOrg({ asNew: true });
    const own = await strict.app({ grant_types: ['password'] });
    const bob = await strict.person();
    const asBob = { ...form({ username: bob.profile.login }) };
    expect(refusal(await strict.token(own, 'org', asBob))).toEqual([
      400,
      'invalid_grant',
      'Resource owner password credentials authentication denied by sign on policy.',
    ]);
    await strict.close();
  });

  it('for a scope that needs consent', async () => {
    const asking = await org.app({ grant_types: ['password'], consent_method: 'REQUIRED' });
    const own = await org.server();
    await org.must('POST', `/api/v1/authorizationServers/${own}/scopes`, {
      name: 'orders',
      consent: 'REQUIRED',
    });
    expect(refusal(await org.token(asking, own, form({ scope: 'orders' })))).toEqual([
      400,
      'consent_required',
      expect.stringContaining('The following scopes require user consent: [orders].'),
    ]);
  });
});
