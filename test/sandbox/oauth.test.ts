import OktaJwtVerifier from '@okta/jwt-verifier';
import okta from '@okta/okta-sdk-nodejs';
import * as oidc from 'openid-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Demo, person, startDemo } from '../helpers/demo.ts';
import { HostedPage } from '../helpers/hosted-page.ts';
import { locationOf, Visitor } from '../helpers/visitor.ts';
import { allowPlainHttp } from '../helpers/plain-http.ts';

let demo: Demo;
let issuer: string;
let clientId: string;
let client: oidc.Configuration;
let redirectUri: string;

beforeAll(async () => {
  demo = await startDemo();
  issuer = demo.environment.OKTA_ISSUER!;
  clientId = demo.environment.OKTA_CLIENT_ID!;
  redirectUri = `${demo.shop}/login/okta/authorized`;
  client = await clientOf(issuer);
});
afterAll(() => demo.close());

const clientOf = (server: string, id = clientId, secret = demo.environment.OKTA_CLIENT_SECRET!) =>
  oidc.discovery(new URL(server), id, secret, undefined, { execute: [allowPlainHttp] });

const everything = 'openid profile email offline_access products:read orders:create';

/** An authorization request with PKCE, and what is needed to finish it. */
async function request(parameters: Record<string, string> = {}, at = client) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const url = oidc.buildAuthorizationUrl(at, {
    redirect_uri: redirectUri,
    scope: everything,
    state: 'state-1',
    nonce: 'nonce-1',
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    ...parameters,
  });
  return { url: url.href, checks: { pkceCodeVerifier, expectedState: 'state-1', expectedNonce: 'nonce-1' } };
}

interface PasswordPolicy {
  readonly id: string;
  readonly settings: { readonly password: { readonly lockout: object } };
}

async function administer(method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${demo.org}/api/v1${path}`, {
    method,
    headers: { authorization: `SSWS ${demo.apiToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  return response.json();
}

async function signIn(kind: Parameters<typeof person>[0], parameters = {}, visitor = new Visitor()) {
  const { url, checks } = await request(parameters);
  return oidc.authorizationCodeGrant(client, await visitor.authorize(url, person(kind)), checks);
}

const refusalOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) =>
      error instanceof oidc.ResponseBodyError || error instanceof oidc.AuthorizationResponseError
        ? [error.error, error.error_description]
        : Promise.reject(error as Error),
  );

