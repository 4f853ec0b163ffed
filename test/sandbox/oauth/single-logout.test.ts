/** Front-channel single logout: who signs out of one app hears of it in the others. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';
import { Visitor } from '../../helpers/visitor.ts';

let org: OAuthOrg;
let server: string;
let ada: Body;
let visitor: Visitor;

const back = 'http://localhost:9/signed-out';
const taking = (name: string, more: object = {}) => ({
  participate_slo: true,
  frontchannel_logout_uri: `http://localhost:9/${name}/logout?keep=1`,
  ...more,
});
const withSession = { frontchannel_logout_session_required: true };

beforeAll(async () => {
  org = await startOAuthOrg();
  server = await org.server();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});
beforeEach(async () => {
  ada = await org.person();
  visitor = new Visitor();
});

const signIn = async (app: OAuthApp, at = server): Promise<string> => {
  const { code = '' } = await org.authorize(
    app,
    at,
    visitor.cookie('idx') === undefined
      ? { sessionToken: await org.sessionToken(ada.profile.login) }
      : { prompt: 'none' },
    visitor,
  );
  return (await org.redeem(app, at, code)).body.id_token;
};
const starter = () => org.app({ post_logout_redirect_uris: [back] });
const signOut = (idToken: string, state = 'the & state') => {
  const query = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: back, state });
  return visitor.fetch(`${org.endpoint(server, 'logout')}?${query.toString()}`);
};
const framesOf = (page: string): string[] =>
  [...page.matchAll(/<iframe src="([^"]+)"/g)].map(([, address = '']) => address.replaceAll('&amp;', '&'));

it('the page tells every app of the session that takes part, but for the one that began, and goes on', async () => {
  const first = await starter();
  const plain = await org.app(taking('plain'));
  const exact = await org.app(taking('exact', withSession));
  const aside = await org.app({ ...taking('aside'), participate_slo: false });
  const elsewhere = await org.app(taking('elsewhere'));
  const hint = await signIn(first);
  const [plainToken, exactToken] = [await signIn(plain), await signIn(exact, 'org')];
  await signIn(aside);
  // Signed in to by another person, in another browser.
  await org.signIn(elsewhere, server, (await org.person()).profile.login);
  const { sid } = decodeJwt(exactToken);
  expect(sid).toEqual(expect.any(String));
  expect(decodeJwt(plainToken)).not.toHaveProperty('sid');

  const response = await signOut(hint);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-security-policy')).toContain('frame-src http://localhost:9;');
  const page = await response.text();
  expect(framesOf(page)).toEqual([
    'http://localhost:9/plain/logout?keep=1',
    `http://localhost:9/exact/logout?keep=1&iss=${encodeURIComponent(org.url)}&sid=${String(sid)}`,
  ]);
  expect(page).toContain(`href="${back}?state=the+%26+state"`);

  const [event] = await org.must<Body[]>('GET', '/api/v1/logs?filter=eventType eq "user.session.end"');
  expect(event).toMatchObject({
    actor: { id: ada.id },
    debugContext: { debugData: { TotalOidcLogoutRequests: '2', TotalSamlLogoutRequests: '0' } },
  });
  // The session is over: nobody is told twice.
  expect(await signOut(hint)).toMatchObject({ status: 302 });
  expect((await org.authorize(plain, server, { prompt: 'none' }, visitor)).error).toBe('login_required');
});

it('an app that takes part and signs out itself is only sent back', async () => {
  const own = await org.app({ ...taking('own', withSession), post_logout_redirect_uris: [back] });
  const response = await signOut(await signIn(own));
  expect([response.status, response.headers.get('location')]).toEqual([302, `${back}?state=the+%26+state`]);
});

it('an inactive app, one with a wildcard, and one that no longer takes part are not asked', async () => {
  const first = await starter();
  const gone = await org.app(taking('gone'));
  const wild = await org.app({ ...taking('wild'), frontchannel_logout_uri: 'https://*.example.com/logout' });
  const left = await org.app(taking('left'));
  const hint = await signIn(first);
  await signIn(gone);
  await signIn(wild);
  await signIn(left);
  const { settings } = left.body;
  await org.must('PUT', `/api/v1/apps/${left.id}`, {
    ...left.body,
    settings: { ...settings, oauthClient: { ...settings.oauthClient, participate_slo: false } },
  });
  await org.must('POST', `/api/v1/apps/${gone.id}/lifecycle/deactivate`);
  expect((await signOut(hint)).status).toBe(302);
});

describe('the settings', () => {
  it.each([
    [{ application_type: 'native' }, /only allowed for the application types 'web' and 'browser'/],
    [{ frontchannel_logout_uri: 'nowhere' }, /'nowhere' is not a valid URI/],
  ])('are refused: %j', async (more, cause) => {
    const { status, body } = await org.api('POST', '/api/v1/apps', {
      ...{ name: 'oidc_client', label: 'Refused', signOnMode: 'OPENID_CONNECT' },
      credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_basic' } },
      settings: {
        oauthClient: {
          ...{ grant_types: ['authorization_code'], redirect_uris: ['http://localhost:9/x'] },
          ...{ response_types: ['code'], application_type: 'web', ...taking('x'), ...more },
        },
      },
    });
    expect(status).toBe(400);
    expect(JSON.stringify(body['errorCauses'])).toMatch(cause);
  });
});
