/** A token inline hook that an access policy rule names. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HookAnswer, type HookService, startHookService } from '../../helpers/hook-service.ts';
import {
  type Body,
  type OAuthApp,
  type OAuthOrg,
  password,
  refusal,
  startOAuthOrg,
} from '../../helpers/oauth-org.ts';
import { lastEvent } from '../../helpers/service-provider.ts';

let org: OAuthOrg;
let server: string;
let app: OAuthApp;
let ada: Body;
let service: HookService;
let hook: string;

beforeAll(async () => {
  service = await startHookService();
  org = await startOAuthOrg();
  hook = (await org.must('POST', '/api/v1/inlineHooks', service.hook('com.okta.oauth2.tokens.transform'))).id;
  server = await org.server({}, { actions: { token: { inlineHook: { id: hook } } } });
  app = await org.app();
  ada = await org.person();
});
beforeEach(() => service.answer());
afterAll(async () => {
  expect(org.faults).toEqual([]);
  service.close();
  await org.close();
});

const patch = (type: string, ...value: object[]) => ({ type: `com.okta.${type}.patch`, value });
const signIn = async (scope = 'openid profile') => org.signIn(app, server, ada.profile.login, scope);

it('is asked once for both tokens, with what Okta tells it', async () => {
  const { body } = await signIn();
  expect(service.calls).toHaveLength(1);
  const { headers, body: question } = service.calls[0]!;
  expect(headers.authorization).toBe('secret');
  expect(question).toMatchObject({
    eventType: 'com.okta.oauth2.tokens.transform',
    cloudEventVersion: '0.1',
    source: `${org.url}/oauth2/${server}/v1/token`,
    data: {
      context: {
        protocol: { type: 'OAUTH2.0', client: { id: app.clientId, type: 'CONFIDENTIAL' } },
        user: { id: ada.id, profile: { login: ada.profile.login } },
        session: { userId: ada.id },
      },
      access: {
        claims: decodeJwt(body.access_token),
        token: { lifetime: { expiration: 3600 } },
        scopes: { openid: { id: 'openid', action: 'GRANT' } },
      },
      identity: { claims: { sub: ada.id, jti: decodeJwt(body.id_token).jti } },
    },
  });
});

it('changes what tokens say and how long they live', async () => {
  service.answer({
    body: {
      commands: [
        patch(
          'access',
          { op: 'add', path: '/claims/external_guid', value: 'F0' },
          { op: 'add', path: '/claims/list', value: ['a', 'c'] },
          { op: 'add', path: '/claims/list/1', value: 'b' },
          { op: 'replace', path: '/claims/sub', value: 'somebody' },
          { op: 'replace', path: '/token/lifetime/expiration', value: 600 },
        ),
        patch(
          'identity',
          { op: 'add', path: '/claims/a~1b', value: { c: 1 } },
          { op: 'remove', path: '/claims/preferred_username' },
          { op: 'replace', path: '/token/lifetime/expiration', value: 900 },
        ),
      ],
    },
  });
  const { body } = await signIn();
  const access = decodeJwt(body.access_token);
  expect(access).toMatchObject({ external_guid: 'F0', list: ['a', 'b', 'c'], sub: 'somebody', uid: ada.id });
  expect([body.expires_in, Number(access.exp) - Number(access.iat)]).toEqual([600, 600]);
  const identity = decodeJwt(body.id_token);
  expect(identity).toMatchObject({ 'a/b': { c: 1 }, name: 'Ada Lovelace', nonce: 'the-nonce' });
  expect(identity).not.toHaveProperty('preferred_username');
  expect(Number(identity.exp) - Number(identity.iat)).toBe(900);
});

it.each([
  ['what the token is', patch('access', { op: 'replace', path: '/claims/iss', value: 'evil' })],
  ['a key that it is bound to', patch('access', { op: 'add', path: '/claims/cnf', value: {} })],
  ['what is not there', patch('access', { op: 'replace', path: '/claims/nothing', value: 1 })],
  ['a life of a second', patch('access', { op: 'replace', path: '/token/lifetime/expiration', value: 1 })],
  ['something else', { type: 'com.okta.user.update', value: [] }],
])('does not change %s', async (_, command) => {
  service.answer({ body: { commands: [command] } });
  const { body } = await signIn();
  const { iss, nothing, cnf } = decodeJwt(body.access_token);
  expect([iss, nothing, cnf, body.expires_in]).toEqual([
    `${org.url}/oauth2/${server}`,
    undefined,
    undefined,
    3600,
  ]);
  expect(await lastEvent(org, 'inline_hook.response.processed')).toMatchObject({
    outcome: { result: 'FAILURE' },
    target: [{ id: hook }],
  });
});

it('refuses tokens in its own words', async () => {
  service.answer({ body: { error: { errorSummary: 'Not on Fridays.' } } });
  const sessionToken = await org.sessionToken(ada.profile.login);
  const { code = '' } = await org.authorize(app, server, { sessionToken });
  expect(refusal(await org.redeem(app, server, code))).toEqual([400, 'server_error', 'Not on Fridays.']);
  expect(await lastEvent(org, 'inline_hook.response.processed')).toMatchObject({
    outcome: { result: 'FAILURE', reason: 'Not on Fridays.' },
  });
});

describe('tokens come as they are when it', () => {
  const withClaim = { commands: [patch('access', { op: 'add', path: '/claims/x', value: 1 })] };
  it.each<[string, HookAnswer, string, string | null]>([
    ['answers nothing', { status: 204 }, 'response.processed', null],
    [
      'fails',
      { status: 500, body: withClaim },
      'executed',
      'The external service responded with the status code 500.',
    ],
    ['answers nonsense', { body: 'nonsense' }, 'response.processed', 'The response is malformed.'],
    ['is late', { late: true }, 'executed', 'The external service did not respond within 3 seconds.'],
  ])('%s, and the log says so', async (_, given, type, reason) => {
    service.answer(given);
    const { body } = await signIn();
    expect(decodeJwt(body.access_token)).not.toHaveProperty('x');
    expect(service.calls).toHaveLength(1);
    const result = reason === null ? 'SUCCESS' : 'FAILURE';
    expect(await lastEvent(org, `inline_hook.${type}`)).toMatchObject({
      outcome: { result, reason },
      target: [{ id: hook }],
    });
  });

  it('is not active', async () => {
    await org.must('POST', `/api/v1/inlineHooks/${hook}/lifecycle/deactivate`);
    await signIn();
    await org.must('POST', `/api/v1/inlineHooks/${hook}/lifecycle/activate`);
    expect(service.calls).toEqual([]);
  });
});

it('is asked at a refresh, and for an ID token of the implicit flow', async () => {
  service.answer({
    body: {
      commands: ['access', 'identity'].map((type) => patch(type, { op: 'add', path: '/claims/x', value: 1 })),
    },
  });
  const { refresh_token } = (await signIn('openid offline_access')).body;
  const refreshed = await org.token(app, server, { grant_type: 'refresh_token', refresh_token });
  expect(decodeJwt(refreshed.body.access_token)['x']).toBe(1);
  const sessionToken = await org.sessionToken(ada.profile.login);
  const { id_token = '' } = await org.authorize(app, server, { sessionToken, response_type: 'id_token' });
  expect(decodeJwt(id_token)['x']).toBe(1);
  expect(service.calls).toHaveLength(3);
  expect(service.calls[2]?.body.data.access).toBeUndefined();
});

it('is told the grant, and nothing of how it is redeemed', async () => {
  const other = await org.app({ grant_types: ['password', 'refresh_token'] });
  const answer = await org.token(other, server, {
    ...{ grant_type: 'password', scope: 'openid offline_access' },
    ...{ username: ada.profile.login, password },
  });
  expect(answer.status).toBe(200);
  await org.token(other, server, { grant_type: 'refresh_token', refresh_token: answer.body.refresh_token });
  const told = service.calls.map(({ body }) => (body.data.context.protocol as { request: object }).request);
  expect(told).toEqual([
    { scope: 'openid offline_access', client_id: other.clientId, grant_type: 'password' },
    { scope: 'openid offline_access', client_id: other.clientId, grant_type: 'refresh_token' },
  ]);
});