describe('discovery', () => {
  test.each(['custom', 'org'])('every URL in the document of the %s server answers', async (kind) => {
    const server = kind === 'org' ? demo.org : issuer;
    const document = (await (await fetch(`${server}/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;
    expect(document.issuer).toBe(server);
    expect(document.code_challenge_methods_supported).toEqual(['S256']);
    const urls = Object.entries(document).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
    expect(urls.length).toBeGreaterThan(7);
    for (const [name, url] of urls) {
      const posts = /device|token|introspection|revocation|registration|pushed/.test(name);
      const response = await fetch(String(url), { method: posts ? 'POST' : 'GET', redirect: 'manual' });
      expect([200, 400, 401], `${name} ${String(url)}`).toContain(response.status);
    }
  });

  test('an unknown authorization server is 404 in Okta’s form', async () => {
    const response = await fetch(`${demo.org}/oauth2/ausnone/.well-known/openid-configuration`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ errorCode: 'E0000007' });
  });
});

describe('Okta’s clients, unmodified', () => {
  test('openid-client: authorization code with PKCE; the tokens have Okta’s shape', async () => {
    const tokens = await signIn('basic');
    const idToken = tokens.claims()!;
    expect(idToken).toMatchObject({
      iss: issuer, aud: clientId, ver: 1, name: 'Ada Lovelace', email: 'ada@example.com',
      preferred_username: 'ada@example.com', amr: ['pwd'], nonce: 'nonce-1', groups: ['Everyone'],
    }); // prettier-ignore
    expect(idToken.sub).toMatch(/^00u\w{17}$/);
    expect(idToken.jti).toMatch(/^ID\./);
    expect(idToken.idp).toMatch(/^00o/);

    const verifier = new OktaJwtVerifier({ issuer, clientId, testing: { disableHttpsCheck: true } });
    const { header, claims } = await verifier.verifyAccessToken(tokens.access_token, demo.shop);
    expect({ ...header, typ: undefined }).toEqual({ alg: 'RS256', kid: expect.any(String) as string });
    expect(claims).toMatchObject({
      ver: 1, iss: issuer, aud: demo.shop, cid: clientId, uid: idToken.sub, sub: 'ada@example.com',
      scp: everything.split(' '), feature_access: ['regular'],
    }); // prettier-ignore
    expect(claims.jti).toMatch(/^AT\./);
    expect(claims).not.toHaveProperty('role');
    const verified = await verifier.verifyIdToken(tokens.id_token!, clientId, 'nonce-1');
    expect(verified.claims).toMatchObject({ sub: idToken.sub, aud: clientId });
  });

  test('userinfo, introspection, revocation', async () => {
    const tokens = await signIn('premium');
    const { sub } = tokens.claims()!;
    expect(await oidc.fetchUserInfo(client, tokens.access_token, sub)).toMatchObject({
      sub, given_name: 'Grace', family_name: 'Hopper', email_verified: true,
    }); // prettier-ignore
    expect(await oidc.tokenIntrospection(client, tokens.access_token)).toMatchObject({
      active: true, uid: sub, username: 'grace@example.com', client_id: clientId, token_type: 'Bearer', iss: issuer,
    }); // prettier-ignore
    await oidc.tokenRevocation(client, tokens.access_token);
    expect(await oidc.tokenIntrospection(client, tokens.access_token)).toEqual({ active: false });
    const userinfo = await fetch(client.serverMetadata().userinfo_endpoint!, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect([userinfo.status, userinfo.headers.get('www-authenticate')]).toEqual([
      401,
      expect.stringContaining('error="invalid_token"'),
    ]);
  });

  test('refresh tokens rotate; one that is used twice ends the whole family', async () => {
    const app = (await administer('GET', `/apps/${clientId}`)) as { settings: { oauthClient: object } };
    const oauthClient = {
      ...app.settings.oauthClient,
      refresh_token: { rotation_type: 'ROTATE', leeway: 0 },
    };
    await administer('PUT', `/apps/${clientId}`, { ...app, settings: { ...app.settings, oauthClient } });
    const first = await signIn('basic');
    const second = await oidc.refreshTokenGrant(client, first.refresh_token!);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect(second.claims()?.sub).toBe(first.claims()?.sub);
    const dead = ['invalid_grant', 'The refresh token is invalid or expired.'];
    expect(await refusalOf(oidc.refreshTokenGrant(client, first.refresh_token!))).toEqual(dead);
    expect(await refusalOf(oidc.refreshTokenGrant(client, second.refresh_token!))).toEqual(dead);
  });

  test('okta-sdk-nodejs: list users, get a group, list apps', async () => {
    const sdk = new okta.Client({ orgUrl: demo.org, token: demo.apiToken });
    const logins: string[] = [];
    await (await sdk.userApi.listUsers()).each((user) => void logins.push(user.profile?.login ?? ''));
    expect(logins).toEqual(
      expect.arrayContaining(['ada@example.com', 'grace@example.com', 'linus@example.com']),
    );
    const groups: { id: string; name: string }[] = [];
    await (
      await sdk.groupApi.listGroups()
    ).each((g) => void groups.push({ id: g.id ?? '', name: g.profile?.name ?? '' }));
    const admin = groups.find((group) => group.name === 'Admin')!;
    expect((await sdk.groupApi.getGroup({ groupId: admin.id })).profile?.name).toBe('Admin');
    const labels: string[] = [];
    await (await sdk.applicationApi.listApplications()).each((app) => void labels.push(app.label));
    expect(labels).toContain('Okta Multidemo');
  });
});

describe('access policies decide', () => {
  const adminScopes = 'openid orders:read orders:update';

  test('what the Admin rule allows, an admin gets', async () => {
    const tokens = await signIn('admin', { scope: adminScopes });
    expect(tokens.scope).toBe(adminScopes);
  });

  test('the same request of someone else is refused in Okta’s words', async () => {
    const { url, checks } = await request({ scope: adminScopes });
    const callback = await new Visitor().authorize(url, person('premium'));
    expect(await refusalOf(oidc.authorizationCodeGrant(client, callback, checks))).toEqual([
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
    ]);
  });

  test('client credentials: the batch app by its rule, the web app not at all', async () => {
    const { OKTA_SERVICE_CLIENT_ID, OKTA_SERVICE_CLIENT_SECRET } = demo.environment;
    const batch = await clientOf(issuer, OKTA_SERVICE_CLIENT_ID, OKTA_SERVICE_CLIENT_SECRET);
    const tokens = await oidc.clientCredentialsGrant(batch, { scope: 'orders:read orders:update' });
    const claims = JSON.parse(
      Buffer.from(tokens.access_token.split('.')[1]!, 'base64url').toString(),
    ) as object;
    expect(claims).toMatchObject({ sub: OKTA_SERVICE_CLIENT_ID, cid: OKTA_SERVICE_CLIENT_ID });
    expect(claims).not.toHaveProperty('uid');
    expect(await refusalOf(oidc.clientCredentialsGrant(batch, { scope: 'orders:read:user' }))).toEqual([
      'access_denied',
      'Policy evaluation failed for this request, please check the policy configurations.',
    ]);
    expect(await refusalOf(oidc.clientCredentialsGrant(batch, { scope: 'orders:destroy' }))).toMatchObject(['invalid_scope', expect.stringContaining('One or more scopes are not configured')]); // prettier-ignore
    expect(await refusalOf(oidc.clientCredentialsGrant(client, { scope: 'orders:read' }))).toEqual([
      'unauthorized_client',
      'The client is not authorized to use the provided grant type. Configured grant types: [authorization_code, implicit, refresh_token, interaction_code].',
    ]);
  });
});

describe('the token endpoint refuses', () => {
  test('a wrong secret, a wrong verifier, another redirect URI and a code that was used', async () => {
    const wrong = await clientOf(issuer, clientId, 'not-the-secret');
    const { url, checks } = await request();
    const callback = await new Visitor().authorize(url, person('basic'));
    expect(await refusalOf(oidc.authorizationCodeGrant(wrong, callback, checks))).toEqual([
      'invalid_client',
      'The client secret supplied for a confidential client is invalid.',
    ]);
    const otherVerifier = { ...checks, pkceCodeVerifier: oidc.randomPKCECodeVerifier() };
    expect(await refusalOf(oidc.authorizationCodeGrant(client, callback, otherVerifier))).toEqual([
      'invalid_grant',
      'PKCE verification failed.',
    ]);
    const tokens = await oidc.authorizationCodeGrant(client, callback, checks);
    expect(await refusalOf(oidc.authorizationCodeGrant(client, callback, checks))).toEqual([
      'invalid_grant',
      'The authorization code is invalid or has expired.',
    ]);
    // RFC 6749 section 4.1.2: what was issued on the code is withdrawn.
    expect(await oidc.tokenIntrospection(client, tokens.access_token)).toEqual({ active: false });
  });

  test('an unregistered redirect URI and an unknown client end on a page of the org, not in a redirect', async () => {
    const foreign = await request({ redirect_uri: 'http://localhost:9/evil' });
    const response = await fetch(foreign.url, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    const unknown = await request({ client_id: '0oanobody' });
    const page = await fetch(unknown.url, { redirect: 'manual' });
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('Invalid value for &#39;client_id&#39; parameter.');
  });
});

describe('the hosted sign-in page', () => {
  const urlOfPage = async (visitor: Visitor, parameters = {}) =>
    locationOf(await visitor.fetch((await request(parameters)).url)).href;
  const pageOf = async (visitor: Visitor, parameters = {}) =>
    HostedPage.open(visitor, await urlOfPage(visitor, parameters));

  test('a wrong password and an unknown person look the same', async () => {
    for (const login of ['ada@example.com', 'nobody@example.com']) {
      const page = await (await pageOf(new Visitor())).signIn({ login, password: 'wrong' });
      expect([page.status, page.messages]).toEqual([401, ['Password is incorrect']]);
    }
  });

  test('login_hint is filled in; nothing is executed that an address brings', async () => {
    const visitor = new Visitor();
    const url = await urlOfPage(visitor, { login_hint: '"><script>alert(1)</script>' });
    const page = await visitor.fetch(url);
    const html = await page.text();
    expect(html).not.toContain('<script>alert');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toContain('unsafe');
    const { identifier } = Object.fromEntries(
      (await HostedPage.open(visitor, url)).remediation('identify').value.map((field) => [field.name, field]),
    );
    expect(identifier?.value).toBe('"><script>alert(1)</script>');
  });

  test('ten wrong passwords lock the account, and the right one does not help then', async () => {
    await administer('POST', '/users', {
      profile: { login: 'lock@example.com', email: 'lock@example.com', firstName: 'L', lastName: 'Ock' },
      credentials: { password: { value: 'Right-Password-1' } },
    });
    const attempt = async (password: string) =>
      (await (await pageOf(new Visitor())).signIn({ login: 'lock@example.com', password })).messages;
    for (let i = 0; i < 9; i += 1) expect(await attempt('wrong')).toEqual(['Password is incorrect']);
    await attempt('wrong');
    // The password policy does not want it said that the account is locked.
    expect(await attempt('Right-Password-1')).toEqual(['Authentication failed']);
    const [policy] = (await administer('GET', '/policies?type=PASSWORD')) as [PasswordPolicy];
    const { password } = policy.settings;
    const lockout = { ...password.lockout, showLockoutFailures: true };
    const settings = { ...policy.settings, password: { ...password, lockout } };
    await administer('PUT', `/policies/${policy.id}`, { ...policy, settings });
    expect(await attempt('Right-Password-1')).toEqual([
      'Your account is locked. Please contact your administrator.',
    ]);
    await administer('PUT', `/policies/${policy.id}`, policy);
  });

  test('belongs to the browser that opened it', async () => {
    const url = await urlOfPage(new Visitor());
    const stranger = await new Visitor().fetch(url);
    expect(stranger.status).toBe(400);
    const text = await stranger.text();
    expect(text).toContain('This sign-in page is no longer valid');
    expect(text).not.toContain('data-options');
  });

  test('unknown addresses of it are pages, too', async () => {
    for (const path of ['/signin/ausnone/x', '/signin/org/x', '/login/token/redirect?stateToken=02x']) {
      const answer = await fetch(demo.org + path, { redirect: 'manual' });
      expect([path, answer.status < 500, answer.headers.get('content-type')]).toEqual([
        path,
        true,
        'text/html; charset=utf-8',
      ]);
      expect(await answer.text()).toContain('This sign-in page is no longer valid');
    }
  });

  test('opened again after the sign-in it leads on to the app, and only whom is signed in', async () => {
    const visitor = new Visitor();
    const page = await pageOf(visitor);
    await (await page.signIn(person('basic'))).leave();
    for (const url of [page.url, page.document.success!.href]) {
      const back = locationOf(await visitor.fetch(url));
      expect(back.href).toBe(`${redirectUri}?iss=${encodeURIComponent(demo.org)}`);
      const stranger = await new Visitor().fetch(url);
      expect([stranger.status, await stranger.text()]).toEqual([400, expect.stringContaining(redirectUri)]);
    }
  });

  test('a session serves the next request silently, until sign-out', async () => {
    const visitor = new Visitor();
    const tokens = await signIn('basic', {}, visitor);
    const silent = await request({ prompt: 'none' });
    const callback = await visitor.authorize(silent.url, person('basic'));
    expect(callback.searchParams.has('code')).toBe(true);
    const out = await visitor.fetch(
      oidc.buildEndSessionUrl(client, {
        id_token_hint: tokens.id_token!,
        post_logout_redirect_uri: demo.shop,
        state: 'bye',
      }).href,
    );
    expect(locationOf(out).href).toBe(`${demo.shop}/?state=bye`);
    const again = await visitor.authorize((await request({ prompt: 'none' })).url, person('basic'));
    expect(again.searchParams.get('error')).toBe('login_required');
  });

  test('sign-out goes to registered addresses only', async () => {
    const visitor = new Visitor();
    const tokens = await signIn('basic', {}, visitor);
    const response = await visitor.fetch(
      oidc.buildEndSessionUrl(client, {
        id_token_hint: tokens.id_token!,
        post_logout_redirect_uri: 'http://evil.test/',
      }).href,
    );
    expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    expect(await response.text()).toContain('must be a Logout redirect URI');
  });
});

describe('CORS', () => {
  const preflight = (origin: string) =>
    fetch(`${issuer}/v1/token`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });

  test('answers trusted origins, with credentials, and no others', async () => {
    const trusted = await preflight(demo.shop);
    expect(trusted.headers.get('access-control-allow-origin')).toBe(demo.shop);
    expect(trusted.headers.get('access-control-allow-credentials')).toBe('true');
    expect((await preflight('http://evil.test')).headers.get('access-control-allow-origin')).toBeNull();
  });
});
