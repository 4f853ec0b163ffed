/** What an OAuth endpoint answers where something is missing that was there before: never a 500. */
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Body,
  type OAuthApp,
  type OAuthOrg,
  refusal,
  startOAuthOrg,
  textOf,
} from '../../helpers/oauth-org.ts';
import { locationOf, Visitor } from '../../helpers/visitor.ts';

let org: OAuthOrg;
let app: OAuthApp;
let server: string;
let ada: Body;

beforeEach(async () => {
  org = await startOAuthOrg();
  app = await org.app();
  server = await org.server();
  ada = await org.person();
});
afterEach(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

describe('the hosted sign-in page', () => {
  it.each(['ausnone', 'default', 'org', '%00'])('of nothing at the server %s says so', async (serverId) => {
    for (const method of ['GET', 'POST']) {
      const page = await fetch(`${org.url}/signin/${serverId}/nothing`, { method });
      expect(page.status).toBe(400);
      expect(await textOf(page)).toContain('is no longer valid');
    }
  });

  it('of a server that was removed in the meantime says so', async () => {
    const visitor = new Visitor();
    const page = locationOf(await visitor.fetch(org.authorizeUrl(app, server))).href;
    expect((await visitor.fetch(page)).status).toBe(200);
    await org.must('POST', `/api/v1/authorizationServers/${server}/lifecycle/deactivate`);
    expect((await visitor.fetch(page)).status).toBe(400);
  });
});

it('the tokens of an app that was deactivated count for nothing', async () => {
  const { body: tokens } = await org.signIn(app, server, ada.profile.login, 'openid offline_access');
  const api = await org.app();
  await org.must('POST', `/api/v1/apps/${app.id}/lifecycle/deactivate`);
  for (const token of [tokens.access_token, tokens.refresh_token])
    expect((await org.postAs(api, server, 'introspect', { token })).body).toEqual({ active: false });
  const userinfo = await fetch(org.endpoint(server, 'userinfo'), {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  expect(userinfo.status).toBe(401);
  const { refresh_token } = tokens;
  expect(refusal(await org.token(app, server, { grant_type: 'refresh_token', refresh_token }))).toEqual([
    401,
    'invalid_client',
  ]);
});

it('a claim that has no value is told in Okta’s words', async () => {
  // Each level multiplies the length of the text by that of the innermost one.
  const grows = Array.from({ length: 8 }).reduce<string>(
    (inner) => `String.replace(${inner}, "", "aaaaaaaaaa")`,
    '"a"',
  );
  expect((await org.claim(server, 'huge', grows)).status).toBe(201);
  const told = "The 'huge' user claim could not be evaluated.";
  const sessionToken = await org.sessionToken(ada.profile.login);
  const visitor = new Visitor();
  const { code = '' } = await org.authorize(app, server, { sessionToken }, visitor);
  expect(refusal(await org.redeem(app, server, code))).toEqual([400, 'server_error', told]);
  expect(await org.authorize(app, server, { response_type: 'id_token token' }, visitor)).toMatchObject({
    error: 'server_error',
    error_description: told,
  });
});

it.each(['Basic JTo6JQ==', 'Basic !', 'Basic', 'Negotiate x', 'Basic Og=='])(
  'the header %j is no client’s',
  async (authorization) => {
    const form = { client_id: app.clientId, grant_type: 'client_credentials', token: 'x' };
    for (const endpoint of ['token', 'introspect', 'revoke', 'par'])
      expect([400, 401]).toContain((await org.post(server, endpoint, form, { authorization })).status);
    const interact = await org.post(server, 'interact', form, { authorization });
    expect(interact.status).toBe(400);
  },
);

it('a sign-in of the Identity Engine is over when its app is', async () => {
  const grant_types = ['authorization_code', 'interaction_code'];
  const spa = await org.app({ application_type: 'browser', grant_types, response_types: ['code'] }, 'none');
  const { body } = await org.post(server, 'interact', {
    ...{ client_id: spa.clientId, redirect_uri: spa.redirectUri, scope: 'openid' },
    ...{ code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' },
  });
  const introspect = () =>
    org.api('POST', '/idp/idx/introspect', { interactionHandle: body.interaction_handle });
  expect((await introspect()).status).toBe(200);
  await org.must('POST', `/api/v1/apps/${spa.id}/lifecycle/deactivate`);
  expect((await introspect()).status).toBe(401);
});

describe('a client that hangs up in the middle of its request', () => {
  it.each([
    ['/api/v1/users', 'application/json'],
    ['/api/v1/authn', 'application/json'],
    ['/oauth2/v1/token', 'application/x-www-form-urlencoded'],
    ['/oauth2/v1/introspect', 'application/x-www-form-urlencoded'],
    ['/oauth2/v1/interact', 'application/x-www-form-urlencoded'],
    ['/idp/idx/introspect', 'application/json'],
  ])('at %s is nobody’s fault', async (path, type) => {
    const { port } = new URL(org.url);
    const socket = connect(Number(port), 'localhost');
    await new Promise((resolve) => socket.once('connect', resolve));
    const head = [
      `POST ${path} HTTP/1.1`,
      'Host: localhost',
      'Authorization: SSWS T',
      `Content-Type: ${type}`,
    ];
    socket.write([...head, 'Content-Length: 1000', '', 'grant_type='].join('\r\n'));
    // The answer to another request tells that this one has begun to be read.
    await fetch(`${org.url}/.well-known/okta-organization`);
    await new Promise((resolve) => socket.once('close', resolve).resetAndDestroy());
    await fetch(`${org.url}/.well-known/okta-organization`);
    await fetch(`${org.url}/.well-known/okta-organization`);
    expect(org.faults).toEqual([]);
  });
});
