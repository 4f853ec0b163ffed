/** The SAML assertion inline hook: what the org tells it, and what becomes of its answer. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type HookService, startHookService } from '../../helpers/hook-service.ts';
import { type Body, type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';
import {
  addSamlApp,
  acs,
  entityId,
  type SamlApp,
  lastEvent,
  signInFromTile,
} from '../../helpers/service-provider.ts';

let org: OAuthOrg;
let service: HookService;
let app: SamlApp;
let ada: Body;
let hook: Body;
beforeAll(async () => {
  org = await startOAuthOrg();
  service = await startHookService();
  const made = await org.api('POST', '/api/v1/inlineHooks', service.hook('com.okta.saml.tokens.transform'));
  expect(made.headers.get('x-sandbox-not-simulated')).toBeNull();
  hook = made.body;
  app = await addSamlApp(org, {
    attributeStatements: [
      { type: 'EXPRESSION', name: 'array', values: ['Array 1', 'Array 2'] },
      { type: 'EXPRESSION', name: 'http://schemas.example/claims/foo', values: ['bar'] },
    ],
    inlineHooks: [{ id: hook.id }],
  });
  ada = await org.person();
});
beforeEach(() => service.answer({}));
afterAll(async () => {
  expect(org.faults).toEqual([]);
  service.close();
  await org.close();
});

const signIn = () => signInFromTile(app, ada.profile.login);
const patch = (...value: object[]) => ({
  status: 200,
  body: { commands: [{ type: 'com.okta.assertion.patch', value }] },
});
const lastOutcome = async (type: string) => (await lastEvent(org, type))?.outcome;
const processed = 'inline_hook.response.processed';

test('it is told who signs in, to what, and what the assertion says', async () => {
  const { profile } = await signIn();
  expect(profile?.nameID).toBe(ada.profile.login);
  const [call] = service.calls;
  expect(service.calls).toHaveLength(1);
  expect(call!.body).toMatchObject({
    eventType: 'com.okta.saml.tokens.transform',
    source: app.sso,
    data: {
      context: {
        request: { method: 'GET' },
        protocol: {
          type: 'SAML2.0',
          issuer: { id: app.id, name: 'Payroll', uri: `http://www.okta.com/exk${app.id.slice(3)}` },
        },
        session: { login: ada.profile.login, amr: ['PWD'] },
        user: { id: ada.id, profile: { login: ada.profile.login } },
      },
      assertion: {
        subject: {
          nameId: ada.profile.login,
          nameFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified',
          confirmation: { method: 'urn:oasis:names:tc:SAML:2.0:cm:bearer', data: { recipient: acs } },
        },
        authentication: {
          authnContext: {
            authnContextClassRef: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport',
          },
        },
        conditions: { audienceRestriction: [entityId] },
        claims: {
          array: {
            attributes: { NameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:unspecified' },
            attributeValues: [
              { attributes: { 'xsi:type': 'xs:string' }, value: 'Array 1' },
              { attributes: { 'xsi:type': 'xs:string' }, value: 'Array 2' },
            ],
          },
        },
        lifetime: { expiration: 300 },
      },
    },
  });
  expect(await lastOutcome(processed)).toMatchObject({ result: 'SUCCESS' });
});

test('it replaces and adds claims, and changes subject, class and lifetimes', async () => {
  service.answer(
    patch(
      { op: 'replace', path: '/claims/array/attributeValues/1/value', value: 'replacementValue' },
      {
        op: 'replace',
        path: '/claims/http:~1~1schemas.example~1claims~1foo/attributeValues/0/value',
        value: 'other',
      },
      {
        op: 'add',
        path: '/claims/extPatientId',
        value: {
          attributes: { NameFormat: 'urn:oasis:names:tc:SAML:2.0:attrname-format:basic' },
          attributeValues: [{ attributes: { 'xsi:type': 'xs:integer' }, value: '4321' }],
        },
      },
      { op: 'replace', path: '/subject/nameId', value: 'someone.else@example.com' },
      { op: 'replace', path: '/authentication/authnContext', value: { authnContextClassRef: 'urn:class' } },
      { op: 'add', path: '/authentication/sessionLifetime', value: 300 },
      { op: 'replace', path: '/authentication/sessionIndex', value: 'exampleSession' },
      { op: 'replace', path: '/lifetime/expiration', value: 60 },
    ),
  );
  const { profile, posted } = await signIn();
  expect(profile).toMatchObject({
    nameID: 'someone.else@example.com',
    sessionIndex: 'exampleSession',
    array: ['Array 1', 'replacementValue'],
    'http://schemas.example/claims/foo': 'other',
    extPatientId: '4321',
  });
  expect(posted.xml).toContain('xsi:type="xs:integer"');
  expect(posted.xml).toContain('>urn:class<');
  const time = (name: string) => Date.parse(new RegExp(`${name}="([^"]+)"`).exec(posted.xml)![1]!);
  expect(time('SessionNotOnOrAfter') - time('IssueInstant')).toBe(300_000);
  expect(time('[^n]NotOnOrAfter') - time('IssueInstant')).toBe(60_000);
});

test.each([
  ['removes', { op: 'remove', path: '/claims/array' }],
  [
    'replaces what is not there',
    { op: 'replace', path: '/claims/other/attributeValues/0/value', value: 'x' },
  ],
  ['invents a part of the assertion', { op: 'add', path: '/issuer', value: 'x' }],
  ['confirms by something else', { op: 'replace', path: '/subject/confirmation/method', value: 'x' }],
  ['gives no lifetime', { op: 'replace', path: '/lifetime/expiration', value: 'soon' }],
])('a command that %s is not carried out, and the log says so', async (_, operation) => {
  service.answer(patch({ op: 'replace', path: '/subject/nameId', value: 'x@example.com' }, operation));
  expect((await signIn()).profile?.nameID).toBe(ada.profile.login);
  expect(await lastOutcome(processed)).toEqual({
    result: 'FAILURE',
    reason: 'The command com.okta.assertion.patch is not supported.',
  });
});

test('an error object ends the sign-in, with the hook’s words or Okta’s', async () => {
  service.answer({ body: { error: { errorSummary: 'Not on Sundays' } } });
  const { posted } = await signIn();
  expect([posted.status, posted.action]).toEqual([400, '']);
  expect(posted.text).toContain('Not on Sundays');
  expect(await lastOutcome(processed)).toEqual({ result: 'FAILURE', reason: 'Not on Sundays' });
  expect(await lastOutcome('user.authentication.sso')).toEqual({
    result: 'FAILURE',
    reason: 'Not on Sundays',
  });
  service.answer({ body: { error: {} } });
  expect((await signIn()).posted.text).toContain('The callback service returned an error');
});

test('a service that fails, talks nonsense or is late changes nothing; failures are retried once', async () => {
  service.answer({ status: 500 });
  expect((await signIn()).profile?.nameID).toBe(ada.profile.login);
  expect(service.calls).toHaveLength(2);
  expect(await lastOutcome('inline_hook.executed')).toMatchObject({ result: 'FAILURE' });
  service.answer(
    { status: 500 },
    patch({ op: 'replace', path: '/subject/nameId', value: 'second@example.com' }),
  );
  expect((await signIn()).profile?.nameID).toBe('second@example.com');
  service.answer({ body: 'nonsense' });
  expect((await signIn()).profile?.nameID).toBe(ada.profile.login);
  expect(service.calls).toHaveLength(1);
  service.answer({ late: true }, {});
  expect((await signIn()).profile?.nameID).toBe(ada.profile.login);
  expect(service.calls).toHaveLength(2);
});

test('an inactive hook is not asked, and one of another type is refused', async () => {
  await org.must('POST', `/api/v1/inlineHooks/${hook.id}/lifecycle/deactivate`);
  await signIn();
  expect(service.calls).toEqual([]);
  await org.must('POST', `/api/v1/inlineHooks/${hook.id}/lifecycle/activate`);
  const other = await org.must(
    'POST',
    '/api/v1/inlineHooks',
    service.hook('com.okta.oauth2.tokens.transform'),
  );
  for (const id of [other.id, 'unknown'])
    expect(
      (
        await org.api('POST', '/api/v1/apps', {
          label: 'Wrong hook',
          signOnMode: 'SAML_2_0',
          settings: { signOn: { ssoAcsUrl: acs, audience: entityId, inlineHooks: [{ id }] } },
        })
      ).status,
    ).toBe(400);
});
