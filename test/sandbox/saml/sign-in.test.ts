/** SAML apps: the org is the identity provider, node-saml the service provider. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Body, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';
import {
  acs,
  addSamlApp,
  entityId,
  follow,
  lastEvent,
  readPost,
  type SamlApp,
  serviceProvider,
  signInAt,
  signInFromTile,
} from '../../helpers/service-provider.ts';
import { Visitor } from '../../helpers/visitor.ts';

let org: OAuthOrg;
let app: SamlApp;
let ada: Body;
beforeAll(async () => {
  org = await startOAuthOrg();
  app = await addSamlApp(org, {
    attributeStatements: [
      { type: 'EXPRESSION', name: 'email', values: ['user.email'] },
      { type: 'EXPRESSION', name: 'full', values: ['${user.firstName} ${user.lastName}'] },
      { type: 'EXPRESSION', name: 'fixed', values: ['Value', '"quoted"', 'www.example.com'] },
      { type: 'EXPRESSION', name: 'odd', values: ['<&>\u0001\u{1f600}'] },
      { type: 'EXPRESSION', name: 'nothing', values: ['user.department'] },
      {
        type: 'GROUP',
        name: 'groups',
        namespace: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic',
        filterType: 'STARTS_WITH',
        filterValue: 'Pay',
      },
    ],
  });
  const group = await org.group('Payroll admins');
  ada = await org.person({}, [group.id]);
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const login = () => ada.profile.login;

describe('sign-in that the app begins', () => {
  test('by HTTP-Redirect: name, attributes and groups arrive, with the RelayState', async () => {
    const sp = await serviceProvider(app);
    const visitor = new Visitor();
    const posted = await signInAt(
      visitor,
      await visitor.fetch(await sp.getAuthorizeUrlAsync('/payslips', undefined, {})),
      { login: login() },
    );
    expect(posted).toMatchObject({ status: 200, action: acs, fields: { RelayState: '/payslips' } });
    const { profile } = await sp.validatePostResponseAsync({ SAMLResponse: posted.fields.SAMLResponse! });
    expect(profile).toMatchObject({
      issuer: `http://www.okta.com/exk${app.id.slice(3)}`,
      nameID: login(),
      nameIDFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
      email: login(),
      full: 'Ada Lovelace',
      fixed: ['Value', 'quoted', 'www.example.com'],
      odd: '<&>\u{1f600}', // XML has no U+0001.
      groups: 'Payroll admins',
    });
    expect(profile).not.toHaveProperty('nothing');
    const event = await lastEvent(org, 'user.authentication.sso');
    expect(event).toMatchObject({
      outcome: { result: 'SUCCESS' },
      actor: { alternateId: login() },
      target: [{ displayName: 'Payroll' }],
      debugContext: {
        debugData: { signOnMode: 'SAML 2.0', initiationType: 'SP_INITIATED', issuer: entityId },
      },
    });
  });

  test('by HTTP-POST, with the session that the browser has: nothing is asked', async () => {
    const visitor = new Visitor();
    await signInAt(visitor, await visitor.fetch(app.home), { login: login() });
    const sp = await serviceProvider(app, { skipRequestCompression: true });
    const message = await sp.getAuthorizeMessageAsync('here');
    const first = await visitor.post(app.sso, {
      SAMLRequest: String(message.SAMLRequest),
      RelayState: 'here',
    });
    const posted = await readPost(await follow(visitor, first));
    expect(posted.fields.RelayState).toBe('here');
    const { profile } = await sp.validatePostResponseAsync({ SAMLResponse: posted.fields.SAMLResponse! });
    expect(profile?.nameID).toBe(login());
  });

  test('ForceAuthn asks again, IsPassive asks nobody', async () => {
    const visitor = new Visitor();
    await signInAt(visitor, await visitor.fetch(app.home), { login: login() });
    const forcing = await serviceProvider(app, { forceAuthn: true });
    const page = await follow(
      visitor,
      await visitor.fetch(await forcing.getAuthorizeUrlAsync('', undefined, {})),
    );
    expect(await page.clone().text()).toContain('okta-login-container');
    org.pass(1);
    const posted = await signInAt(visitor, page, { login: login() });
    expect(posted.action).toBe(acs);

    const passive = await serviceProvider(app, { passive: true });
    const stranger = new Visitor();
    const refused = await readPost(
      await follow(stranger, await stranger.fetch(await passive.getAuthorizeUrlAsync('', undefined, {}))),
    );
    expect(refused.xml).toContain('urn:oasis:names:tc:SAML:2.0:status:NoPassive');
    const { profile } = await passive.validatePostResponseAsync({
      SAMLResponse: refused.fields.SAMLResponse!,
    });
    expect(profile).toBeNull();
  });

  test('a request may ask for two factors; so may the app’s own policy', async () => {
    const visitor = new Visitor();
    await signInAt(visitor, await visitor.fetch(app.home), { login: login() });
    const sp = await serviceProvider(app, {
      disableRequestedAuthnContext: false,
      authnContext: ['urn:okta:loa:2fa:any'],
    });
    const page = await follow(visitor, await visitor.fetch(await sp.getAuthorizeUrlAsync('', undefined, {})));
    expect(await page.text()).toContain('okta-login-container');

    const strict = await addSamlApp(org, {}, 'Two factors');
    expect((await readPost(await follow(visitor, await visitor.fetch(strict.home)))).action).toBe(acs);
    const body = { type: 'ACCESS_POLICY', name: 'Two factors' };
    const { id } = await org.must('POST', '/api/v1/policies', body);
    const verificationMethod = { type: 'ASSURANCE', factorMode: '2FA', constraints: [] };
    await org.must('POST', `/api/v1/policies/${id}/rules`, {
      ...{ type: 'ACCESS_POLICY', name: 'Two' },
      actions: { appSignOn: { access: 'ALLOW', verificationMethod } },
    });
    await org.must('PUT', `/api/v1/apps/${strict.id}/policies/${id}`);
    const asked = await follow(visitor, await visitor.fetch(strict.home));
    expect(await asked.text()).toContain('okta-login-container');
  });
});

describe('sign-in that the dashboard begins', () => {
  test('the tile leads to the app, with its default RelayState and no InResponseTo', async () => {
    const mine = await addSamlApp(org, { defaultRelayState: '/start' }, 'From dashboard');
    const { visitor, posted, profile } = await signInFromTile(mine, login());
    expect(posted.fields.RelayState).toBe('/start');
    expect(posted.xml).not.toContain('InResponseTo');
    expect(profile?.nameID).toBe(login());
    const home = await (await visitor.fetch(`${org.url}/app/UserHome`)).text();
    expect(home).toContain('From dashboard');
    const given = await readPost(
      await follow(visitor, await visitor.fetch(`${mine.home}?RelayState=%2Fother`)),
    );
    expect(given.fields.RelayState).toBe('/other');
    expect(await lastEvent(org, 'user.authentication.sso')).toMatchObject({
      debugContext: { debugData: { initiationType: 'IDP_INITIATED' } },
    });
  });

  test('an app that the person is not assigned to, or that is inactive, is a page that says so', async () => {
    const visitor = new Visitor();
    await signInAt(visitor, await visitor.fetch(app.home), { login: login() });
    const body = await org.must<Body & { name: string }>('POST', '/api/v1/apps', {
      label: 'Board room',
      signOnMode: 'SAML_2_0',
      settings: { signOn: { ssoAcsUrl: acs, audience: entityId } },
    });
    const sso = `${org.url}/app/${body.name}/exk${body.id.slice(3)}/sso/saml`;
    const refused = await readPost(await follow(visitor, await visitor.fetch(sso)));
    expect(refused.status).toBe(403);
    expect(refused.text).toContain(
      "Sorry, you can't access Board room because you are not assigned this app in Okta.",
    );
    expect(await lastEvent(org, 'app.generic.unauth_app_access_attempt')).toMatchObject({
      outcome: { result: 'FAILURE' },
      actor: { alternateId: login() },
      target: [{ displayName: 'Board room' }],
    });
    await org.must('POST', `/api/v1/apps/${body.id}/lifecycle/deactivate`);
    expect((await visitor.fetch(sso)).status).toBe(404);
    expect((await visitor.fetch(app.sso.replace(app.name, 'other'))).status).toBe(404);
  });
});

describe('what the service provider refuses', () => {
  test.each<[string, (xml: string) => string]>([
    ['another name', (xml) => xml.replaceAll(login(), 'mallory@example.com')],
    ['another group', (xml) => xml.replace('Payroll admins', 'Payroll owners')],
    ['no signature', (xml) => xml.replaceAll(/<ds:Signature[\s\S]*?<\/ds:Signature>/g, '')],
  ])('a response with %s', async (_, edit) => {
    const { sp, posted } = await signInFromTile(app, login());
    const SAMLResponse = Buffer.from(edit(posted.xml)).toString('base64');
    await expect(sp.validatePostResponseAsync({ SAMLResponse })).rejects.toThrow();
  });

  test('an answer to a request that it did not send, or that is answered twice', async () => {
    const sp = await serviceProvider(app);
    const other = await serviceProvider(app);
    const visitor = new Visitor();
    const url = await sp.getAuthorizeUrlAsync('', undefined, {});
    const posted = await signInAt(visitor, await visitor.fetch(url), { login: login() });
    const response = { SAMLResponse: posted.fields.SAMLResponse! };
    await expect(other.validatePostResponseAsync(response)).rejects.toThrow('InResponseTo');
    await sp.validatePostResponseAsync(response);
    await expect(sp.validatePostResponseAsync(response)).rejects.toThrow('InResponseTo');
  });
});
