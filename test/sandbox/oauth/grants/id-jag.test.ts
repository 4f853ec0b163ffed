/** The first leg of Cross App Access: the org issues an ID-JAG, by which an agent acts for a person. */
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import {
  idJag,
  idToken,
  ornOf,
  resource,
  startAgent,
  startCrossApp,
  tokenExchange,
} from '../../../helpers/cross-app/agent.ts';
import { type Body, words } from '../../../helpers/oauth-org.ts';

const { org, ada, serverId, app, agent, subject, issuer } = await startCrossApp();
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const patch = (body: object) => org.must('PATCH', `${agent.path}/connections/${agent.connectionId}`, body);
const bounded = { scopeCondition: 'INCLUDE_ONLY', scopes: ['products:read'] };

describe('at the org', () => {
  it('the agent gets an assertion about the person for the server of an API', async () => {
    const { status, headers, body } = await agent.idJag(subject, { resource, scope: 'products:read email' });
    expect({ status, cache: headers.get('cache-control'), ...body }).toEqual({
      ...{ status: 200, cache: 'no-store', token_type: 'N_A', expires_in: 300, issued_token_type: idJag },
      access_token: expect.any(String) as unknown,
    });
    const { kid, ...header } = decodeProtectedHeader(body.access_token);
    expect(header).toEqual({ typ: 'oauth-id-jag+jwt', alg: 'RS256' });
    const { keys } = (await (await fetch(`${org.url}/oauth2/v1/keys`)).json()) as { keys: { kid: string }[] };
    expect(keys.map((key) => key.kid)).toContain(kid);
    const { iat, exp, jti, ...claims } = decodeJwt(body.access_token);
    expect(claims).toEqual({
      ...{ iss: org.url, sub: ada.id, aud: issuer, client_id: agent.id, scope: 'products:read' },
      ...{ resource, email: ada.profile.login, act: { sub: agent.id, sub_profile: 'ai_agent' } },
    });
    expect([Number(exp) - Number(iat), jti]).toEqual([300, expect.stringMatching(/^IDAAG\./)]);
  });

  it('so does the app through which people sign in to it, by its secret', async () => {
    const { status, body } = await org.token(app, 'org', {
      ...{ grant_type: tokenExchange, requested_token_type: idJag, audience: issuer, scope: 'products:read' },
      ...{ subject_token: subject, subject_token_type: idToken, client_id: app.clientId },
    });
    expect(status).toBe(200);
    expect(decodeJwt(body.access_token)).toMatchObject({ client_id: app.clientId, act: { sub: agent.id } });
  });

  it('a refresh token says who the person is too', async () => {
    const { body } = await org.signIn(app, 'org', ada.profile.login, 'openid offline_access');
    const type = 'urn:ietf:params:oauth:token-type:refresh_token';
    const answer = await agent.idJag(body.refresh_token, { subject_token_type: type });
    expect([answer.status, decodeJwt(answer.body.access_token).sub]).toEqual([200, ada.id]);
    expect(words(await agent.idJag('unknown', { subject_token_type: type }))).toEqual([
      ...[400, 'invalid_grant', 'The refresh token is invalid or expired.'],
    ]);
  });

  it('so does the access token of an app of an API, as long as a link delegates it to the agent', async () => {
    const source = await org.app();
    const { access_token: token } = (await org.signIn(source, serverId, ada.profile.login, 'products:read'))
      .body;
    const shown = { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' };
    const unlinked = [
      ...[400, 'invalid_request'],
      "'subject_token' is invalid: no delegation policy authorizes this token.",
    ];
    expect(words(await agent.idJag(token, shown))).toEqual(unlinked);
    const { id: orgId } = await org.must('GET', '/api/v1/org');
    const links = '/workload-principals/api/v1/delegation-links';
    const link = {
      from: {
        ...{ type: 'OKTA_AUTHORIZATION_SERVER', tokenType: 'ACCESS_TOKEN' },
        clientOrn: `orn:okta:idp:${orgId}:apps:oidc_client:${source.id}`,
      },
      to: { resourceOrn: `orn:okta:directory:${orgId}:workload-principals:ai-agents:${agent.id}` },
    };
    const { status, body: made } = await org.api('POST', links, link);
    expect([status, made]).toMatchObject([201, { id: expect.stringMatching(/^dlk/) as unknown, ...link }]);
    const answer = await agent.idJag(token, shown);
    expect([answer.status, decodeJwt(answer.body.access_token).sub]).toEqual([200, ada.id]);
    expect((await org.api('POST', links, link)).status).toBe(400);
    expect((await org.api('GET', links)).status).toBe(400);
    const filter = encodeURIComponent(`to.resourceOrn eq "${link.to.resourceOrn}"`);
    expect(await org.must('GET', `${links}?filter=${filter}`)).toMatchObject({ data: [made] });
    await org.must('DELETE', `${links}/${made.id}`);
    expect(words(await agent.idJag(token, shown))).toEqual(unlinked);
    await org.must('POST', links, link);
    await org.postAs(source, serverId, 'revoke', { token });
    expect(words(await agent.idJag(token, shown))[2]).toBe("'subject_token' is invalid.");
  });

  it('the System Log names the person, the app and the agent', async () => {
    await agent.idJag(subject);
    const [event] = await org.must<
      { actor: Body; target: { id: string; type: string }[]; debugContext: Body }[]
    >('GET', `/api/v1/logs?filter=eventType eq "app.oauth2.token.grant.id_jag"&sortOrder=DESCENDING&limit=1`);
    expect(event).toMatchObject({
      actor: { id: ada.id },
      target: [{ id: agent.id }, { id: agent.id, type: 'AI_AGENT' }],
      debugContext: { debugData: { audience: issuer, grantedScopes: 'products:read' } },
    });
  });

  it.each<[string, Record<string, string | undefined>, number, string, string]>([
    [
      'another audience',
      { audience: 'https://other.example.com' },
      400,
      'invalid_target',
      'Token Exchange requests must include a valid audience of the authorization server.',
    ],
    [
      'another resource',
      { resource: 'http://localhost:9/x' },
      400,
      'invalid_target',
      "'resource' is invalid or not supported.",
    ],
    [
      'a scope beyond the connection',
      { scope: 'orders:create' },
      400,
      'unauthorized_client',
      'Scope not permitted',
    ],
    [
      'a scope that is none',
      { scope: 'magic' },
      400,
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    ],
    [
      'scopes about the person alone',
      { scope: 'openid email' },
      400,
      'invalid_scope',
      'One or more scopes are not configured for the authorization server resource.',
    ],
    ['a token that is none', { subject_token: 'x' }, 400, 'invalid_request', "'subject_token' is invalid."],
    [
      'another type',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:saml2' },
      400,
      'invalid_request',
      "'subject_token_type' is invalid or not supported.",
    ],
    [
      'a token of the org as access token',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:access_token' },
      400,
      'invalid_request',
      "'subject_token' is invalid: the token issuer is not allowed for this exchange.",
    ],
  ])('%s is refused', async (_what, form, status, error, description) => {
    expect(words(await agent.idJag(subject, form))).toEqual([status, error, description]);
  });

  it('tokens that are not about a sign-in to it at the org are refused', async () => {
    const other = await org.app();
    const foreign = (await org.signIn(other, 'org', ada.profile.login)).body;
    const custom = (await org.signIn(app, serverId, ada.profile.login)).body;
    const own = (await org.signIn(app, 'org', ada.profile.login)).body;
    const what = "'subject_token' is invalid";
    expect(words(await agent.idJag(foreign.id_token))[2]).toBe(
      `${what}: the client application is not registered for delegation to this agent.`,
    );
    expect(words(await agent.idJag(custom.id_token))[2]).toBe(
      `${what}: the token issuer is not allowed for this exchange.`,
    );
    expect(words(await agent.idJag(own.access_token))[2]).toBe(`${what}.`);
  });

  it('a forged or expired ID token is refused', async () => {
    const { id_token: old } = (await org.signIn(app, 'org', ada.profile.login)).body;
    const [header = '', payload = ''] = old.split('.');
    expect(words(await agent.idJag(`${header}.${payload}.AAAA`))[2]).toBe("'subject_token' is invalid.");
    org.pass(3700);
    const answer = await agent.idJag(old);
    org.pass(-3700);
    expect(words(answer)).toEqual([
      ...[400, 'invalid_grant'],
      "The 'subject_token' either expired or the session associated with it was terminated.",
    ]);
  });

  it('a person who is suspended or no longer assigned is refused', async () => {
    const grace = await org.person();
    const { id_token: token } = (await org.signIn(app, 'org', grace.profile.login)).body;
    await org.must('POST', `/api/v1/users/${grace.id}/lifecycle/suspend`);
    expect(words(await agent.idJag(token))[2]).toBe(
      "'subject_token' is invalid: the user account is not active.",
    );
    const own = await org.app();
    const bound = await startAgent(org, { app: own, serverId });
    const { id_token: held } = (await org.signIn(own, 'org', ada.profile.login)).body;
    const [everyone] = await org.must<Body[]>('GET', '/api/v1/groups?q=Everyone');
    await org.must('DELETE', `/api/v1/apps/${own.id}/groups/${everyone!.id}`);
    expect(words(await bound.idJag(held))[2]).toBe(
      "'subject_token' is invalid: the user is not assigned to the client application.",
    );
  });

  it('a custom server issues none', async () => {
    const asked = {
      ...{ grant_type: tokenExchange, requested_token_type: idJag, audience: issuer, scope: 'products:read' },
      ...{ subject_token: subject, subject_token_type: idToken },
    };
    expect(words(await agent.ask(serverId, asked))).toEqual([
      ...[400, 'invalid_request', "'requested_token_type' is invalid or not supported."],
    ]);
  });

  it('a proof by another or an inactive key, for another address or of an unknown agent is refused', async () => {
    const asked = { grant_type: tokenExchange, requested_token_type: idJag };
    const elsewhere = await agent.prove('https://elsewhere.example.com');
    expect(words(await org.post('org', 'token', { ...asked, ...elsewhere }))[2]).toBe(
      'The audience claim for client_assertion must be the endpoint invoked for the request.',
    );
    const unknown = await agent.prove(org.endpoint('org', 'token'), { iss: 'wlp0', sub: 'wlp0' });
    expect(words(await org.post('org', 'token', { ...asked, ...unknown }))).toEqual([
      ...[401, 'invalid_client'],
    ]);
    const other = await startAgent(org, { app: await org.app(), serverId });
    const stolen = await other.prove(org.endpoint('org', 'token'), { iss: agent.id, sub: agent.id });
    expect(words(await org.post('org', 'token', { ...asked, ...stolen })).slice(0, 2)).toEqual([
      ...[401, 'invalid_client'],
    ]);
    await org.must('POST', `${agent.path}/credentials/jwks/${agent.keyId}/lifecycle/deactivate`);
    expect((await agent.idJag(subject)).status).toBe(401);
    await org.must('POST', `${agent.path}/credentials/jwks/${agent.keyId}/lifecycle/activate`);
  });

  it('a connection may be widened, and switched off', async () => {
    await patch({ scopeCondition: 'EXCLUDE', scopes: ['products:read'] });
    expect((await agent.idJag(subject)).status).toBe(400);
    expect((await agent.idJag(subject, { scope: 'orders:create' })).status).toBe(200);
    await patch({ scopeCondition: 'ALL_SCOPES' });
    expect((await agent.idJag(subject, { scope: 'orders:create products:read' })).status).toBe(200);
    await patch(bounded);
    const lifecycle = `${agent.path}/connections/${agent.connectionId}/lifecycle`;
    await org.must('POST', `${lifecycle}/deactivate`);
    expect(words(await agent.idJag(subject))[1]).toBe('invalid_target');
    await org.must('POST', `${lifecycle}/activate`);
    expect((await agent.idJag(subject)).status).toBe(200);
  });
});

it('of two connections to a server the one for the resource applies', async () => {
  const second = 'http://localhost:9/orders';
  const { id } = await org.must('POST', `${agent.path}/connections`, {
    connectionType: 'IDENTITY_ASSERTION_CUSTOM_AS',
    authorizationServer: { orn: await ornOf(org, serverId), resourceIndicator: second },
    ...{ scopeCondition: 'INCLUDE_ONLY', scopes: ['orders:create'] },
  });
  const { body } = await agent.idJag(subject, { resource: second, scope: 'orders:create' });
  expect(decodeJwt(body.access_token)).toMatchObject({ resource: second, scope: 'orders:create' });
  expect((await agent.redeem(body.access_token, { resource: second })).body['scope']).toBe('orders:create');
  expect(words(await agent.idJag(subject, { resource, scope: 'orders:create' }))).toEqual([
    ...[400, 'unauthorized_client', 'Scope not permitted'],
  ]);
  await org.must('DELETE', `${agent.path}/connections/${id}`);
});
