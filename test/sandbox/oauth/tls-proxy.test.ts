/** An org behind a proxy that ends TLS: whatever is bound to an address is bound to the one that people use. */
import { createHash, randomUUID } from 'node:crypto';
import { decodeJwt, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type Body,
  type OAuthApp,
  type OAuthOrg,
  password,
  refusal,
  startOAuthOrg,
} from '../../helpers/oauth-org.ts';
import { freePorts } from '../../helpers/ports.ts';
import { Visitor } from '../../helpers/visitor.ts';

describe.each(['https://org.example.test', 'https://localhost:8443'])('at %s', (url) => {
  let org: OAuthOrg;
  let ada: Body;
  let keys: CryptoKeyPair;
  let jwk: JWK;
  let inside: string;

  beforeAll(async () => {
    const [port = 0] = await freePorts(1);
    inside = `http://localhost:${port}`;
    const direct = fetch;
    // As the proxy would: it asks the org without TLS, by another name.
    vi.stubGlobal('fetch', (address: string, init?: RequestInit) =>
      direct(address.replace(url, inside), init),
    );
    org = await startOAuthOrg({ port, url });
    ada = await org.person();
    keys = await generateKeyPair('ES256', { extractable: true });
    jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', use: 'sig', alg: 'ES256' };
  });
  afterAll(async () => {
    expect(org.faults).toEqual([]);
    vi.unstubAllGlobals();
    await org.close();
  });

  const sign = async (header: object, claims: object): Promise<string> =>
    new SignJWT({ iat: Math.floor(Date.now() / 1000), jti: randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', ...header })
      .sign(keys.privateKey);
  const bare = (): JWK => ({ kty: jwk.kty!, crv: jwk.crv!, x: jwk.x!, y: jwk.y! });
  const proof = async (htm: string, htu: string, claims: object = {}): Promise<string> =>
    sign({ typ: 'dpop+jwt', jwk: bare() }, { htm, htu, ...claims });
  /** Posts with a proof for `htu`, and with the server's nonce once it is asked for. */
  const post = async (
    app: OAuthApp,
    at: string,
    name: string,
    form: object,
    htu = org.endpoint(at, name),
  ) => {
    const send = async (claims: object) =>
      org.postAs(app, at, name, { ...form }, { dpop: await proof('POST', htu, claims) });
    const first = await send({});
    return first.body.error === 'use_dpop_nonce'
      ? send({ nonce: first.headers.get('dpop-nonce') ?? '' })
      : first;
  };
  const shown = async (address: string, token: string, htu = address) =>
    fetch(address, {
      headers: {
        authorization: `DPoP ${token}`,
        dpop: await proof('GET', htu, { ath: createHash('sha256').update(token).digest('base64url') }),
      },
    });

  it('a proof of possession is for the address with https: at PAR, the token endpoint and userinfo', async () => {
    const app = await org.app({ dpop_bound_access_tokens: true });
    for (const at of [await org.server(), 'org']) {
      const verifier = randomUUID() + randomUUID();
      const pushed = await post(app, at, 'par', {
        response_type: 'code',
        scope: 'openid',
        state: 's',
        redirect_uri: app.redirectUri,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      expect(pushed.status).toBe(200);
      const { code = '' } = await org.authorize(app, at, {
        request_uri: String(pushed.body['request_uri']),
        sessionToken: await org.sessionToken(ada.profile.login),
      });
      const form = {
        grant_type: 'authorization_code',
        code,
        redirect_uri: app.redirectUri,
        code_verifier: verifier,
      };
      const inner = org.endpoint(at, 'token').replace(url, inside);
      expect(refusal(await post(app, at, 'token', form, inner))).toEqual([
        400,
        'invalid_dpop_proof',
        "'htu' claim in the DPoP proof JWT is invalid.",
      ]);
      const { body } = await post(app, at, 'token', form);
      expect(body.token_type).toBe('DPoP');
      const userinfo = org.endpoint(at, 'userinfo');
      expect((await shown(userinfo, body.access_token)).status).toBe(200);
      expect((await shown(userinfo, body.access_token, userinfo.replace(url, inside))).status).toBe(401);
    }
  });

  it('a proof at the Management API is too', async () => {
    const app = await org.app(
      {
        application_type: 'service',
        grant_types: ['client_credentials'],
        response_types: ['token'],
        redirect_uris: [],
        dpop_bound_access_tokens: true,
        jwks: { keys: [jwk] },
      },
      'private_key_jwt',
    );
    await org.must('POST', `/api/v1/apps/${app.id}/grants`, { issuer: url, scopeId: 'okta.users.read' });
    await org.must('POST', `/oauth2/v1/clients/${app.clientId}/roles`, { type: 'READ_ONLY_ADMIN' });
    const endpoint = org.endpoint('org', 'token');
    const ask = async (claims: object) =>
      org.post(
        'org',
        'token',
        {
          grant_type: 'client_credentials',
          scope: 'okta.users.read',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await assertion(app, endpoint),
        },
        { dpop: await proof('POST', endpoint, claims) },
      );
    const nonce = (await ask({})).headers.get('dpop-nonce') ?? '';
    const { body } = await ask({ nonce });
    expect(body.token_type).toBe('DPoP');
    const users = `${url}/api/v1/users`;
    expect((await shown(users, body.access_token)).status).toBe(200);
    const refused = await shown(users, body.access_token, users.replace(url, inside));
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      400,
      expect.stringContaining(
        `realm="${url}", scope="okta.users.read", error="invalid_dpop_proof", error_description="'htu' claim`,
      ),
    ]);
  });

  const assertion = async (app: OAuthApp, aud: string): Promise<string> =>
    sign(
      { kid: 'k1' },
      { iss: app.clientId, sub: app.clientId, aud, exp: Math.floor(Date.now() / 1000) + 300 },
    );

  it.each(['token', 'par', 'introspect', 'revoke'])(
    'an assertion at %s is for the address with https',
    async (name) => {
      const app = await org.app({ jwks: { keys: [jwk] } }, 'private_key_jwt');
      const at = await org.server();
      const send = async (aud: string) =>
        org.post(at, name, {
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          client_assertion: await assertion(app, aud),
        });
      const own = org.endpoint(at, name);
      // Authenticated, but with nothing to do.
      expect((await send(own)).body.error).not.toBe('invalid_client');
      expect((await send(`${url}/oauth2/${at}`)).body.error).not.toBe('invalid_client');
      expect(refusal(await send(own.replace(url, inside)))).toEqual([
        401,
        'invalid_client',
        'The audience claim for client_assertion must be the endpoint invoked for the request.',
      ]);
    },
  );

  it('pages, redirects and cookies are for https', async () => {
    const app = await org.app();
    const visitor = new Visitor();
    const page = await visitor.fetch(org.authorizeUrl(app, 'org'));
    expect(page.headers.get('location')).toMatch(`${url}/signin/org/`);
    const hosted = await visitor.fetch(page.headers.get('location')!);
    expect(await hosted.text()).not.toContain(inside);
    const { code = '' } = await org.authorize(
      app,
      'org',
      { sessionToken: await org.sessionToken(ada.profile.login) },
      visitor,
    );
    expect(decodeJwt((await org.redeem(app, 'org', code)).body.access_token).iss).toBe(url);
    const signOut = await visitor.fetch(`${url}/login/signout`);
    for (const response of [page, hosted, signOut])
      for (const cookie of response.headers.getSetCookie()) expect(cookie).toMatch(/; secure/i);
    expect(page.headers.getSetCookie()).not.toEqual([]);
  });

  it('a person signs in at the hosted page, whose session cookie is Secure', async () => {
    const app = await org.app();
    const cookies: string[] = [];
    const visitor = new (class extends Visitor {
      override async fetch(...parts: Parameters<Visitor['fetch']>): Promise<Response> {
        const response = await super.fetch(...parts);
        cookies.push(...response.headers.getSetCookie());
        return response;
      }
    })();
    const back = await visitor.authorize(org.authorizeUrl(app, 'org'), {
      login: ada.profile.login,
      password,
    });
    expect(back.searchParams.get('code')).not.toBeNull();
    expect(cookies.filter((line) => line.startsWith('idx'))).not.toEqual([]);
    expect(cookies.filter((line) => !/; secure/i.test(line))).toEqual([]);
  });

  it('links of the Management API are https', async () => {
    const response = await fetch(`${url}/api/v1/groups?limit=1`, { headers: { authorization: 'SSWS T' } });
    expect(response.headers.get('link')).toContain(`<${url}/api/v1/groups`);
    expect(JSON.stringify(await response.json())).not.toContain(inside);
    const discovery = await fetch(`${url}/.well-known/openid-configuration`);
    expect(await discovery.text()).not.toContain(inside);
  });
});
