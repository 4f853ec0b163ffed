/** Single logout: the other apps of a session hear that it is over, wherever the user has signed out. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isQuerySigned, verifiedRoot } from '../../../sandbox/saml/signature.ts';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';
import {
  addSamlApp,
  entityId,
  lastEvent,
  logoutUrl,
  readMetadata,
  readPost,
  type SamlApp,
  serviceProvider,
  serviceProviderKey,
  signInAt,
  signInFromTile,
} from '../../helpers/service-provider.ts';
import { Visitor } from '../../helpers/visitor.ts';

const requestUrl = 'http://localhost:9/saml/logout-request';
const back = 'http://localhost:9/signed-out';
const entities: Readonly<Record<string, string>> = { amp: '&', quot: '"', lt: '<', gt: '>', '#39': "'" };
const decoded = (text = ''): string =>
  text.replace(/&(amp|quot|lt|gt|#39);/g, (_, name: string) => entities[name]!);

let org: OAuthOrg;
let shop: OAuthApp;
let ada: Body;
beforeAll(async () => {
  org = await startOAuthOrg();
  shop = await org.app({ post_logout_redirect_uris: [back] });
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const taking = async (slo: object, label: string): Promise<SamlApp> =>
  addSamlApp(org, { participateSlo: { enabled: true, logoutRequestUrl: requestUrl, ...slo } }, label);
/** Signs in to the apps in one browser. */
async function signedIn(...apps: readonly SamlApp[]) {
  const visitor = new Visitor();
  const asked = { sessionToken: await org.sessionToken(ada.profile.login) };
  const { code = '' } = await org.authorize(shop, 'org', asked, visitor);
  const { id_token: hint } = (await org.redeem(shop, 'org', code)).body;
  for (const app of apps)
    await signInAt(visitor, await visitor.fetch(app.home), { login: ada.profile.login });
  const signOut = async () => {
    const query = new URLSearchParams({ id_token_hint: hint, post_logout_redirect_uri: back });
    return visitor.fetch(`${org.endpoint('org', 'logout')}?${query.toString()}`);
  };
  return { visitor, signOut };
}

