/** What SAML assertions say, are signed with and where they go, by the app’s settings. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Body, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';
import {
  addSamlApp,
  readMetadata,
  serviceProvider,
  serviceProviderKey,
  signInAt,
  signInFromTile,
} from '../../helpers/service-provider.ts';
import { Visitor } from '../../helpers/visitor.ts';

let org: OAuthOrg;
let ada: Body;
beforeAll(async () => {
  org = await startOAuthOrg();
  ada = await org.person();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});
const login = () => ada.profile.login;

describe('settings', () => {
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
    const { profile, posted } = await signInFromTile(mine, login(), { wantAuthnResponseSigned: false });
    expect(profile).toMatchObject({
      issuer: `https://idp.example/exk${mine.id.slice(3)}`,
      nameID: 'Ada.Lovelace',
      nameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent',
    });
    expect(posted.xml).toContain('ac:classes:X509<');
    expect(posted.xml).toContain('xmldsig#rsa-sha1"');
    expect(posted.xml).toContain('xmldsig#sha1"');
    const time = (name: string) => Date.parse(new RegExp(`${name}="([^"]+)"`).exec(posted.xml)![1]!);
    expect(time('SessionNotOnOrAfter') - time('IssueInstant')).toBe(600_000);
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
    const { posted } = await signInFromTile(mine, login(), { audience: 'urn:audience' });
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

  test.each(['AES256_CBC', 'AES128_GCM', 'AES256_GCM'])('an assertion encrypted by %s', async (algorithm) => {
    const mine = await addSamlApp(
      org,
      {
        assertionEncryption: {
          enabled: true,
          encryptionAlgorithm: algorithm,
          keyTransportAlgorithm: 'RSA_OAEP',
          x5c: [serviceProviderKey.certificate],
        },
      },
      `Encrypted ${algorithm}`,
    );
    const { profile, posted } = await signInFromTile(mine, login(), {
      decryptionPvk: serviceProviderKey.privateKey,
    });
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
  const signedBy = async () => (await signInFromTile(mine, login())).posted.xml;
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
