/** Which SAML requests the org refuses, in which words. */
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
  serviceProviderKey,
  signInAt,
} from '../../helpers/service-provider.ts';
import { Visitor } from '../../helpers/visitor.ts';

let org: OAuthOrg;
let app: SamlApp;
let ada: Body;
beforeAll(async () => {
  org = await startOAuthOrg();
  app = await addSamlApp(org);
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});
const login = () => ada.profile.login;

describe('what the org refuses', () => {
  const refused = async (url: string, visitor = new Visitor()): Promise<string> => {
    const page = await readPost(await visitor.fetch(url));
    expect(page.status).toBe(400);
    expect(page.fields).toEqual({});
    const event = await lastEvent(org, 'user.authentication.sso');
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
