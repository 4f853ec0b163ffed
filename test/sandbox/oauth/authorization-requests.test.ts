/** What an authorization request meets, in Okta's words, at /authorize by GET and POST and at /par. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostedPage } from '../../helpers/hosted-page.ts';
import {
  type Body,
  type OAuthApp,
  type OAuthOrg,
  password,
  refusal,
  startOAuthOrg,
  textOf,
} from '../../helpers/oauth-org.ts';
import { locationOf, Visitor } from '../../helpers/visitor.ts';

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

type Parameters = Readonly<Record<string, string | undefined>>;

const none = { code_challenge: undefined, code_challenge_method: undefined };
const configured = '[code, token, id_token, code id_token, code token, id_token token, code id_token token]';

/** What the app hears: a redirect with the state that it sent. */
const toApp: readonly (readonly [
  name: string,
  parameters: Parameters,
  error: string,
  description: string,
])[] = [
  [
    'an unknown response mode',
    { response_mode: 'web_message' },
    'unsupported_response_mode',
    'The response mode is not supported by the authorization server. Valid response modes: [query, fragment, form_post, okta_post_message].',
  ],
  [
    'an unknown response type',
    { response_type: 'none' },
    'unsupported_response_type',
    `The response type is not supported by the authorization server. Configured response types: ${configured}.`,
  ],
  [
    'no response type',
    { response_type: undefined },
    'unsupported_response_type',
    `The response type is not supported by the authorization server. Configured response types: ${configured}.`,
  ],
  [
    'an ID token in the query',
    { response_type: 'id_token', response_mode: 'query' },
    'unsupported_response_mode',
    "'query' response mode cannot be used with either the 'id_token' or 'token' response types.",
  ],
  [
    'no nonce for an ID token',
    { response_type: 'id_token', nonce: undefined },
    'invalid_request',
    "The 'nonce' parameter is required for authorize requests with either the 'id_token' or 'token' response types..",
  ],
  [
    'an unknown prompt',
    { prompt: 'select_account' },
    'invalid_request',
    "Invalid value for 'prompt' parameter. Supported values: [none, login, consent]",
  ],
  [
    'none beside another prompt',
    { prompt: 'none login' },
    'invalid_request',
    "Invalid value for 'prompt' parameter. Supported values: [none, login, consent]",
  ],
  [
    'a max_age that is no number',
    { max_age: 'soon' },
    'invalid_request',
    "Invalid value for 'max_age' parameter. It should be within range 0 - 2^31-1.",
  ],
  [
    'a max_age that is too great',
    { max_age: '2147483648' },
    'invalid_request',
    "Invalid value for 'max_age' parameter. It should be within range 0 - 2^31-1.",
  ],
  [
    'a new sign-in without a page',
    { max_age: '0', prompt: 'none' },
    'invalid_request',
    "'prompt' parameter must not have the value 'none' for request with 'zero' as max_age.",
  ],
  [
    'the PKCE method plain',
    { code_challenge_method: 'plain' },
    'invalid_request',
    'PKCE code challenge method is not supported. Valid values: [S256]',
  ],
  [
    'a PKCE challenge without a method',
    { code_challenge_method: undefined },
    'invalid_request',
    'PKCE code challenge method is not supported. Valid values: [S256]',
  ],
  [
    'a PKCE challenge that is none',
    { code_challenge: 'a b' },
    'invalid_request',
    'PKCE code challenge contains illegal characters.',
  ],
  [
    'another resource',
    { resource: 'https://elsewhere.example/' },
    'invalid_target',
    "The authorization server has rejected the 'resource' parameter: https://elsewhere.example/",
  ],
  [
    'an unknown scope',
    { scope: 'openid nothing' },
    'invalid_scope',
    'One or more scopes are not configured for the authorization server resource.',
  ],
  [
    'no scope where none is default',
    { scope: undefined },
    'invalid_scope',
    "The authorization server resource does not have any configured default scopes, 'scope' must be provided.",
  ],
  [
    'an ID token without openid',
    { response_type: 'id_token', scope: 'profile' },
    'invalid_scope',
    "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
  ],
  [
    'claims without openid',
    { scope: 'email offline_access' },
    'invalid_scope',
    "Requests for ID tokens or access tokens with OpenID scopes require the 'openid' scope.",
  ],
];