describe('signing out', () => {
  test('of another app of the session posts a signed request into a frame', async () => {
    const app = await taking({ bindingType: 'POST', sessionIndexRequired: true }, 'Posted');
    const { signOut } = await signedIn(app);
    const response = await signOut();
    expect(response.headers.get('content-security-policy')).toContain('frame-src http://localhost:9;');
    const page = await response.text();
    const [, action, target] = /<form action="([^"]+)" method="post" target="([^"]+)">/.exec(page)!;
    expect(action).toBe(requestUrl);
    expect(page).toContain(`<iframe name="${target}"`);
    const message = decoded(/name="SAMLRequest" value="([^"]+)"/.exec(page)![1]);
    const xml = Buffer.from(message, 'base64').toString();
    const { idpCert, idpIssuer } = await readMetadata(app);
    const root = verifiedRoot(xml, idpCert)!;
    expect([root.localName, root.getAttribute('Destination')]).toEqual(['LogoutRequest', requestUrl]);
    expect(xml).toContain(`${idpIssuer}</saml2:Issuer>`);
    expect(xml).toMatch(new RegExp(`>${ada.profile.login}</saml2:NameID><saml2p:SessionIndex>id`));
    expect(await lastEvent(org, 'user.session.end')).toMatchObject({
      debugContext: { debugData: { TotalOidcLogoutRequests: '0', TotalSamlLogoutRequests: '1' } },
    });
    expect(await lastEvent(org, 'user.authentication.slo')).toMatchObject({
      actor: { id: ada.id },
      target: [{ displayName: 'Posted' }],
      debugContext: { debugData: { initiationType: 'IDP_INITIATED' } },
    });
  });

  test('of another app loads an address with a signed query, which node-saml accepts', async () => {
    const app = await taking({ bindingType: 'REDIRECT' }, 'Redirected');
    const { signOut } = await signedIn(app);
    const page = await (await signOut()).text();
    const address = new URL(decoded(/<iframe src="([^"]+)"/.exec(page)![1]));
    const { idpCert } = await readMetadata(app);
    expect(isQuerySigned(address.search.slice(1), 'SAMLRequest', idpCert)).toBe(true);
    const sp = await serviceProvider(app, { validateInResponseTo: undefined as never });
    const query = Object.fromEntries(address.searchParams);
    const { profile, loggedOut } = await sp.validateRedirectAsync(query, address.search.slice(1));
    expect([loggedOut, profile?.nameID, profile?.sessionIndex]).toEqual([true, ada.profile.login, undefined]);
  });

  test('notifies each app once, and no app that does not take part or is switched off', async () => {
    const aside = await addSamlApp(org, {}, 'Aside');
    const off = await taking({}, 'Off');
    const one = await taking({}, 'One');
    const { signOut } = await signedIn(aside, off, one);
    await org.must('POST', `/api/v1/apps/${off.id}/lifecycle/deactivate`);
    const page = await (await signOut()).text();
    expect(page.match(/<form /g)).toHaveLength(1);
    expect((await signOut()).headers.get('location')).toBe(back);
  });

  test('the app’s answer is taken in its frame', async () => {
    const app = await taking({}, 'Answering');
    const answer = await new Visitor().post(app.slo, { SAMLResponse: 'PHg+' });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
  });

  test('at a service provider notifies the others, of both protocols, before it answers', async () => {
    const { certificate, privateKey } = serviceProviderKey;
    const begins = await addSamlApp(
      org,
      {
        spCertificate: { x5c: [certificate] },
        slo: { enabled: true, issuer: entityId, logoutUrl },
        participateSlo: { enabled: true, logoutRequestUrl: 'http://localhost:9/saml/beginner' },
      },
      'Begins',
    );
    const hears = await taking({ bindingType: 'POST' }, 'Hears');
    const address = 'http://localhost:9/shop/logout';
    const oidc = await org.app({ participate_slo: true, frontchannel_logout_uri: address });
    const { login } = ada.profile;
    const { visitor, sp, profile } = await signInFromTile(begins, login, {
      ...{ privateKey, signatureAlgorithm: 'sha256' },
    });
    await signInAt(visitor, await visitor.fetch(hears.home), { login });
    expect(await org.authorize(oidc, 'org', { prompt: 'none' }, visitor)).toHaveProperty('code');

    const response = await visitor.fetch(await sp.getLogoutUrlAsync(profile!, 'bye', {}));
    const page = await response.clone().text();
    expect([...page.matchAll(/<iframe src="([^"]+)"/g)].map(([, src]) => src)).toEqual([address]);
    expect([...page.matchAll(/<form action="([^"]+)"/g)].map(([, action]) => action)).toEqual([requestUrl]);
    const answer = await readPost(response);
    expect(answer).toMatchObject({ status: 200, action: logoutUrl, fields: { RelayState: 'bye' } });
    const read = await sp.validatePostResponseAsync({ SAMLResponse: answer.fields.SAMLResponse! });
    expect([read.profile, read.loggedOut]).toEqual([null, true]);
    expect((await visitor.fetch(`${org.url}/api/v1/sessions/me`)).status).toBe(404);
    expect(await lastEvent(org, 'user.session.end')).toMatchObject({
      actor: { alternateId: login },
      debugContext: { debugData: { TotalOidcLogoutRequests: '1', TotalSamlLogoutRequests: '1' } },
    });
  });

  test('of the org itself notifies all of them', async () => {
    const app = await taking({ bindingType: 'POST' }, 'Of the dashboard');
    const { visitor } = await signedIn(app);
    const home = await (await visitor.fetch(`${org.url}/app/UserHome`)).text();
    const csrf = /name="csrf" value="([^"]+)"/.exec(home)![1]!;
    const response = await visitor.post(`${org.url}/app/UserHome`, { csrf });
    expect([response.status, response.headers.get('location')]).toEqual([303, '/login/signout']);
    const signOut = async () => (await visitor.fetch(`${org.url}/login/signout`)).text();
    const page = await signOut();
    expect(page).toContain(`<form action="${requestUrl}"`);
    expect(page).toContain('href="/login/signout"');
    expect((await visitor.fetch(`${org.url}/api/v1/sessions/me`)).status).toBe(404);
    expect(await signOut()).not.toContain('<iframe');
  });

  test('an app that takes part says where', async () => {
    const body = {
      ...{ label: 'Nowhere', signOnMode: 'SAML_2_0' },
      settings: {
        signOn: {
          ...{ ssoAcsUrl: back, recipient: back, destination: back, audience: entityId },
          ...{ participateSlo: { enabled: true }, spCertificate: { x5c: [serviceProviderKey.certificate] } },
        },
      },
    };
    const answer = await org.api('POST', '/api/v1/apps', body);
    expect([answer.status, JSON.stringify(answer.body)]).toEqual([
      400,
      expect.stringContaining('logoutRequestUrl') as unknown,
    ]);
  });
});
