/** SAML assertions at the token endpoint: the bearer grant of the Classic engine, and the response as subject of an agent. */
import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samlResponse } from '../../../../sandbox/saml/response.ts';
import { signElement } from '../../../../sandbox/saml/signature.ts';
import { startAgent, type TestAgent, tokenExchange } from '../../../helpers/cross-app/agent.ts';
import {
  type Answer,
  type Body,
  type OAuthApp,
  type OAuthOrg,
  onlyFor,
  startOAuthOrg,
  words,
} from '../../../helpers/oauth-org.ts';
import { addSamlApp, lastEvent, serviceProviderKey, signInAt } from '../../../helpers/service-provider.ts';
import { Visitor } from '../../../helpers/visitor.ts';

const grant = 'urn:ietf:params:oauth:grant-type:saml2-bearer';
const partner = 'https://partner.example.com';
const algorithms = { signature: 'RSA_SHA256', digest: 'SHA256' } as const;

describe('bearer', () => {
  let org: OAuthOrg;
  let server: string;
  let ada: Body;
  let app: OAuthApp;
  let idp: Body;

  beforeAll(async () => {
    org = await startOAuthOrg({ engine: 'v1' });
    server = await org.server();
    ada = await org.person();
    app = await org.app({ grant_types: ['authorization_code', 'refresh_token', grant] });
    const key = await org.must<{ kid: string }>('POST', '/api/v1/idps/credentials/keys', {
      x5c: [serviceProviderKey.certificate],
    });
    idp = await org.must('POST', '/api/v1/idps', {
      ...{ type: 'SAML2', name: 'Partner' },
      protocol: {
        type: 'SAML2',
        endpoints: {
          sso: { url: `${partner}/sso`, binding: 'HTTP-REDIRECT', destination: `${partner}/sso` },
          acs: { binding: 'HTTP-POST', type: 'INSTANCE' },
        },
        algorithms: { response: { signature: { algorithm: 'SHA-256', scope: 'ANY' } } },
        credentials: { trust: { issuer: partner, kid: key.kid, audience: 'urn:example:org' } },
      },
      policy: {
        provisioning: { action: 'DISABLED', groups: { action: 'NONE' } },
        accountLink: { action: 'AUTO' },
        subject: { userNameTemplate: { template: 'idpuser.subjectNameId' }, matchType: 'USERNAME' },
      },
    });
  });
  afterAll(async () => {
    expect(org.faults).toEqual([]);
    await org.close();
  });

  interface Said {
    readonly issuer?: string;
    readonly nameId?: string;
    readonly audience?: string;
    readonly recipient?: string;
    readonly until?: number;
    readonly change?: (xml: string) => string;
  }
  /** An assertion of the partner about Ada, for this org, unless it says otherwise. */
  const assertion = ({
    issuer = partner,
    nameId = ada.profile.login,
    audience = 'urn:example:org',
    recipient = org.endpoint(server, 'token'),
    until = org.now() + 60,
    change = (xml) => xml,
  }: Said = {}): string => {
    const id = `a${randomUUID()}`;
    const end = new Date(until * 1000).toISOString();
    const xml = [
      `<saml2:Assertion xmlns:saml2="urn:oasis:names:tc:SAML:2.0:assertion" ID="${id}" Version="2.0"`,
      ` IssueInstant="${new Date(org.now() * 1000).toISOString()}"><saml2:Issuer>${issuer}</saml2:Issuer>`,
      `<saml2:Subject><saml2:NameID>${nameId}</saml2:NameID>`,
      '<saml2:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">',
      `<saml2:SubjectConfirmationData NotOnOrAfter="${end}" Recipient="${recipient}"/>`,
      '</saml2:SubjectConfirmation></saml2:Subject><saml2:Conditions><saml2:AudienceRestriction>',
      `<saml2:Audience>${audience}</saml2:Audience></saml2:AudienceRestriction></saml2:Conditions>`,
      '</saml2:Assertion>',
    ].join('');
    const signed = signElement(xml, id, serviceProviderKey, algorithms);
    return Buffer.from(change(signed)).toString('base64');
  };
  const show = async (shown: string, form = {}, at = server, client = app): Promise<Answer> =>
    org.token(client, at, { grant_type: grant, assertion: shown, scope: 'openid offline_access', ...form });
  const invalid = [400, 'invalid_grant', "'assertion' is not a valid SAML 2.0 Assertion."];

  it('an assertion of an identity provider becomes tokens for the person', async () => {
    const { status, body } = await show(assertion());
    expect({ status, ...body }).toEqual({
      ...{ status: 200, token_type: 'Bearer', expires_in: 3600, scope: 'openid offline_access' },
      access_token: expect.any(String) as unknown,
      id_token: expect.any(String) as unknown,
      refresh_token: expect.any(String) as unknown,
    });
    expect(decodeJwt(body.access_token)).toMatchObject({ uid: ada.id, sub: ada.profile.login });
    const renewed = await org.token(app, server, {
      ...{ grant_type: 'refresh_token', refresh_token: body.refresh_token },
    });
    expect([renewed.status, decodeJwt(renewed.body.access_token)['uid']]).toEqual([200, ada.id]);
  });

  it('it may be meant for the assertion consumer service, and in base64url', async () => {
    const acs = `${org.url}/sso/saml2/${idp.id}`;
    const shown = Buffer.from(assertion({ recipient: acs }), 'base64').toString('base64url');
    expect((await show(shown)).status).toBe(200);
  });

  it('it is good once', async () => {
    const shown = assertion();
    expect((await show(shown)).status).toBe(200);
    expect(words(await show(shown))).toEqual(invalid);
  });

  const unsigned =
    'It is not a complete assertion in base64 that an active SAML 2.0 identity provider of the org has issued and signed.';
  it.each<[string, () => Said, string]>([
    ['of an unknown issuer', () => ({ issuer: 'https://other.example.com' }), unsigned],
    [
      'for another audience',
      () => ({ audience: 'urn:example:other' }),
      'The audience is not urn:example:org.',
    ],
    [
      'for another recipient',
      () => ({ recipient: 'https://other.example.com' }),
      'The recipient is neither ',
    ],
    ['that has expired', () => ({ until: org.now() - 1 }), 'The assertion is not valid yet, or has expired.'],
    ['about nobody', () => ({ nameId: 'nobody@example.com' }), 'User creation was disabled.'],
    [
      'that was changed',
      () => ({ change: (xml) => xml.replace(ada.profile.login, 'admin@example.com') }),
      unsigned,
    ],
    [
      'that is not signed',
      () => ({ change: (xml) => xml.replace(/<ds:Signature[\s\S]*<\/ds:Signature>/, '') }),
      unsigned,
    ],
    ['that is no XML', () => ({ change: () => 'x' }), unsigned],
  ])('one %s is refused, and the System Log says why', async (_what, said, why) => {
    expect(words(await show(assertion(said())))).toEqual(invalid);
    expect(await lastEvent(org, 'app.oauth2.as.token.grant')).toMatchObject({
      debugContext: { debugData: { reason: expect.stringContaining(why) as unknown } },
    });
  });

  it('an app, a rule or a request without what it needs is refused', async () => {
    const other = await org.app();
    expect(words(await show(assertion(), {}, server, other))[1]).toBe('unauthorized_client');
    const strict = await org.server({}, { conditions: onlyFor('authorization_code') });
    const there = assertion({ recipient: org.endpoint(strict, 'token') });
    expect(words(await show(there, {}, strict))).toEqual([
      ...[401, 'access_denied'],
      'Policy evaluation failed for this request, please check the policy configurations.',
    ]);
    expect(words(await show(''))).toEqual([
      ...[400, 'invalid_request', "The required parameter 'assertion' is missing."],
    ]);
    expect(words(await show(assertion(), { scope: 'unknown' }))[1]).toBe('invalid_scope');
  });

  it('the Identity Engine has no such grant', async () => {
    const idx = await startOAuthOrg();
    const client = await idx.app({ grant_types: ['authorization_code', grant] });
    const answer = await idx.token(client, await idx.server(), {
      ...{ grant_type: grant, assertion: assertion(), scope: 'openid' },
    });
    expect(words(answer)).toEqual([
      ...[400, 'invalid_grant', 'SAML Assertion Bearer Grant is not supported by OIE.'],
    ]);
    await idx.close();
  });
});

