/** Addresses and methods of the OAuth endpoints, and what their metadata says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Visitor } from '../../helpers/visitor.ts';
import { type OAuthApp, type OAuthOrg, password, startOAuthOrg, textOf } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
let server: string;

beforeAll(async () => {
  org = await startOAuthOrg();
  server = await org.server();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

it.each(['token', 'introspect', 'revoke', 'par'])('%s is asked by POST alone', async (name) => {
  for (const at of [server, 'org']) {
    const response = await fetch(org.endpoint(at, name));
    expect(response.status).toBe(405);
    expect(await response.json()).toMatchObject({ errorCode: 'E0000022' });
  }
});

it.each(['keys', 'authorize', 'userinfo', 'logout'])('%s is not deleted', async (name) => {
  expect((await fetch(org.endpoint(server, name), { method: 'DELETE' })).status).toBe(405);
});

it.each(['constructor', 'toString', 'nothing'])('%s is no endpoint', async (name) => {
  for (const at of [server, 'org']) expect((await fetch(org.endpoint(at, name))).status).toBe(404);
});

describe('introspection', () => {
  it('says of each kind of token what Okta publishes', async () => {
    const [app, ada] = [await org.app(), await org.person()];
    const { login } = ada.profile;
    const { body: tokens } = await org.signIn(app, server, login, 'openid offline_access');
    const about = async (token: string) => {
      const { body } = await org.postAs(app, server, 'introspect', { token });
      const known = { active: true, token_type: 'Bearer', client_id: app.clientId };
      expect(body).toMatchObject({ ...known, exp: expect.any(Number) as unknown });
      return Object.fromEntries(Object.entries(body).filter(([name]) => !(name in known) && name !== 'exp'));
    };
    const time = expect.any(Number) as unknown;
    const issued = { iss: `${org.url}/oauth2/${server}`, iat: time };
    const person = { username: login, sub: login };
    expect(await about(tokens.access_token)).toEqual({
      ...{ ...issued, ...person, scope: 'openid offline_access', aud: 'api://test', uid: ada.id },
      jti: expect.stringMatching(/^AT\./) as unknown,
    });
    expect(await about(tokens.refresh_token)).toEqual({ ...person, scope: 'openid offline_access' });
    expect(await about(tokens.id_token)).toEqual({
      ...{ ...issued, username: login, sub: ada.id, aud: app.clientId },
      jti: expect.stringMatching(/^ID\./) as unknown,
    });
  });
});

describe('the metadata of a server', () => {
  it('stands where RFC 8414 puts it too', async () => {
    const at = async (path: string) => (await fetch(org.url + path)).json() as Promise<object>;
    const metadata = await at(`/oauth2/${server}/.well-known/oauth-authorization-server`);
    expect(metadata).toMatchObject({ issuer: `${org.url}/oauth2/${server}` });
    expect(await at(`/.well-known/oauth-authorization-server/oauth2/${server}`)).toEqual(metadata);
    expect(await at('/.well-known/oauth-authorization-server')).toMatchObject({ issuer: org.url });
  });

  it('is about access tokens where OAuth 2.0 asks, and at the org server about Okta’s APIs', async () => {
    const at = async (path: string) =>
      (await (await fetch(`${org.url}${path}/.well-known/oauth-authorization-server`)).json()) as Record<
        string,
        unknown
      >;
    const [ofOrg, ofCustom] = [await at(''), await at(`/oauth2/${server}`)];
    for (const metadata of [ofOrg, ofCustom]) {
      expect(metadata).not.toHaveProperty('userinfo_endpoint');
      expect(metadata).not.toHaveProperty('id_token_signing_alg_values_supported');
      expect(metadata['claims_supported']).toEqual(expect.arrayContaining(['cid', 'uid', 'scp']));
      expect(metadata['grant_types_supported']).toContain('client_credentials');
    }
    expect(ofOrg['scopes_supported']).toEqual(expect.arrayContaining(['openid', 'okta.users.read']));
    expect(ofOrg).toMatchObject({
      identity_chaining_requested_token_types_supported: ['urn:ietf:params:oauth:token-type:id-jag'],
    });
    expect(ofOrg).not.toHaveProperty('jwks_uri');
    expect(ofCustom['scopes_supported']).not.toContain('okta.users.read');
    expect(ofCustom).toMatchObject({ jwks_uri: `${org.url}/oauth2/${server}/v1/keys` });
  });

  it('lists what works, for each kind of server', async () => {
    const at = async (id: string) => {
      const path = `${id === 'org' ? org.url : `${org.url}/oauth2/${id}`}/.well-known/openid-configuration`;
      return (await fetch(path)).json() as Promise<{ grant_types_supported: string[] }>;
    };
    const ofOrg = await at('org');
    const ofCustom = await at(server);
    expect(ofOrg.grant_types_supported).not.toContain('client_credentials');
    expect(ofCustom.grant_types_supported).toContain('client_credentials');
    for (const [id, metadata] of [['org', ofOrg] as const, [server, ofCustom] as const]) {
      expect(metadata).toMatchObject({
        device_authorization_endpoint: org.endpoint(id, 'device/authorize'),
        pushed_authorization_request_endpoint: org.endpoint(id, 'par'),
        request_parameter_supported: true,
        backchannel_token_delivery_modes_supported: ['poll'],
      });
      const all = await org.app({ grant_types: metadata.grant_types_supported });
      for (const grant of metadata.grant_types_supported.filter((name) => name !== 'implicit')) {
        const answer = await org.token(all, id, { grant_type: grant });
        expect([grant, answer.body.error]).not.toEqual([grant, 'unsupported_grant_type']);
      }
    }
  });

  it('of one that does not exist is not there', async () => {
    for (const path of ['oauth-authorization-server/oauth2/nothing', 'oauth-authorization-server/nothing'])
      expect((await fetch(`${org.url}/.well-known/${path}`)).status).toBe(404);
  });
});

it('there is an icon', async () => {
  const response = await fetch(`${org.url}/favicon.ico`);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
});

describe('sign-out', () => {
  const target = 'http://localhost:9/bye';
  let app: OAuthApp;
  let hint: string;
  let visitor: Visitor;

  beforeAll(async () => {
    app = await org.app({ post_logout_redirect_uris: [target] });
    const ada = await org.person();
    visitor = new Visitor();
    hint = (await org.signIn(app, server, ada.profile.login, 'openid', {}, visitor)).body.id_token;
  });

  const ask = async (form: Record<string, string>, method: 'GET' | 'POST') => {
    const query = new URLSearchParams(form);
    const url = org.endpoint(server, 'logout');
    return method === 'POST'
      ? visitor.fetch(url, { method, body: query })
      : visitor.fetch(`${url}?${query.toString()}`);
  };

  it.each<[string, () => Record<string, string>, string]>([
    ['nothing', () => ({}), "The required parameter 'id_token_hint' is missing."],
    ['a hint that is none', () => ({ id_token_hint: 'x' }), 'The id_token_hint signature is invalid.'],
    [
      'the hint of another app',
      () => ({ id_token_hint: hint, client_id: 'another' }),
      'The audience of the id_token_hint is invalid.',
    ],
    ['an unknown app', () => ({ client_id: 'another' }), "Invalid value for 'client_id' parameter."],
    [
      'an unregistered address',
      () => ({ id_token_hint: hint, post_logout_redirect_uri: 'http://localhost:9/other' }),
      "The 'post_logout_redirect_uri' parameter must be a Logout redirect URI in the client app settings.",
    ],
  ])('is refused for %s', async (_, form, text) => {
    for (const method of ['GET', 'POST'] as const) {
      const response = await ask(form(), method);
      expect(response.status).toBe(400);
      expect(await textOf(response)).toContain(text);
    }
  });

  it('by POST ends the session and leads back to the app', async () => {
    const silent = async () => org.authorize(app, server, { prompt: 'none' }, visitor);
    expect((await silent()).code).toEqual(expect.any(String));
    const form = {
      id_token_hint: hint,
      client_id: app.clientId,
      post_logout_redirect_uri: target,
      state: 's',
    };
    const response = await ask(form, 'POST');
    expect([response.status, response.headers.get('location')]).toEqual([303, `${target}?state=s`]);
    expect((await silent()).error).toBe('login_required');
  });
});

describe('what the metadata lists', () => {
  it('as response types works, and nothing else does', async () => {
    const [app, server, { profile }] = [await org.app(), await org.server(), await org.person()];
    const { response_types_supported: listed } = (await (
      await fetch(`${org.url}/oauth2/${server}/.well-known/openid-configuration`)
    ).json()) as { response_types_supported: string[] };
    const returned = async (responseType: string, parameters: Record<string, string> = {}) => {
      const sessionToken = await org.sessionToken(profile.login);
      const asked = { response_type: responseType, sessionToken, ...parameters };
      const back = await org.authorize(app, server, asked);
      const names = Object.entries({ code: back.code, id_token: back.id_token, token: back.access_token });
      return (
        back.error ??
        names
          .filter(([, value]) => value !== undefined)
          .map(([name]) => name)
          .join(' ')
      );
    };
    const all = ['code', 'token', 'id_token', 'code id_token', 'code token', 'id_token token'];
    expect(listed).toEqual([...all, 'code id_token token']);
    for (const type of listed) expect(await returned(type)).toBe(type);
    for (const type of ['none', 'code none', 'device'])
      expect(await returned(type)).toBe('unsupported_response_type');
    // An access token alone is not about OpenID Connect.
    expect(await returned('token', { scope: 'offline_access' })).toBe('token');
    expect(await returned('token', { response_mode: 'query' })).toBe('unsupported_response_mode');
  });
});

describe('an access token alone', () => {
  it('comes in the fragment, by a form, and after a push', async () => {
    const [app, server, { profile }] = [await org.app(), await org.server(), await org.person()];
    const at = async (parameters: Record<string, string>) =>
      fetch(
        org.authorizeUrl(app, server, {
          sessionToken: await org.sessionToken(profile.login),
          ...parameters,
        }),
        { redirect: 'manual' },
      );
    const address = (await at({ response_type: 'token' })).headers.get('location');
    expect(address).toMatch(/^http:\/\/localhost:9\/callback#.*access_token=/);
    const posted = await at({ response_type: 'token', response_mode: 'form_post' });
    expect(await posted.text()).toContain('name="access_token"');
    expect(posted.headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/]{43}='$/,
    );
    const pushed = await org.postAs(app, server, 'par', {
      response_type: 'token',
      scope: 'openid',
      state: 's',
      nonce: 'n',
      redirect_uri: app.redirectUri,
    });
    const { request_uri: uri } = pushed.body as unknown as { request_uri: string };
    const after = (await at({ request_uri: uri })).headers.get('location');
    expect(after).toMatch(/^http:\/\/localhost:9\/callback#.*access_token=/);
  });

  it('comes after a sign-in at the hosted page', async () => {
    const [app, server] = [await org.app(), await org.server()];
    const { profile } = await org.person();
    const url = org.authorizeUrl(app, server, { response_type: 'token' });
    const back = await new Visitor().authorize(url, { login: profile.login, password });
    expect(back.hash).toMatch(/^#.*access_token=/);
    expect(back.search + back.hash).not.toMatch(/[?#&]code=/);
  });

  it('is refused an app whose settings leave it out', async () => {
    const app = await org.app({ response_types: ['code', 'id_token'] });
    const answer = await org.authorize(app, await org.server(), { response_type: 'token' });
    expect(answer).toMatchObject({
      error: 'unsupported_response_type',
      error_description:
        'The response type is not supported by the authorization server. Configured response types: [code, id_token, code id_token].',
    });
  });
});
