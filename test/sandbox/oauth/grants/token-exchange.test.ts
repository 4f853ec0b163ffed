/** Token exchange: an API on behalf of a person, and the apps of one device. */
import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  onlyFor,
  type Body,
  type OAuthApp,
  type OAuthOrg,
  refusal,
  startOAuthOrg,
} from '../../../helpers/oauth-org.ts';
import { Visitor } from '../../../helpers/visitor.ts';

const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
const accessToken = 'urn:ietf:params:oauth:token-type:access_token';
const idToken = 'urn:ietf:params:oauth:token-type:id_token';
const deviceSecret = 'urn:x-oath:params:oauth:token-type:device-secret';

let org: OAuthOrg;
let ada: Body;

beforeAll(async () => {
  org = await startOAuthOrg();
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

describe('on behalf of a person', () => {
  let front: string;
  let back: string;
  let api: OAuthApp;
  let shop: OAuthApp;
  let subject: string;

  beforeAll(async () => {
    front = await org.server({ audiences: ['api://front'] });
    back = await org.server({ audiences: ['api://back'] });
    await org.must('POST', `/api/v1/authorizationServers/${back}/scopes`, { name: 'goods:send' });
    await org.must('POST', `/api/v1/authorizationServers/${back}/associatedServers`, { trusted: [front] });
    api = await org.app({ application_type: 'service', grant_types: [grant], redirect_uris: [] });
    shop = await org.app();
    subject = (await org.signIn(shop, front, ada.profile.login)).body.access_token;
  });

  const exchange = (form: Record<string, string | undefined> = {}, client = api, at = back) =>
    org.token(client, at, {
      ...{ grant_type: grant, subject_token_type: accessToken, subject_token: subject },
      ...{ scope: 'goods:send', audience: 'api://back', ...form },
    });

  it('the next API gets a token for the same person, with another audience', async () => {
    const { status, body } = await exchange();
    expect({ status, ...body }).toEqual({
      ...{ status: 200, token_type: 'Bearer', expires_in: 3600, access_token: expect.any(String) as unknown },
      ...{ scope: 'goods:send', issued_token_type: accessToken },
    });
    const before = decodeJwt(subject);
    expect(decodeJwt(body.access_token)).toMatchObject({
      ...{ iss: `${org.url}/oauth2/${back}`, aud: 'api://back', cid: api.clientId, scp: ['goods:send'] },
      ...{ sub: before.sub, uid: before['uid'], auth_time: before['auth_time'] },
    });
  });

  it.each<[string, Record<string, string | undefined>, number, string, string]>([
    ['a token that is none', { subject_token: 'x' }, 400, 'invalid_request', "'subject_token' is invalid."],
    [
      'no token',
      { subject_token: undefined },
      400,
      'invalid_request',
      "The required parameter 'subject_token' is missing.",
    ],
    [
      'a token of an unknown type',
      { subject_token_type: 'magic' },
      400,
      'invalid_request',
      "'subject_token_type' is invalid or not supported.",
    ],
    [
      'another kind of token',
      { requested_token_type: 'magic' },
      400,
      'invalid_request',
      "'requested_token_type' is invalid or not supported.",
    ],
    [
      'another audience',
      { audience: 'api://front' },
      400,
      'invalid_target',
      'Token Exchange requests must include a valid audience of the authorization server.',
    ],
    [
      'scopes about the person',
      { scope: 'openid' },
      400,
      'invalid_scope',
      "Can't request 'openid' scopes using the Token Exchange flow for a service app.",
    ],
    [
      'unknown scopes',
      { scope: 'magic' },
      400,
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    ],
  ])('is refused for %s', async (_, form, ...told) => {
    expect(refusal(await exchange(form))).toEqual(told);
  });

  it('is refused where the server does not trust the other', async () => {
    const other = await org.server({ audiences: ['api://other'] });
    await org.must('POST', `/api/v1/authorizationServers/${other}/scopes`, { name: 'goods:send' });
    expect(refusal(await exchange({ audience: 'api://other' }, api, other))).toEqual([
      403,
      'access_denied',
      "The 'subject_token' issuer isn't a trusted authorization server.",
    ]);
    const own = (await org.signIn(shop, 'org', ada.profile.login)).body.access_token;
    expect(refusal(await exchange({ subject_token: own }))).toMatchObject([
      403,
      'access_denied',
      expect.any(String),
    ]);
  });

  it('is refused for a token that was revoked, or of someone who is gone', async () => {
    const bob = await org.person();
    const gone = (await org.signIn(shop, front, bob.profile.login)).body.access_token;
    await org.must('POST', `/api/v1/users/${bob.id}/lifecycle/suspend`);
    const told = [400, 'invalid_request', "'subject_token' is invalid."];
    expect(refusal(await exchange({ subject_token: gone }))).toEqual(told);
    const revoked = (await org.signIn(shop, front, ada.profile.login)).body.access_token;
    await org.postAs(shop, front, 'revoke', { token: revoked });
    expect(refusal(await exchange({ subject_token: revoked }))).toEqual(told);
  });

  it('is refused to apps that are no services, and to those without the grant', async () => {
    const web = await org.app({ grant_types: ['authorization_code', grant] });
    expect(refusal(await exchange({}, web))).toEqual([
      400,
      'invalid_request',
      'Only service clients may use on-behalf token exchange.',
    ]);
    expect(refusal(await exchange({}, shop))).toMatchObject([400, 'unauthorized_client', expect.any(String)]);
  });

  it('is refused where no rule of the access policy allows it', async () => {
    const strict = await org.server(
      { audiences: ['api://strict'] },
      {
        conditions: onlyFor('authorization_code'),
      },
    );
    await org.must('POST', `/api/v1/authorizationServers/${strict}/scopes`, { name: 'goods:send' });
    await org.must('POST', `/api/v1/authorizationServers/${strict}/associatedServers`, { trusted: [front] });
    expect(refusal(await exchange({ audience: 'api://strict' }, api, strict))).toEqual([
      401,
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
    ]);
  });

  it('an expired token is told so', async () => {
    const old = (await org.signIn(shop, front, ada.profile.login)).body.access_token;
    org.pass(3601);
    expect(refusal(await exchange({ subject_token: old }))).toEqual([
      400,
      'invalid_grant',
      "The 'subject_token' either expired or the session associated with it was terminated.",
    ]);
  });
});

describe('the apps of one device', () => {
  let server: string;
  let first: OAuthApp;
  let second: OAuthApp;
  beforeAll(async () => {
    server = await org.server();
    const native = { application_type: 'native' };
    first = await org.app({ ...native, grant_types: ['authorization_code', 'refresh_token'] }, 'none');
    second = await org.app(
      { ...native, grant_types: ['authorization_code', 'refresh_token', grant] },
      'none',
    );
  });

  const scope = 'openid offline_access device_sso';
  const signIn = async () => (await org.signIn(first, server, ada.profile.login, scope)).body;
  const exchange = (tokens: Body, form: Record<string, string | undefined> = {}) =>
    org.token(second, server, {
      ...{ grant_type: grant, subject_token_type: idToken, subject_token: tokens.id_token },
      ...{ actor_token_type: deviceSecret, actor_token: String(tokens['device_secret']) },
      ...{ audience: `${org.url}/oauth2/${server}`, scope, ...form },
    });

  it('share a sign-in by the secret of the device', async () => {
    const tokens = await signIn();
    const secret = String(tokens['device_secret']);
    // The comparison that Okta's SDKs for mobile apps make.
    const hash = createHash('sha256').update(secret).digest().subarray(0, 16).toString('base64url');
    expect(decodeJwt(tokens.id_token)).toMatchObject({ ds_hash: hash });
    const { status, body } = await exchange(tokens);
    expect([status, body['issued_token_type'], body['device_secret']]).toEqual([200, accessToken, secret]);
    expect(decodeJwt(body.id_token)).toMatchObject({ aud: second.clientId, sub: ada.id, ds_hash: hash });
    expect(decodeJwt(body.id_token)['auth_time']).toBe(decodeJwt(tokens.id_token)['auth_time']);
    const renewed = await org.token(second, server, {
      ...{ grant_type: 'refresh_token', refresh_token: body.refresh_token },
    });
    expect(renewed.status).toBe(200);
  });

  it('no secret comes without the scope', async () => {
    const { body } = await org.signIn(first, server, ada.profile.login, 'openid');
    expect(body).not.toHaveProperty('device_secret');
    expect(decodeJwt(body.id_token)).not.toHaveProperty('ds_hash');
  });

  it('are refused with the wrong secret, type, audience or ID token', async () => {
    const tokens = await signIn();
    const other = await signIn();
    const refused = async (form: Record<string, string>) => refusal(await exchange(tokens, form));
    const actor = [400, 'invalid_request', "'actor_token' is invalid."];
    expect(await refused({ actor_token: 'x' })).toEqual(actor);
    expect(await refused({ actor_token: String(other['device_secret']) })).toEqual(actor);
    expect(await refused({ actor_token_type: 'magic' })).toEqual([
      400,
      'invalid_request',
      "'actor_token_type' is invalid or not supported.",
    ]);
    expect(await refused({ audience: 'api://another' })).toMatchObject([
      400,
      'invalid_target',
      expect.any(String),
    ]);
    expect(await refused({ subject_token: 'x' })).toEqual([
      400,
      'invalid_request',
      "'subject_token' is invalid.",
    ]);
  });

  it('a revoked secret is worth nothing, nor one whose session has ended', async () => {
    const tokens = await signIn();
    const form = { token: String(tokens['device_secret']), token_type_hint: 'device_secret' };
    // Another app that has come to know it cannot end the device's sign-in, and hears nothing of that (RFC 7009).
    expect((await org.postAs(second, server, 'revoke', form)).status).toBe(200);
    expect((await exchange(tokens)).status).toBe(200);
    // Now it is one of the device's apps.
    expect((await org.postAs(second, server, 'revoke', form)).status).toBe(200);
    expect(refusal(await exchange(tokens))).toEqual([400, 'invalid_request', "'actor_token' is invalid."]);
    const later = await signIn();
    await org.must('DELETE', `/api/v1/users/${ada.id}/sessions`);
    expect(refusal(await exchange(later))).toEqual(ended);
  });

  const ended = [
    400,
    'invalid_grant',
    "The 'subject_token' either expired or the session associated with it was terminated.",
  ];
  const introspect = async (app: OAuthApp, token: unknown) =>
    (await org.postAs(app, server, 'introspect', { token: String(token), token_type_hint: 'device_secret' }))
      .body;

  it('have the secret from one server: another does not know it', async () => {
    const tokens = await signIn();
    const token = String(tokens['device_secret']);
    const other = await org.server();
    expect((await org.postAs(first, other, 'introspect', { token })).body).toEqual({ active: false });
    await org.postAs(first, other, 'revoke', { token });
    expect((await exchange(tokens)).status).toBe(200);
  });

  it('know the session of the secret by introspection and by the ID tokens', async () => {
    const tokens = await signIn();
    const { sid } = decodeJwt(tokens.id_token);
    expect(await introspect(first, tokens['device_secret'])).toEqual({
      ...{ active: true, sid, token_type: deviceSecret, exp: expect.any(Number) as unknown },
    });
    expect(await introspect(second, tokens['device_secret'])).toEqual({ active: false });
    const { body } = await exchange(tokens, { scope: 'openid offline_access' });
    expect((await introspect(second, tokens['device_secret'])).active).toBe(true);
    const renewed = await org.token(second, server, {
      ...{ grant_type: 'refresh_token', refresh_token: body.refresh_token },
    });
    expect([body, renewed.body].map(({ id_token: token }) => decodeJwt(token)['sid'])).toEqual([sid, sid]);
    // The renewed ID token belongs to the device too.
    expect((await exchange({ ...tokens, id_token: renewed.body.id_token })).status).toBe(200);
  });

  it('may show an ID token that has expired, for as long as the rule lets a refresh token live', async () => {
    const tokens = await signIn();
    const day = 24 * 3600;
    org.pass(6 * day);
    expect((await exchange(tokens)).status).toBe(200);
    org.pass(6 * day);
    expect((await exchange(tokens)).status).toBe(200);
    org.pass(8 * day);
    expect(refusal(await exchange(tokens))).toEqual([400, 'invalid_request', "'actor_token' is invalid."]);
  });

  it.each(['revoke', 'logout'])('lose their tokens with the secret: %s', async (endpoint) => {
    const tokens = await signIn();
    const { body } = await exchange(tokens);
    const secret = String(tokens['device_secret']);
    if (endpoint === 'revoke') await org.postAs(first, server, 'revoke', { token: secret });
    else {
      const query = new URLSearchParams({ id_token_hint: tokens.id_token, device_secret: secret });
      await fetch(`${org.endpoint(server, 'logout')}?${query.toString()}`, { redirect: 'manual' });
    }
    const shown: [OAuthApp, Body][] = [
      [first, tokens],
      [second, body],
    ];
    for (const [app, { access_token: access, refresh_token: refresh }] of shown)
      for (const token of [access, refresh, secret])
        expect(await introspect(app, token)).toEqual({ active: false });
  });

  it('are signed out by an app that shows its ID token, and stay signed in when the browser is not', async () => {
    const visitor = new Visitor();
    const { body } = await org.signIn(first, server, ada.profile.login, scope, {}, visitor);
    await visitor.fetch(`${org.url}/api/v1/sessions/me`, { method: 'DELETE' });
    expect((await exchange(body)).status).toBe(200);
    const query = new URLSearchParams({ id_token_hint: body.id_token });
    await fetch(`${org.endpoint(server, 'logout')}?${query.toString()}`, { redirect: 'manual' });
    expect(refusal(await exchange(body))).toEqual(ended);
  });

  it.each([
    ['actor_token', "The required parameter 'actor_token' is missing."],
    ['actor_token_type', "The required parameter 'actor_token_type' is missing."],
    ['subject_token', "The required parameter 'subject_token' is missing."],
  ])('are told that %s is missing', async (name, told) => {
    const answer = await exchange(await signIn(), { [name]: undefined });
    expect(refusal(answer)).toEqual([400, 'invalid_request', told]);
  });

  it('ask for the scope together with those it needs, at a custom server', async () => {
    const ask = async (asked: string, at = server) => {
      const sessionToken = await org.sessionToken(ada.profile.login);
      const { error, error_description } = await org.authorize(first, at, { sessionToken, scope: asked });
      return [error, error_description];
    };
    const told =
      'The following scopes: [device_sso] must be requested together with [openid, offline_access].';
    expect(await ask('openid device_sso')).toEqual(['invalid_scope', told]);
    expect(refusal(await exchange(await signIn(), { scope: 'openid device_sso' }))).toEqual([
      ...[400, 'invalid_scope', told],
    ]);
    expect(await ask(scope, 'org')).toEqual([
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    ]);
  });
});
