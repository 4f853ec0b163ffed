/** Addresses and methods of the OAuth endpoints, also behind a proxy that ends TLS. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePorts } from '../../helpers/ports.ts';
import { Visitor } from '../../helpers/visitor.ts';
import { type OAuthApp, type OAuthOrg, startOAuthOrg, textOf } from '../../helpers/oauth-org.ts';

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

describe('the metadata of a server', () => {
  it('stands where RFC 8414 puts it too', async () => {
    const at = async (path: string) => (await fetch(org.url + path)).json() as Promise<object>;
    const metadata = await at(`/oauth2/${server}/.well-known/oauth-authorization-server`);
    expect(metadata).toMatchObject({ issuer: `${org.url}/oauth2/${server}` });
    expect(await at(`/.well-known/oauth-authorization-server/oauth2/${server}`)).toEqual(metadata);
    expect(await at('/.well-known/oauth-authorization-server')).toMatchObject({ issuer: org.url });
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

it('behind a proxy that ends TLS every address is the one that people use', async () => {
  const [port = 0] = await freePorts(1);
  const proxied = 'https://org.example.test';
  const real = fetch;
  // As a proxy would: it asks the org without TLS, by another name.
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) =>
    real(url.replace(proxied, `http://localhost:${port}`), init),
  );
  const secure = await startOAuthOrg({ port, url: proxied });
  try {
    const app = await secure.app();
    const ada = await secure.person();
    const page = await new Visitor().fetch(secure.authorizeUrl(app, 'org'));
    expect(page.headers.get('location')).toMatch(`${proxied}/signin/org/`);
    for (const cookie of page.headers.getSetCookie()) expect(cookie).toMatch(/; secure/i);
    const { code = '' } = await secure.authorize(app, 'org', {
      sessionToken: await secure.sessionToken(ada.profile.login),
    });
    expect(decodeJwt((await secure.redeem(app, 'org', code)).body.access_token).iss).toBe(proxied);
  } finally {
    vi.unstubAllGlobals();
    await secure.close();
  }
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
