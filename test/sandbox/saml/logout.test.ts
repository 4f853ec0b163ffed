/** Single logout that a SAML app begins. */
import type { Profile } from '@node-saml/node-saml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signElement } from '../../../sandbox/saml/signature.ts';
import { type Body, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';
import {
  addSamlApp,
  entityId,
  lastEvent,
  logoutUrl,
  readPost,
  type SamlApp,
  serviceProvider,
  serviceProviderKey,
  signInFromTile,
} from '../../helpers/service-provider.ts';
import { Visitor } from '../../helpers/visitor.ts';

let org: OAuthOrg;
let app: SamlApp;
let ada: Body;
const { privateKey, certificate } = serviceProviderKey;
const signing = { privateKey, signatureAlgorithm: 'sha256' } as const;
beforeAll(async () => {
  org = await startOAuthOrg();
  app = await addSamlApp(org, {
    spCertificate: { x5c: [certificate] },
    slo: { enabled: true, issuer: entityId, logoutUrl },
  });
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

async function signedIn() {
  const { visitor, sp, profile } = await signInFromTile(app, ada.profile.login, signing);
  return { visitor, sp, profile: profile! };
}
const isSignedIn = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.fetch(`${org.url}/api/v1/sessions/me`)).status === 200;

test('a signed request ends the session at the org, and the app hears so', async () => {
  const { visitor, sp, profile } = await signedIn();
  const elsewhere = await signedIn();
  expect(profile.sessionIndex).toBeTypeOf('string');
  const answer = await readPost(await visitor.fetch(await sp.getLogoutUrlAsync(profile, 'bye', {})));
  expect(answer).toMatchObject({ status: 200, action: logoutUrl, fields: { RelayState: 'bye' } });
  const { profile: over, loggedOut } = await sp.validatePostResponseAsync({
    SAMLResponse: answer.fields.SAMLResponse!,
  });
  expect([over, loggedOut]).toEqual([null, true]);
  expect(await isSignedIn(visitor)).toBe(false);
  // Only the session that the request names.
  expect(await isSignedIn(elsewhere.visitor)).toBe(true);
  expect(await lastEvent(org, 'user.authentication.slo')).toMatchObject({
    outcome: { result: 'SUCCESS' },
    target: [{ displayName: 'Payroll' }],
  });
});

test('an unsigned request ends nothing; a signed one does, without the org’s cookie', async () => {
  const { visitor, sp, profile } = await signedIn();
  const url = new URL(await (await serviceProvider(app)).getLogoutUrlAsync(profile, '', {}));
  expect((await readPost(await visitor.fetch(url.href))).text).toContain('The SAMLRequest is not signed.');
  expect(await isSignedIn(visitor)).toBe(true);
  const message = await sp.getLogoutUrlAsync(profile, '', {});
  const answer = await readPost(await new Visitor().fetch(message));
  expect(answer.xml).toContain('status:Success');
  expect(await isSignedIn(visitor)).toBe(false);
});

test('by HTTP-POST, with the signature in the request', async () => {
  const { visitor, sp, profile } = await signedIn();
  const request = await sp._generateLogoutRequest(profile);
  const id = / ID="([^"]+)"/.exec(request)![1]!;
  const algorithms = { signature: 'RSA_SHA256', digest: 'SHA256' } as const;
  const signed = signElement(request, id, serviceProviderKey, algorithms);
  const send = async (xml: string) =>
    readPost(await new Visitor().post(app.slo, { SAMLRequest: Buffer.from(xml).toString('base64') }));
  expect((await send(request)).text).toContain('The SAMLRequest is not signed.');
  const tampered = await send(signed.replace(profile.nameID, 'other@example.com'));
  expect(tampered.text).toContain('The signature of the SAMLRequest is invalid.');
  expect(await isSignedIn(visitor)).toBe(true);
  const answer = await send(signed);
  expect(answer).toMatchObject({ status: 200, action: logoutUrl });
  expect(answer.xml).toContain('status:Success');
  expect(await isSignedIn(visitor)).toBe(false);
});

test('a tampered, foreign, replayed or late request ends nothing', async () => {
  const { visitor, sp, profile } = await signedIn();
  const refused = async (url: string): Promise<string> => {
    const page = await readPost(await visitor.fetch(url));
    expect([page.status, page.fields]).toEqual([400, {}]);
    expect(await isSignedIn(visitor)).toBe(true);
    return page.text;
  };
  const url = (of = sp, who: Profile = profile) => of.getLogoutUrlAsync(who, '', {});
  const tampered = new URL(await url());
  tampered.searchParams.set('Signature', tampered.searchParams.get('Signature')!.replace(/^..../, 'AAAA'));
  expect(await refused(tampered.href)).toContain('The signature of the SAMLRequest is invalid.');
  const foreign = await serviceProvider(app, { ...signing, issuer: 'urn:example:stranger' });
  expect(await refused(await url(foreign))).toContain('urn:example:stranger');
  const late = await url();
  org.pass(301);
  expect(await refused(late)).toContain('The SAMLRequest has expired.');
  org.pass(-301);
  const used = await url(sp, { ...profile, nameID: 'nobody@example.com' });
  expect((await readPost(await visitor.fetch(used))).xml).toContain('status:Success');
  expect(await isSignedIn(visitor)).toBe(true);
  expect(await refused(used)).toContain('The SAMLRequest has already been used.');
});

test('an app without single logout has none', async () => {
  const other = await addSamlApp(org, {}, 'No logout');
  const page = await readPost(await fetch(`${other.slo}?SAMLRequest=x`));
  expect([page.status, page.text]).toEqual([400, expect.stringContaining('Single logout is not enabled')]);
  expect(await (await fetch(other.metadata)).text()).not.toContain('SingleLogoutService');
  expect(await (await fetch(app.metadata)).text()).toContain(`Location="${app.slo}"`);
});
