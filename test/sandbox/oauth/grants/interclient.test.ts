/** Native to Web SSO: an app opens another app in a browser with a token of its sign-in. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenExchange } from '../../../helpers/cross-app/agent.ts';
import {
  type Answer,
  type Body,
  type OAuthApp,
  type OAuthOrg,
  password,
  startOAuthOrg,
  words,
} from '../../../helpers/oauth-org.ts';
import { addSamlApp, follow, lastEvent, readPost, type SamlApp } from '../../../helpers/service-provider.ts';
import { Visitor } from '../../../helpers/visitor.ts';

const type = (name: string): string => `urn:ietf:params:oauth:token-type:${name}`;
const interclient = 'urn:okta:params:oauth:token-type:interclient_token';
const scope = 'openid interclient_access';

let org: OAuthOrg;
let ada: Body;
let origin: OAuthApp;
let target: OAuthApp;
let payroll: SamlApp;

beforeAll(async () => {
  org = await startOAuthOrg();
  ada = await org.person();
  origin = await org.app({ grant_types: ['authorization_code', 'password', tokenExchange] });
  target = await org.app();
  payroll = await addSamlApp(org);
  await trust(target.id);
  await trust(payroll.id);
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const mappings = (appId: string): string => `/api/v1/apps/${appId}/interclient-allowed-apps`;
const trust = async (targetId: string, allowed = origin.id): Promise<Body> =>
  org.must('POST', mappings(targetId), { id: allowed });
const byPassword = async (asked = scope, client = origin): Promise<Answer> =>
  org.token(client, 'org', {
    ...{ grant_type: 'password', username: ada.profile.login, password, scope: asked },
  });
const exchange = async (tokens: Body, targetId: string, form = {}, at = 'org'): Promise<Answer> =>
  org.token(origin, at, {
    ...{ grant_type: tokenExchange, requested_token_type: interclient },
    ...{ subject_token: tokens.id_token, subject_token_type: type('id_token') },
    ...{ actor_token: tokens.access_token, actor_token_type: type('access_token') },
    ...{ audience: `urn:okta:apps:${targetId}`, ...form },
  });
const tokenFor = async (targetId: string): Promise<string> => {
  const { status, body } = await exchange((await byPassword()).body, targetId);
  expect(status).toBe(200);
  return body.access_token;
};
const open = async (token: string, visitor = new Visitor(), parameters = {}) =>
  org.authorize(target, 'org', { prompt: 'none', ...parameters, interclient_token: token }, visitor);

describe('the exchange', () => {
  it('gives a token of five minutes for the app, and logs it', async () => {
    const { status, headers, body } = await exchange((await byPassword()).body, target.clientId);
    expect({ status, cache: headers.get('cache-control'), ...body }).toEqual({
      ...{ status: 200, cache: 'no-store', token_type: 'N_A', expires_in: 300 },
      ...{ issued_token_type: interclient, access_token: expect.any(String) as unknown },
    });
    const { iat, exp, jti, ...claims } = decodeJwt(body.access_token);
    const audience = `urn:okta:apps:${target.clientId}`;
    expect(claims).toEqual({ iss: org.url, sub: ada.id, aud: audience, tid: target.id });
    expect([Number(exp) - Number(iat), typeof jti]).toEqual([300, 'string']);
    expect(await lastEvent(org, 'app.oauth2.token.grant.interclient_token')).toMatchObject({
      actor: { id: ada.id },
      target: [{ id: origin.id }, { id: target.id }],
      debugContext: { debugData: { audience } },
    });
  });

  it('is refused by apps that do not trust the app, and by what is neither OIDC nor SAML', async () => {
    const { body: tokens } = await byPassword();
    expect(words(await exchange(tokens, (await org.app()).clientId))).toEqual([
      ...[403, 'access_denied', 'No trust relationship exists between the client app and the target app.'],
    ]);
    const link = await org.must('POST', '/api/v1/apps', {
      ...{ name: 'bookmark', label: 'Link', signOnMode: 'BOOKMARK' },
      settings: { app: { requestIntegration: false, url: 'https://example.com' } },
    });
    expect(words(await exchange(tokens, link.id))).toEqual([
      ...[403, 'access_denied', "Only SAML and OIDC apps support the use of the 'interclient_token'."],
    ]);
    expect(words(await exchange(tokens, 'unknown'))[1]).toBe('invalid_target');
  });

  it.each<[string, (tokens: Body) => object, string]>([
    ['another actor type', () => ({ actor_token_type: type('id_token') }), 'invalid_request'],
    ['another subject type', () => ({ subject_token_type: type('access_token') }), 'invalid_request'],
    ['an access token as subject', (tokens) => ({ subject_token: tokens.access_token }), 'invalid_request'],
    ['an ID token as actor', (tokens) => ({ actor_token: tokens.id_token }), 'invalid_request'],
    ['no actor', () => ({ actor_token: undefined }), 'invalid_request'],
    ['a bare audience', () => ({ audience: target.clientId }), 'invalid_target'],
  ])('%s is refused', async (_what, form, error) => {
    const { body: tokens } = await byPassword();
    expect(words(await exchange(tokens, target.clientId, form(tokens))).slice(0, 2)).toEqual([400, error]);
  });

  it('wants the scope in the access token, and tokens of the app and of one person', async () => {
    const { body: plain } = await byPassword('openid');
    expect(words(await exchange(plain, target.clientId))).toEqual([
      ...[400, 'invalid_grant'],
      "The 'actor_token' must have the 'interclient_access' scope to request a 'interclient_token'.",
    ]);
    const { body: tokens } = await byPassword();
    const foreign = (await org.signIn(target, 'org', ada.profile.login)).body;
    expect(words(await exchange(tokens, target.clientId, { subject_token: foreign.id_token }))).toEqual([
      ...[403, 'access_denied'],
      'The requesting client app retrieved from session is different from the audience of the id_token.',
    ]);
    const bob = await org.person();
    const his = (await org.signIn(origin, 'org', bob.profile.login)).body;
    expect(words(await exchange(tokens, target.clientId, { subject_token: his.id_token }))[2]).toBe(
      "'actor_token' is invalid.",
    );
    await org.postAs(origin, 'org', 'revoke', { token: tokens.access_token });
    expect(words(await exchange(tokens, target.clientId))[2]).toBe("'actor_token' is invalid.");
  });

  it('ends with the session of the tokens: by sign-out at the app, or by an administrator', async () => {
    const ended = "The 'subject_token' either expired or the session associated with it was terminated.";
    const signedOut = (await org.signIn(origin, 'org', ada.profile.login, scope)).body;
    expect((await exchange(signedOut, target.clientId)).status).toBe(200);
    await fetch(`${org.endpoint('org', 'logout')}?id_token_hint=${signedOut.id_token}`, {
      redirect: 'manual',
    });
    expect(words(await exchange(signedOut, target.clientId))).toEqual([400, 'invalid_grant', ended]);
    const cleared = (await byPassword()).body;
    await org.must('DELETE', `/api/v1/users/${ada.id}/sessions`);
    expect(words(await exchange(cleared, target.clientId))).toEqual([400, 'invalid_grant', ended]);
  });

  it('is refused for a service app, which nobody signs in to, and without a parameter', async () => {
    const { body: tokens } = await byPassword();
    const service = await org.app({ application_type: 'service', grant_types: ['client_credentials'] });
    await trust(service.id);
    expect(words(await exchange(tokens, service.clientId))).toEqual([
      ...[403, 'access_denied', "Only SAML and OIDC apps support the use of the 'interclient_token'."],
    ]);
    for (const name of ['actor_token', 'actor_token_type'])
      expect(words(await exchange(tokens, target.clientId, { [name]: undefined }))[2]).toBe(
        `The required parameter '${name}' is missing.`,
      );
  });

  it('needs the scope together with openid, and not where the token is used', async () => {
    expect(words(await byPassword('interclient_access'))[2]).toBe(
      'The following scopes: [interclient_access] must be requested together with [openid].',
    );
    const { error, error_description } = await open(await tokenFor(target.clientId), new Visitor(), {
      scope,
    });
    expect([error, error_description]).toEqual([
      'invalid_scope',
      'The following scopes are not allowed for this request: [interclient_access].',
    ]);
  });

  it('is refused for a person who is not assigned to the app, at a custom server, and without the grant', async () => {
    const own = await org.app();
    await trust(own.id);
    const [everyone] = await org.must<Body[]>('GET', '/api/v1/groups?q=Everyone');
    await org.must('DELETE', `/api/v1/apps/${own.id}/groups/${everyone!.id}`);
    const { body: tokens } = await byPassword();
    expect(words(await exchange(tokens, own.clientId))).toEqual([
      ...[400, 'invalid_target'],
      'The resource app is not completely configured or user is not assigned to the app.',
    ]);
    expect(words(await exchange(tokens, target.clientId, {}, await org.server()))[2]).toBe(
      "'requested_token_type' is invalid or not supported.",
    );
    const poor = await org.app({ grant_types: ['authorization_code', 'password'] });
    await trust(target.id, poor.id);
    const answer = await org.token(poor, 'org', {
      grant_type: tokenExchange,
      requested_token_type: interclient,
    });
    expect(words(answer)[1]).toBe('unauthorized_client');
  });

  it('the scope is only for apps that another app trusts', async () => {
    const other = await org.app({ grant_types: ['authorization_code', 'password'] });
    expect(words(await byPassword(scope, other))).toEqual([
      ...[400, 'invalid_scope'],
      "The 'interclient_access' scope can only be granted to clients with a configured trust relationship.",
    ]);
  });
});

describe('the browser', () => {
  it('arrives in the OIDC app, signed in, once', async () => {
    const token = await tokenFor(target.clientId);
    const { code = '' } = await open(token);
    const { body } = await org.redeem(target, 'org', code);
    expect(decodeJwt(body.id_token)).toMatchObject({ sub: ada.id, aud: target.clientId, amr: ['pwd'] });
    expect((await open(token))['error']).toBe('login_required');
  });

  it('arrives in the SAML app, signed in', async () => {
    const visitor = new Visitor();
    const token = await tokenFor(payroll.id);
    const first = await visitor.fetch(`${payroll.sso}?interclient_token=${token}`);
    const posted = await readPost(await follow(visitor, first));
    expect(posted.xml).toContain(`>${ada.profile.login}</saml2:NameID>`);
  });

  it('gets nowhere with a token for another app, nor with its id as a session token', async () => {
    const token = await tokenFor(payroll.id);
    const refused = await open(token);
    expect(refused['status']).toBe('401');
    expect(refused['page']).toContain("The 'interclient_token' has an invalid target ID.");
    const there = await new Visitor().fetch(
      `${payroll.sso}?interclient_token=${await tokenFor(target.clientId)}`,
    );
    expect(there.status).toBe(401);
    const { jti } = decodeJwt(await tokenFor(target.clientId));
    const back = await org.authorize(target, 'org', { prompt: 'none', sessionToken: jti });
    expect(back['error']).toBe('login_required');
  });

  it('has to sign in where the token is forged or has expired', async () => {
    const token = await tokenFor(target.clientId);
    expect((await open(`${token.slice(0, -6)}AAAAAA`))['error']).toBe('login_required');
    org.pass(310);
    const late = await open(token);
    org.pass(-310);
    expect(late['error']).toBe('login_required');
  });

  it('is asked for the factor that the app wants beside', async () => {
    const strict = await startOAuthOrg({ asNew: true });
    const first = await strict.app({ grant_types: ['authorization_code', tokenExchange] });
    const second = await strict.app();
    const eve = await strict.person();
    await strict.must('POST', mappings(second.id), { id: first.id });
    const { body: tokens } = await strict.signIn(first, 'org', eve.profile.login, scope);
    const { body } = await strict.token(first, 'org', {
      ...{ grant_type: tokenExchange, requested_token_type: interclient },
      ...{ subject_token: tokens.id_token, subject_token_type: type('id_token') },
      ...{ actor_token: tokens.access_token, actor_token_type: type('access_token') },
      audience: `urn:okta:apps:${second.clientId}`,
    });
    const asked = { prompt: 'none', interclient_token: body.access_token };
    expect((await strict.authorize(second, 'org', asked))['error']).toBe('login_required');
    expect(strict.faults).toEqual([]);
    await strict.close();
  });
});

describe('the trust of an app', () => {
  const causes = async (targetId: string, id: string): Promise<unknown[]> => {
    const { status, body } = await org.api('POST', mappings(targetId), { id });
    const told = body['errorCauses'] as { errorSummary: string }[];
    return [status, body['errorSummary'], ...told.map(({ errorSummary }) => errorSummary)];
  };
  const failed = 'Api validation failed: Interclient Trust Mappings';

  it('is made, listed from both sides and removed', async () => {
    const [one, two] = [await org.app(), await org.app()];
    const { status, body } = await org.api('POST', mappings(one.id), { id: two.id });
    expect({ status, ...body }).toEqual({
      ...{ status: 201, id: expect.stringMatching(/^itm/) as unknown, appInstanceId: one.id },
      ...{ orgId: expect.stringMatching(/^00o/) as unknown, trustedAppInstanceId: two.id },
      created: expect.any(String) as unknown,
      lastUpdated: body['created'],
      lastUpdatedBy: expect.stringMatching(/^00u/) as unknown,
    });
    expect(await org.must('GET', mappings(one.id))).toEqual([two.id]);
    expect(await org.must('GET', `/api/v1/apps/${two.id}/interclient-target-apps`)).toEqual([one.id]);
    expect((await org.api('DELETE', `${mappings(one.id)}/${two.id}`)).status).toBe(204);
    expect((await org.api('DELETE', `${mappings(one.id)}/${two.id}`)).status).toBe(404);
    expect(await org.must('GET', mappings(one.id))).toEqual([]);
  });

  it('has limits', async () => {
    const one = await org.app();
    for (let count = 0; count < 5; count += 1) await trust(one.id, (await org.app()).id);
    expect(await causes(one.id, origin.id)).toEqual([
      ...[400, failed, 'The target application cannot have more than 5 trusted apps.'],
    ]);
    const link = await org.must('POST', '/api/v1/apps', {
      ...{ name: 'bookmark', label: 'Other link', signOnMode: 'BOOKMARK' },
      settings: { app: { requestIntegration: false, url: 'https://example.com' } },
    });
    expect(await causes(link.id, origin.id)).toEqual([
      ...[400, failed, 'The target application must be an OIDC or SAML app.'],
    ]);
    expect((await causes(target.id, origin.id))[0]).toBe(400);
    expect((await causes(target.id, payroll.id))[0]).toBe(400);
  });

  it('is deleted with the app', async () => {
    const [one, two] = [await org.app(), await org.app()];
    await trust(one.id, two.id);
    await org.must('POST', `/api/v1/apps/${two.id}/lifecycle/deactivate`);
    await org.must('DELETE', `/api/v1/apps/${two.id}`);
    expect(await org.must('GET', mappings(one.id))).toEqual([]);
    expect(await lastEvent(org, 'app.interclient_mapping.delete_all')).toMatchObject({
      target: [{ id: two.id }],
    });
  });
});