describe('of an agent to which people sign in by SAML', () => {
  const type = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`;
  let org: OAuthOrg;
  let ada: Body;
  let agent: TestAgent;
  let appId: string;
  let tile: string;

  beforeAll(async () => {
    org = await startOAuthOrg();
    ada = await org.person();
    const server = await org.server();
    await org.must('POST', `/api/v1/authorizationServers/${server}/scopes`, { name: 'products:read' });
    agent = await startAgent(org, { app: await org.app(), serverId: server });
    const app = await addSamlApp(org, { audience: agent.id });
    appId = app.id;
    tile = app.home;
    await org.must('PATCH', agent.path, { appId });
  });
  afterAll(async () => {
    expect(org.faults).toEqual([]);
    await org.close();
  });

  /** The org's response to the app, as the browser posts it. */
  const response = async (): Promise<string> => {
    const visitor = new Visitor();
    const posted = await signInAt(visitor, await visitor.fetch(tile), { login: ada.profile.login });
    return posted.fields.SAMLResponse!;
  };
  const ask = async (subject: string, form = {}): Promise<Answer> => {
    const { client_assertion: actor } = await agent.prove(org.endpoint('org', 'token'));
    return agent.ask('org', {
      ...{ grant_type: tokenExchange, requested_token_type: type('refresh_token') },
      ...{ subject_token: subject, subject_token_type: type('saml2') },
      ...{ actor_token: actor, actor_token_type: type('jwt'), scope: 'openid offline_access', ...form },
    });
  };
  const invalid = [400, 'invalid_request', "'subject_token' is invalid."];

  it('the response becomes a refresh token, and that an ID-JAG', async () => {
    const { status, body } = await ask(await response());
    expect({ status, ...body }).toMatchObject({
      ...{ status: 200, token_type: 'N_A', issued_token_type: type('refresh_token') },
      access_token: expect.any(String) as unknown,
    });
    const { body: jag } = await agent.idJag(body.access_token, { subject_token_type: type('refresh_token') });
    expect(decodeJwt(jag.access_token)).toMatchObject({ sub: ada.id, client_id: agent.id });
    expect((await agent.redeem(jag.access_token)).status).toBe(200);
    await org.must('POST', `${agent.path}/lifecycle/deactivate`);
    await org.must('POST', `${agent.path}/lifecycle/activate`);
    const late = await agent.idJag(body.access_token, { subject_token_type: type('refresh_token') });
    expect(words(late)).toEqual([400, 'invalid_grant', 'The refresh token is invalid or expired.']);
  });

  it('a response is good once, in time, and as the org signed it', async () => {
    const shown = await response();
    expect((await ask(shown)).status).toBe(200);
    expect(words(await ask(shown))).toEqual(invalid);
    const xml = Buffer.from(await response(), 'base64').toString();
    const forged = Buffer.from(xml.replaceAll(ada.profile.login, 'admin@example.com')).toString('base64');
    expect(words(await ask(forged))).toEqual(invalid);
    expect(words(await ask('x'))).toEqual(invalid);
    const old = await response();
    org.pass(600);
    const answer = await ask(old);
    org.pass(-600);
    expect(words(answer)).toEqual(invalid);
  });

  it('a response of another, for another audience or about a suspended person is refused', async () => {
    const envelope = {
      ...{ issuer: `http://www.okta.com/exk${appId.slice(3)}`, destination: 'http://localhost:9/saml/acs' },
      ...{ now: org.now() * 1000, key: serviceProviderKey, algorithms },
    };
    const foreign = await samlResponse(
      envelope,
      {
        ...{ nameId: ada.profile.login, nameFormat: 'urn:x', recipient: 'http://localhost:9/saml/acs' },
        ...{ audiences: [agent.id], lifetime: 300, authenticatedAt: envelope.now, authnContext: 'urn:x' },
        ...{ sessionIndex: 'x', attributes: [] },
      },
      { signsAssertion: true, signsResponse: true },
    );
    expect(words(await ask(foreign))).toEqual(invalid);
    const app = await org.must<Body & { settings: { signOn: object } }>('GET', `/api/v1/apps/${appId}`);
    const withAudience = async (audience: string) =>
      org.must('PUT', `/api/v1/apps/${appId}`, {
        ...app,
        settings: { ...app.settings, signOn: { ...app.settings.signOn, audience } },
      });
    await withAudience('urn:example:other');
    expect(words(await ask(await response()))).toEqual(invalid);
    await withAudience(agent.id);
    const shown = await response();
    await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/suspend`);
    const answer = await ask(shown);
    await org.must('POST', `/api/v1/users/${ada.id}/lifecycle/unsuspend`);
    expect(words(answer)).toEqual(invalid);
  });

  it('who acts is shown by the agent itself; the scopes are those of a refresh token', async () => {
    const shown = await response();
    expect(words(await ask(shown, { actor_token_type: type('access_token') }))[2]).toBe(
      "'actor_token_type' is invalid or not supported.",
    );
    expect(words(await ask(shown, { actor_token: 'x' }))[2]).toBe("'actor_token' is invalid.");
    expect(words(await ask(shown, { subject_token_type: type('id_token') }))[2]).toBe(
      "'subject_token_type' is invalid or not supported.",
    );
    expect(words(await ask(shown, { scope: 'openid' }))[1]).toBe('invalid_scope');
    expect((await ask(shown)).status).toBe(200);
  });
});