/** What only the person hears, on a page. */
const toPerson: readonly (readonly [name: string, parameters: Parameters, text: string])[] = [
  [
    'an unknown app',
    { client_id: 'nobody' },
    "invalid_client Description Invalid value for 'client_id' parameter.",
  ],
  ['no app', { client_id: undefined }, "invalid_client Description Invalid value for 'client_id' parameter."],
  [
    'no redirect URI',
    { redirect_uri: undefined },
    "invalid_request Description The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
  ],
  [
    'an unregistered redirect URI',
    { redirect_uri: 'https://evil.example/' },
    "invalid_request Description The 'redirect_uri' parameter must be a Login redirect URI in the client app settings.",
  ],
  [
    'an unknown identity provider',
    { idp: '0oaNobody' },
    'invalid_request Description Identity provider is not valid.',
  ],
  [
    'a request object',
    { request: 'a.b.c' },
    'invalid_request_object Description The request object cannot be parsed.',
  ],
  [
    'an unknown pushed request',
    { request_uri: 'urn:okta:nothing' },
    'invalid_request_uri Description The authorize request_uri is invalid.',
  ],
  [
    'a pushed request by the name that RFC 9126 suggests',
    { request_uri: 'urn:ietf:params:oauth:request_uri:nothing' },
    'invalid_request_uri Description The authorize request_uri is invalid.',
  ],
];

const post = async (parameters: Parameters) => {
  const url = new URL(org.authorizeUrl(app, server, parameters));
  return fetch(url.origin + url.pathname, { method: 'POST', body: url.searchParams, redirect: 'manual' });
};

describe('the app hears of', () => {
  it.each(toApp)('%s', async (_, parameters, error, error_description) => {
    const expected = { error, error_description, state: 'the-state', target: app.redirectUri };
    expect(await org.authorize(app, server, parameters)).toMatchObject(expected);
    const location = (await post(parameters)).headers.get('location') ?? '';
    expect(Object.fromEntries(new URLSearchParams(location.split(/[?#]/)[1]))).toMatchObject({
      error,
      error_description,
    });
    if (parameters.resource !== undefined) return; // fetch would need it in the form: see below
    const { client_id: _id, ...form } = Object.fromEntries(
      new URL(org.authorizeUrl(app, server, parameters)).searchParams,
    );
    expect(refusal(await org.postAs(app, server, 'par', form))).toEqual([400, error, error_description]);
  });

  it('no state, without one', async () => {
    const back = await org.authorize(app, server, { state: undefined });
    expect(back).toMatchObject({
      error: 'invalid_request',
      error_description: "The authentication request has an invalid 'state' parameter.",
    });
    expect(back.state).toBeUndefined();
  });

  it('PKCE that its settings require', async () => {
    const spa = await org.app(
      { application_type: 'browser', grant_types: ['authorization_code'], response_types: ['code'] },
      'none',
    );
    expect(await org.authorize(spa, server, none)).toMatchObject({
      error_description: 'PKCE code challenge is required by the application.',
    });
  });

  it.each(['fragment', 'form_post', 'okta_post_message'])('it in the response mode %s', async (mode) => {
    const response = await new Visitor().fetch(
      org.authorizeUrl(app, server, { response_mode: mode, prompt: 'x' }),
    );
    const told = decodeURIComponent(
      (response.headers.get('location') ?? (await response.text())).replaceAll('+', ' '),
    );
    expect(told).toContain('Supported values: [none, login, consent]');
    expect(told).toContain('the-state');
  });

  it('it in the System Log', async () => {
    await org.authorize(app, server, { max_age: '-1' });
    const events = await org.must<readonly { outcome: object }[]>(
      'GET',
      '/api/v1/logs?filter=eventType eq "app.oauth2.as.authorize.code"&sortOrder=DESCENDING&limit=1',
    );
    expect(events[0]?.outcome).toMatchObject({ result: 'FAILURE' });
  });
});

describe('the answer to the app says the same, and no more, in the response mode', () => {
  const entities: Readonly<Record<string, string>> = { amp: '&', quot: '"', '#39': "'", lt: '<', gt: '>' };
  const fieldsOf = async (parameters: Record<string, string>): Promise<Record<string, string>> => {
    const response = await new Visitor().fetch(org.authorizeUrl(app, server, parameters));
    const location = response.headers.get('location');
    if (location !== null) {
      const { search, hash } = new URL(location);
      return Object.fromEntries(new URLSearchParams(search || hash.slice(1)));
    }
    const inputs = [
      ...(await response.text()).matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g),
    ];
    const decode = (text: string) => text.replace(/&([^;]+);/g, (_, name: string) => entities[name] ?? '');
    return Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, decode(value)]));
  };

  it.each(['query', 'fragment', 'form_post'])('%s', async (mode) => {
    const { profile } = await org.person();
    const signedIn = { response_mode: mode, sessionToken: await org.sessionToken(profile.login) };
    expect(await fieldsOf(signedIn)).toEqual({ code: expect.any(String) as unknown, state: 'the-state' });
    const nobody = { response_mode: mode, prompt: 'none' };
    expect(await fieldsOf(nobody)).toEqual({
      ...{ state: 'the-state', error: 'login_required' },
      error_description: 'The client specified not to prompt, but the user is not logged in.',
    });
    expect(await fieldsOf({ response_mode: mode, prompt: 'x' })).toEqual({
      ...{ state: 'the-state', error: 'invalid_request' },
      error_description: "Invalid value for 'prompt' parameter. Supported values: [none, login, consent]",
    });
  });
});

