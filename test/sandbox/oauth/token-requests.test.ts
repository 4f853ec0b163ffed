/** What a token request meets, in Okta's words, once it is known who asks. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idJag } from '../../helpers/cross-app/agent.ts';
import {
  type Body,
  callback,
  type OAuthApp,
  type OAuthOrg,
  refusal,
  startOAuthOrg,
} from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let server: string;
let app: OAuthApp;
let ada: Body;

beforeAll(async () => {
  org = await startOAuthOrg();
  server = await org.server();
  app = await org.app();
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const offered = `[${[
  ...['authorization_code', 'refresh_token', 'password', 'client_credentials', 'interaction_code'],
  'urn:ietf:params:oauth:grant-type:device_code',
  'urn:openid:params:grant-type:ciba',
  ...['urn:okta:params:oauth:grant-type:otp', 'http://auth0.com/oauth/grant-type/mfa-otp'],
  ...['urn:okta:params:oauth:grant-type:oob', 'http://auth0.com/oauth/grant-type/mfa-oob'],
  'urn:ietf:params:oauth:grant-type:token-exchange',
  'urn:ietf:params:oauth:grant-type:jwt-bearer',
  'urn:ietf:params:oauth:grant-type:saml2-bearer',
].join(', ')}]`;
const codeOf = async (client = app, parameters = {}) =>
  (
    await org.authorize(client, server, {
      sessionToken: await org.sessionToken(ada.profile.login),
      ...parameters,
    })
  ).code ?? 'none';
const byCode = (code: string) => ({ grant_type: 'authorization_code', code, redirect_uri: callback });

it.each<[string, Record<string, string>, number, string, string]>([
  [
    'no grant type',
    {},
    400,
    'invalid_request',
    `The token request must specify a 'grant_type'. Valid values: ${offered}`,
  ],
  [
    'an unknown grant',
    { grant_type: 'magic' },
    400,
    'unsupported_grant_type',
    `The authorization grant type is not supported by the authorization server. Configured grant types: ${offered}.`,
  ],
  [
    'a grant that the app does not have',
    { grant_type: 'client_credentials' },
    400,
    'unauthorized_client',
    'The client is not authorized to use the provided grant type. Configured grant types: [authorization_code, refresh_token, implicit].',
  ],
  [
    'no code',
    { grant_type: 'authorization_code', redirect_uri: callback },
    400,
    'invalid_request',
    "The required parameter 'code' is missing.",
  ],
  [
    'an unknown code',
    { grant_type: 'authorization_code', code: 'x', redirect_uri: callback },
    400,
    'invalid_grant',
    'The authorization code is invalid or has expired.',
  ],
  [
    'no refresh token',
    { grant_type: 'refresh_token' },
    400,
    'invalid_request',
    "The required parameter 'refresh_token' is missing.",
  ],
  [
    'an unknown refresh token',
    { grant_type: 'refresh_token', refresh_token: 'x' },
    400,
    'invalid_grant',
    'The refresh token is invalid or expired.',
  ],
])('%s', async (_, form, ...expected) => {
  expect(refusal(await org.token(app, server, form))).toEqual(expected);
});

describe('a code', () => {
  it('is the app’s that asked for it', async () => {
    const other = await org.app();
    expect(refusal(await org.redeem(other, server, await codeOf()))).toEqual([
      400,
      'invalid_grant',
      "The grant was issued to another client. Please make sure the 'client_id' matches the one used at the authorize request.",
    ]);
  });

  it('comes with the verifier that it is tied to', async () => {
    expect(refusal(await org.token(app, server, byCode(await codeOf())))).toEqual([
      400,
      'invalid_request',
      'PKCE code verifier is required by the application.',
    ]);
    const code_verifier = 'w'.repeat(43);
    expect(refusal(await org.token(app, server, { ...byCode(await codeOf()), code_verifier }))).toEqual([
      400,
      'invalid_grant',
      'PKCE verification failed.',
    ]);
    const untied = await codeOf(app, { code_challenge: undefined, code_challenge_method: undefined });
    expect(refusal(await org.token(app, server, { ...byCode(untied), code_verifier }))).toEqual([
      400,
      'invalid_request',
      'PKCE code challenge should be specified in the authorize request for code verification.',
    ]);
  });

  it('comes with the address that it was sent to', async () => {
    const form = { ...byCode(await codeOf()), redirect_uri: 'http://localhost:9/other' };
    expect(refusal(await org.redeem(app, server, await codeOf(), form))).toEqual([
      400,
      'invalid_grant',
      "The 'redirect_uri' does not match the redirection URI used in the authorization request.",
    ]);
  });
});

describe('a refresh', () => {
  it('may ask for less, not for more', async () => {
    const { refresh_token } = (
      await org.signIn(app, server, ada.profile.login, 'openid profile offline_access')
    ).body;
    const refresh = async (scope: string) =>
      org.token(app, server, { grant_type: 'refresh_token', refresh_token, scope });
    expect((await refresh('openid')).body.scope).toBe('openid');
    expect(refusal(await refresh('openid email'))).toEqual([
      400,
      'access_denied',
      'Some of the scopes requested for the refresh request were not granted in the original authorize request. Denied scopes: email.',
    ]);
  });

  it('with a static token begins its idle time again', async () => {
    const short = await org.server(
      {},
      {
        actions: {
          token: {
            accessTokenLifetimeMinutes: 60,
            refreshTokenLifetimeMinutes: 0,
            refreshTokenWindowMinutes: 60,
          },
        },
      },
    );
    const { refresh_token } = (await org.signIn(app, short, ada.profile.login, 'openid offline_access')).body;
    const refresh = async () =>
      (await org.token(app, short, { grant_type: 'refresh_token', refresh_token })).status;
    for (const minutes of [50, 55, 59]) {
      org.pass(minutes * 60);
      expect(await refresh()).toBe(200);
    }
    org.pass(61 * 60);
    expect(await refresh()).toBe(400);
  });

  it('goes on when the access token is revoked', async () => {
    const { access_token: token, refresh_token } = (
      await org.signIn(app, server, ada.profile.login, 'openid offline_access')
    ).body;
    expect((await org.postAs(app, server, 'revoke', { token })).status).toBe(200);
    expect((await org.token(app, server, { grant_type: 'refresh_token', refresh_token })).status).toBe(200);
  });
});

describe('client_credentials', () => {
  const service = async (method: string, type = 'service') =>
    org.app(
      {
        application_type: type,
        grant_types: ['client_credentials'],
        response_types: ['token'],
        redirect_uris: [],
        ...(method === 'private_key_jwt' && { jwks_uri: 'http://localhost:9/' }),
      },
      method,
    );
  const grant = { grant_type: 'client_credentials' };

  it('are about no person', async () => {
    for (const scope of ['openid', 'profile', 'offline_access'])
      expect(
        refusal(await org.token(await service('client_secret_basic'), server, { ...grant, scope })),
      ).toEqual([400, 'invalid_scope', "Cannot request 'openid' scopes using client credentials."]);
  });

  it('at the org server are for service apps with a key', async () => {
    const form = { ...grant, scope: 'okta.users.read' };
    expect(refusal(await org.token(await service('client_secret_basic'), 'org', form))).toEqual([
      401,
      'invalid_client',
      'Client Credentials requests to the Org Authorization Server must use the private_key_jwt token_endpoint_auth_method.',
    ]);
    expect(refusal(await org.token(await service('client_secret_basic', 'web'), 'org', form))).toEqual([
      401,
      'invalid_client',
      "Only clients with 'application_type' of 'service' may use the client_credentials 'grant_type' with the Org Authorization Server.",
    ]);
  });

  it('for another resource are refused', async () => {
    const form = { ...grant, resource: 'https://elsewhere.example' };
    await org.must('POST', `/api/v1/authorizationServers/${server}/scopes`, {
      name: 'orders',
      default: true,
    });
    const batch = await service('client_secret_basic');
    // What belongs to another grant changes nothing.
    for (const more of [{}, { assertion: 'x' }, { requested_token_type: idJag }])
      expect(refusal(await org.token(batch, server, { ...form, ...more }))).toEqual([
        400,
        'invalid_target',
        "The authorization server has rejected the 'resource' parameter: https://elsewhere.example",
      ]);
    const { body } = await org.token(batch, server, { ...grant, resource: 'api://test' });
    expect(decodeJwt(body.access_token).scp).toEqual(['orders']);
  });
});

describe('userinfo', () => {
  it.each([
    ['no token', {}, 'Bearer'],
    ['an unknown token', { authorization: 'Bearer x' }, 'The access token is invalid.'],
  ])('says of %s what is wrong', async (_, headers, told) => {
    const response = await fetch(org.endpoint(server, 'userinfo'), { headers: headers as HeadersInit });
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining(told),
    ]);
  });

  it('asks for openid', async () => {
    const { access_token } = (await org.signIn(app, server, ada.profile.login, 'offline_access')).body;
    const response = await fetch(org.endpoint(server, 'userinfo'), {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(response.status).toBe(403);
    expect(response.headers.get('www-authenticate')).toContain(
      'The access token provided does not contain the required scopes.',
    );
  });
});
