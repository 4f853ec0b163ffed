/** Addresses and methods of the OAuth endpoints, also behind a proxy that ends TLS. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freePorts } from '../../helpers/ports.ts';
import { Visitor } from '../../helpers/visitor.ts';
import { type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';

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