describe('only the person hears of', () => {
  it.each(toPerson)('%s', async (_, parameters, text) => {
    const shown = await org.authorize(app, server, parameters);
    expect(shown).toMatchObject({ status: '400' });
    expect(shown.page).toContain(text);
    expect((await post(parameters)).status).toBe(400);
  });

  it('a parameter that is there twice', async () => {
    const response = await fetch(`${org.authorizeUrl(app, server)}&scope=openid`, { redirect: 'manual' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('Duplicated parameters: [scope].');
  });
});

describe('a request by POST', () => {
  it('gives a code', async () => {
    const response = await post({ sessionToken: await org.sessionToken(ada.profile.login) });
    expect(response.headers.get('location')).toMatch(/[?&]code=/);
  });

  it('leads to the sign-in page', async () => {
    expect((await post({})).headers.get('location')).toMatch(`${org.url}/signin/${server}/`);
  });
});

describe('scopes', () => {
  it('default scopes are used if none are requested', async () => {
    const other = await org.server();
    const scope = { name: 'orders', default: true };
    await org.must('POST', `/api/v1/authorizationServers/${other}/scopes`, scope);
    const claims = decodeJwt(
      (await org.signIn(app, other, ada.profile.login, undefined, { scope: undefined })).body.access_token,
    );
    expect(claims.scp).toEqual(['orders']);
  });

  it('Okta API scopes are granted in so far as the app has them', async () => {
    const signIn = async (scope: string) =>
      org.authorize(app, 'org', { scope, sessionToken: await org.sessionToken(ada.profile.login) });
    await org.must('POST', `/api/v1/apps/${app.id}/grants`, { scopeId: 'okta.users.read', issuer: org.url });
    const { code = '' } = await signIn('openid okta.users.read okta.groups.read');
    expect((await org.redeem(app, 'org', code)).body.scope).toBe('openid okta.users.read');
    expect(await signIn('okta.groups.read')).toMatchObject({
      error: 'consent_required',
      error_description: 'You are not allowed any of the requested scopes.',
    });
    expect(await org.authorize(app, 'org', { scope: undefined })).toMatchObject({
      error: 'invalid_scope',
      error_description: 'No scopes were requested.',
    });
  });
});

it.each(['okta.clients.manage', 'okta.clients.read', 'okta.clients.register', 'okta.universalLogout.manage'])(
  'an app may be granted %s, which operations of the org ask for',
  async (scopeId) => {
    const other = await org.app();
    const granted = await org.must('POST', `/api/v1/apps/${other.id}/grants`, { scopeId, issuer: org.url });
    expect(granted).toMatchObject({ scopeId, status: 'ACTIVE' });
    const sessionToken = await org.sessionToken(ada.profile.login);
    const { code = '' } = await org.authorize(other, 'org', { scope: `openid ${scopeId}`, sessionToken });
    expect((await org.redeem(other, 'org', code)).body.scope).toBe(`openid ${scopeId}`);
  },
);

it('the resource that is the server’s own changes nothing', async () => {
  const more = { resource: 'api://test' };
  const { body } = await org.signIn(app, server, ada.profile.login, 'openid profile', more);
  expect(decodeJwt(body.access_token)).toMatchObject({ aud: 'api://test', scp: ['openid', 'profile'] });
});

describe('a pushed request', () => {
  const push = async (parameters: Parameters = {}) => {
    const { client_id: _, ...form } = Object.fromEntries(
      new URL(org.authorizeUrl(app, server, parameters)).searchParams,
    );
    return String((await org.postAs(app, server, 'par', form)).body.request_uri);
  };

  it('counts, and not what the URL says beside it', async () => {
    const request_uri = await push({ scope: 'openid offline_access' });
    const { code = '', ...back } = await org.authorize(app, server, {
      request_uri,
      scope: 'openid email',
      state: 'another',
      sessionToken: await org.sessionToken(ada.profile.login),
    });
    expect(back).toEqual({ state: 'the-state', target: app.redirectUri });
    const { body } = await org.redeem(app, server, code);
    expect(body.error_description).toBeUndefined();
    expect(body.scope).toBe('openid offline_access');
    expect(body.refresh_token).toEqual(expect.any(String));
  });

  it('is answered as Okta does, lives for an hour and is good once', async () => {
    const { client_id: _, ...form } = Object.fromEntries(new URL(org.authorizeUrl(app, server)).searchParams);
    const answer = await org.postAs(app, server, 'par', form);
    expect(answer).toMatchObject({
      status: 200,
      body: { request_uri: expect.stringMatching(/^urn:okta:[\w-]+$/) as unknown, expires_in: 3600 },
    });
    const asked = { request_uri: String(answer.body.request_uri) };
    const signedIn = async () => ({ ...asked, sessionToken: await org.sessionToken(ada.profile.login) });
    org.pass(3000);
    expect(await org.authorize(app, server, await signedIn())).toHaveProperty('code');
    expect((await org.authorize(app, server, await signedIn())).page).toContain(
      'The authorize request_uri is invalid.',
    );
    const late = await push();
    org.pass(3601);
    expect((await org.authorize(app, server, { request_uri: late })).page).toContain(
      'The authorize request_uri is invalid.',
    );
  });

  it('lasts until the app has its answer: the sign-in page may be opened again', async () => {
    const request_uri = await push();
    const visitor = new Visitor();
    const open = () => visitor.fetch(org.authorizeUrl(app, server, { request_uri }));
    const [first, again] = [locationOf(await open()), locationOf(await open())];
    expect([first.pathname, again.pathname]).toEqual([
      expect.stringMatching(/^\/signin\//),
      expect.stringMatching(/^\/signin\//),
    ]);
    const other = new Visitor();
    const elsewhere = await other.fetch(org.authorizeUrl(app, server, { request_uri }));
    const hosted = await HostedPage.open(visitor, again.href);
    await hosted.signIn({ login: ada.profile.login, password });
    expect((await hosted.leave()).searchParams.get('state')).toBe('the-state');
    expect(await textOf(await open())).toContain('The authorize request_uri is invalid.');
    // The person who opened it elsewhere comes too late.
    const late = await HostedPage.open(other, locationOf(elsewhere).href);
    await late.signIn({ login: ada.profile.login, password });
    expect((await late.leave()).searchParams.get('code')).toBeNull();
  });

  it('is good for the app and the server that it was pushed for', async () => {
    const request_uri = await push();
    expect((await org.authorize(await org.app(), server, { request_uri })).page).toContain(
      "The 'client_id' parameter does not match the expected value for the provided request_uri.",
    );
    expect((await org.authorize(app, await org.server(), { request_uri })).page).toContain(
      'The request_uri was issued for another authorization server.',
    );
  });
});
