/** SAML apps: the org is the identity provider, node-saml the service provider. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Body, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';
import {
  acs,
  addSamlApp,
  entityId,
  follow,
  type Posted,
  readMetadata,
  readPost,
  type SamlApp,
  serviceProvider,
  serviceProviderKey,
  signInAt,
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
const events = async (type: string) =>
  org.must<
    {
      outcome: { result: string; reason: string | null };
      actor: { alternateId: string };
      target: { displayName: string }[];
      debugContext: { debugData: Record<string, string> };
    }[]
  >(
    'GET',
    `/api/v1/logs?filter=${encodeURIComponent(`eventType eq "${type}"`)}&sortOrder=DESCENDING&limit=1`,
  );

const change = (posted: Posted, edit: (xml: string) => string) => ({
  SAMLResponse: Buffer.from(edit(posted.xml)).toString('base64'),
});

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
    const [event] = await events('user.authentication.sso');
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
    const first = await new Visitor()
      .post(app.sso, {})
      .then(() => visitor.post(app.sso, { SAMLRequest: String(message.SAMLRequest), RelayState: 'here' }));
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

  test('a request may ask for two factors; the app’s own policy too', async () => {
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
    const visitor = new Visitor();
    const posted = await signInAt(visitor, await visitor.fetch(mine.home), { login: login() });
    expect(posted.fields.RelayState).toBe('/start');
    expect(posted.xml).not.toContain('InResponseTo');
    const sp = await serviceProvider(mine);
    const { profile } = await sp.validatePostResponseAsync({ SAMLResponse: posted.fields.SAMLResponse! });
    expect(profile?.nameID).toBe(login());
    const home = await (await visitor.fetch(`${org.url}/app/UserHome`)).text();
    expect(home).toContain('From dashboard');
    const given = await readPost(
      await follow(visitor, await visitor.fetch(`${mine.home}?RelayState=%2Fother`)),
    );
    expect(given.fields.RelayState).toBe('/other');
    expect((await events('user.authentication.sso'))[0]).toMatchObject({
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
    expect((await events('app.generic.unauth_app_access_attempt'))[0]).toMatchObject({
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
    const sp = await serviceProvider(app);
    const visitor = new Visitor();
    const posted = await signInAt(visitor, await visitor.fetch(app.home), { login: login() });
    await expect(sp.validatePostResponseAsync(change(posted, edit))).rejects.toThrow();
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

describe('what the org refuses', () => {
  const refused = async (url: string, visitor = new Visitor()): Promise<string> => {
    const page = await readPost(await visitor.fetch(url));
    expect(page.status).toBe(400);
    expect(page.fields).toEqual({});
    const [event] = await events('user.authentication.sso');
    expect(event?.outcome.result).toBe('FAILURE');
    expect(page.text).toContain(event!.outcome.reason!);
    return event!.outcome.reason!;
  };
  const asked = async (options: Parameters<typeof serviceProvider>[1], of = app) =>
    (await serviceProvider(of, options)).getAuthorizeUrlAsync('', undefined, {});

  test('a request of another issuer, for another address or to another place', async () => {
    expect(await refused(await asked({ issuer: 'urn:example:stranger' }))).toContain('urn:example:stranger');
    expect(await refused(await asked({ callbackUrl: 'https://evil.example/acs' }))).toBe(
      "The assertion consumer service https://evil.example/acs is not in the app's settings.",
    );
    const elsewhere = new URL(await asked({ entryPoint: `${app.sso}/other` }));
    expect(await refused(app.sso + elsewhere.search)).toContain('destination');
    expect(await refused(`${app.sso}?SAMLRequest=bm8geG1s`)).toBe('The SAMLRequest cannot be read.');
  });

  test('a request that is answered, and one that is too old', async () => {
    const url = await asked({});
    const visitor = new Visitor();
    const page = await follow(visitor, await visitor.fetch(url));
    // The same address opened again before the sign-in is no replay.
    expect((await follow(visitor, await visitor.fetch(url))).status).toBe(200);
    await signInAt(visitor, page, { login: login() });
    expect(await refused(url, visitor)).toBe('The SAMLRequest has already been used.');
    const old = await asked({});
    org.pass(301);
    expect(await refused(old)).toBe('The SAMLRequest has expired.');
    org.pass(-301);
  });

  test('a sign-in that began in another browser', async () => {
    const first = await new Visitor().fetch(await asked({}));
    const page = await new Visitor().fetch(first.headers.get('location')!);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain('belongs to another browser');
  });

  test('an unsigned or tampered request, where requests have to be signed', async () => {
    const signed = await addSamlApp(
      org,
      { samlSignedRequestEnabled: true, spCertificate: { x5c: [serviceProviderKey.certificate] } },
      'Signed requests',
    );
    const { privateKey } = serviceProviderKey;
    expect(await refused(await asked({}, signed))).toBe('The SAMLRequest is not signed.');
    const url = await asked({ privateKey, signatureAlgorithm: 'sha256' }, signed);
    const visitor = new Visitor();
    expect((await signInAt(visitor, await visitor.fetch(url), { login: login() })).action).toBe(acs);
    const tampered = new URL(await asked({ privateKey, signatureAlgorithm: 'sha256' }, signed));
    tampered.searchParams.set('RelayState', 'other');
    expect(await refused(tampered.href)).toBe('The signature of the SAMLRequest is invalid.');

    const sp = await serviceProvider(signed, {
      privateKey,
      signatureAlgorithm: 'sha256',
      skipRequestCompression: true,
      authnRequestBinding: 'HTTP-POST',
    });
    const { SAMLRequest } = await sp.getAuthorizeMessageAsync('');
    const xml = Buffer.from(String(SAMLRequest), 'base64').toString();
    expect(xml).toContain('SignatureValue');
    const post = (text: string) =>
      visitor.post(signed.sso, { SAMLRequest: Buffer.from(text).toString('base64') });
    const forged = await readPost(await post(xml.replace(entityId, 'urn:example:forged')));
    expect(forged.text).toContain('The signature of the SAMLRequest is invalid.');
    expect((await readPost(await follow(visitor, await post(xml)))).action).toBe(acs);
  });
});

describe('settings', () => {
  const profileOf = async (of: SamlApp, options: Parameters<typeof serviceProvider>[1] = {}) => {
    const sp = await serviceProvider(of, options);
    const visitor = new Visitor();
    const posted = await signInAt(visitor, await visitor.fetch(of.home), { login: login() });
    const { profile } = await sp.validatePostResponseAsync({ SAMLResponse: posted.fields.SAMLResponse! });
    return { profile, posted };
  };

  test('name, class, issuer, algorithms and what is signed', async () => {
    const mine = await addSamlApp(
      org,
      {
        subjectNameIdTemplate: '${user.firstName}.${user.lastName}',
        subjectNameIdFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
        authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:X509',
        idpIssuer: 'https://idp.example/${org.externalKey}',
        responseSigned: false,
        signatureAlgorithm: 'RSA_SHA1',
        digestAlgorithm: 'SHA1',
        samlAssertionLifetimeSeconds: 600,
      },
      'Own settings',
    );
    const { profile, posted } = await profileOf(mine, { wantAuthnResponseSigned: false });
    expect(profile).toMatchObject({
      issuer: `https://idp.example/exk${mine.id.slice(3)}`,
      nameID: 'Ada.Lovelace',
      nameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    });
    expect(posted.xml).toContain('ac:classes:X509<');
    expect(posted.xml).toContain('xmldsig#rsa-sha1"');
    expect(posted.xml).toContain('SessionNotOnOrAfter');
    expect(posted.xml.match(/<ds:Signature /g)).toHaveLength(1);
  });

  test('overrides, and several places for the response', async () => {
    const second = 'http://localhost:9/saml/second';
    const mine = await addSamlApp(
      org,
      {
        ssoAcsUrlOverride: 'http://localhost:9/saml/proxy',
        recipientOverride: 'urn:recipient',
        destinationOverride: 'urn:destination',
        audienceOverride: 'urn:audience',
        allowMultipleAcsEndpoints: true,
        acsEndpoints: [{ url: second, index: 1 }],
      },
      'Overrides',
    );
    const { posted } = await profileOf(mine, { audience: 'urn:audience' });
    expect(posted.action).toBe('http://localhost:9/saml/proxy');
    expect(posted.xml).toContain('Recipient="urn:recipient"');
    expect(posted.xml).toContain('Destination="urn:destination"');
    const sp = await serviceProvider(mine, { audience: 'urn:audience', callbackUrl: second });
    const visitor = new Visitor();
    const chosen = await signInAt(
      visitor,
      await visitor.fetch(await sp.getAuthorizeUrlAsync('', undefined, {})),
      {
        login: login(),
      },
    );
    expect(chosen.action).toBe(second);
    expect(chosen.xml).toContain(`Recipient="${second}"`);
  });

  test.each([
    ['AES256_CBC', 'RSA_OAEP'],
    ['AES128_GCM', 'RSA_OAEP'],
    ['AES256_GCM', 'RSA_OAEP'],
  ])('an assertion encrypted by %s and %s', async (encryptionAlgorithm, keyTransportAlgorithm) => {
    const mine = await addSamlApp(
      org,
      {
        assertionEncryption: {
          enabled: true,
          encryptionAlgorithm,
          keyTransportAlgorithm,
          x5c: [serviceProviderKey.certificate],
        },
      },
      `Encrypted ${encryptionAlgorithm}`,
    );
    const { profile, posted } = await profileOf(mine, { decryptionPvk: serviceProviderKey.privateKey });
    expect(profile?.nameID).toBe(login());
    expect(posted.xml).not.toContain(login());
  });

  test('what cannot be honoured is refused', async () => {
    const made = (signOn: object) =>
      org.api('POST', '/api/v1/apps', { label: 'Wrong', signOnMode: 'SAML_2_0', settings: { signOn } });
    for (const signOn of [
      { responseSigned: false, assertionSigned: false },
      { signatureAlgorithm: 'RSA_SHA512' },
      { subjectNameIdFormat: 'urn:other' },
      { samlSignedRequestEnabled: true },
      { assertionEncryption: { enabled: true } },
      { ssoAcsUrl: 'javascript:alert(1)' },
      { slo: { enabled: true } },
      { attributeStatements: [{ name: 'a' }, { name: 'a' }] },
    ])
      expect([signOn, (await made(signOn)).body.errorCode]).toEqual([signOn, 'E0000001']);
  });
});

test('the certificate is rolled over: a second key signs once the app names it', async () => {
  const mine = await addSamlApp(org, {}, 'Rollover');
  const before = await readMetadata(mine);
  const keys = `/api/v1/apps/${mine.id}/credentials/keys`;
  const { kid } = await org.must<{ kid: string }>('POST', `${keys}/generate?validityYears=2`);
  const signedBy = async () => {
    const visitor = new Visitor();
    return (await signInAt(visitor, await visitor.fetch(mine.home), { login: login() })).xml;
  };
  expect(await signedBy()).toContain(before.idpCert);
  const body = await org.must('GET', `/api/v1/apps/${mine.id}`);
  const unknown = { ...body, credentials: { signing: { kid: 'no' } } };
  expect(await org.must('PUT', `/api/v1/apps/${mine.id}`, unknown)).toMatchObject({
    credentials: { signing: (body.credentials as { signing: object }).signing },
  });
  await org.must('PUT', `/api/v1/apps/${mine.id}`, { ...body, credentials: { signing: { kid } } });
  const after = await readMetadata(mine);
  expect(after.idpCert).not.toBe(before.idpCert);
  expect(await signedBy()).toContain(after.idpCert);
  const old = await fetch(
    `${mine.metadata}?kid=${(body.credentials as { signing: { kid: string } }).signing.kid}`,
  );
  expect(await old.text()).toContain(before.idpCert);
});
