/** The second leg of Cross App Access: the server of an API takes an ID-JAG from an agent that acts for a person. */
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { afterAll, describe, expect, it } from 'vitest';
import {
  agents,
  idJag,
  idToken,
  jwtBearer,
  resource,
  startAgent,
  startCrossApp,
  tokenExchange,
} from '../../../helpers/cross-app/agent.ts';
import { onlyFor, words } from '../../../helpers/oauth-org.ts';

const { org, ada, serverId, app, agent, subject, issuer } = await startCrossApp();
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const assertionOf = async (form = {}): Promise<string> =>
  (await agent.idJag(subject, form)).body.access_token;

describe('at the server of the API', () => {
  it('the assertion is redeemed for an access token that names person and agent', async () => {
    const { status, body } = await agent.redeem(await assertionOf({ resource }));
    expect({ status, ...body }).toEqual({
      ...{ status: 200, token_type: 'Bearer', expires_in: 3600, scope: 'products:read' },
      access_token: expect.any(String) as unknown,
    });
    expect(decodeJwt(body.access_token)).toMatchObject({
      ...{ iss: issuer, aud: 'api://shop', cid: agent.id, uid: ada.id, sub: ada.profile.login },
      ...{ scp: ['products:read'], act: { sub: agent.id, sub_profile: 'ai_agent' } },
    });
  });

  it('an assertion is good once, and for its client', async () => {
    const assertion = await assertionOf();
    const other = await startAgent(org, { app: await org.app(), serverId });
    expect(words(await other.redeem(assertion))).toEqual([
      ...[400, 'invalid_grant'],
      "The 'client_id' in the JWT Bearer Grant must match the 'client_id' used to authenticate the client.",
    ]);
    expect((await agent.redeem(assertion)).status).toBe(200);
    expect(words(await agent.redeem(assertion))).toEqual([
      400,
      'invalid_grant',
      'The id-jag was already used.',
    ]);
  });

  it('an assertion for another server, and one that is none, are refused', async () => {
    const elsewhere = await org.server();
    expect(words(await agent.redeem(await assertionOf(), {}, elsewhere))[2]).toBe(
      'The audience of the JWT Bearer Grant must match the the issuer of the authorization server.',
    );
    expect(words(await agent.redeem('x'))).toEqual([
      ...[400, 'invalid_grant', 'The signature of the id-jag is invalid.'],
    ]);
    expect(words(await agent.redeem(subject))[2]).toBe('The signature of the id-jag is invalid.');
  });

  it('scopes are the assertion’s, the resource is the one in it', async () => {
    expect(words(await agent.redeem(await assertionOf(), { scope: 'orders:create' }))).toEqual([
      ...[400, 'invalid_request', "The id-jag request must not include a 'scope' parameter."],
    ]);
    expect(words(await agent.redeem(await assertionOf({ resource }), { resource: 'http://x' }))[2]).toBe(
      "The 'resource' claim in the id-jag does not match the 'resource' parameter in the request.",
    );
    expect((await agent.redeem(await assertionOf({ resource }), { resource })).status).toBe(200);
  });

  it('an assertion of another key or issuer is refused', async () => {
    const given = decodeJwt(await assertionOf());
    const { privateKey } = await generateKeyPair('RS256');
    const forged = async (claims: object = {}) =>
      await new SignJWT({ ...given, ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'oauth-id-jag+jwt' })
        .sign(privateKey);
    expect(words(await agent.redeem(await forged()))[2]).toBe('The signature of the id-jag is invalid.');
    expect(words(await agent.redeem(await forged({ iss: 'https://evil.example.com' })))[2]).toBe(
      'The issuer of the id-jag is not a trusted authorization server.',
    );
  });

  it('what the org has signed under another type is no assertion, nor is one whose type was changed', async () => {
    const { body } = await org.signIn(app, 'org', ada.profile.login);
    const assertion = await assertionOf();
    const [header, ...rest] = assertion.split('.');
    const retyped = (typ: string | undefined) => {
      const given = JSON.parse(Buffer.from(header!, 'base64url').toString()) as object;
      return [Buffer.from(JSON.stringify({ ...given, typ })).toString('base64url'), ...rest].join('.');
    };
    const types = ['JWT', 'at+jwt', undefined];
    for (const wrong of [body.id_token, body.access_token, ...types.map(retyped)])
      expect(words(await agent.redeem(wrong))).toEqual([
        ...[400, 'invalid_grant', 'The signature of the id-jag is invalid.'],
      ]);
    expect((await agent.redeem(assertion)).status).toBe(200);
  });

  it('an expired one is refused', async () => {
    const assertion = await assertionOf();
    org.pass(310);
    const answer = await agent.redeem(assertion);
    org.pass(-310);
    expect(words(answer)).toEqual([400, 'invalid_grant', 'The id-jag is expired.']);
  });

  it('a person who is suspended in the meantime is refused', async () => {
    const grace = await org.person();
    const { id_token: token } = (await org.signIn(app, 'org', grace.profile.login)).body;
    const assertion = (await agent.idJag(token)).body.access_token;
    await org.must('POST', `/api/v1/users/${grace.id}/lifecycle/suspend`);
    expect(words(await agent.redeem(assertion))[2]).toBe("The 'sub' claim in the id-jag is invalid.");
  });

  it('an access policy that allows another grant refuses', async () => {
    const strict = await org.server({}, { conditions: onlyFor('authorization_code') });
    await org.must('POST', `/api/v1/authorizationServers/${strict}/scopes`, { name: 'products:read' });
    const own = await org.app();
    const bound = await startAgent(org, { app: own, serverId: strict });
    const { id_token: token } = (await org.signIn(own, 'org', ada.profile.login)).body;
    const { access_token: assertion } = (await bound.idJag(token)).body;
    expect(words(await bound.redeem(assertion))[2]).toBe(
      'Policy evaluation failed for this request, please check the policy configurations.',
    );
  });

  it('a connection that was switched off or removed in the meantime is refused', async () => {
    const own = await org.app();
    const one = await startAgent(org, { app: own, serverId });
    const { id_token: token } = (await org.signIn(own, 'org', ada.profile.login)).body;
    const assertion = (await one.idJag(token)).body.access_token;
    const refused = [
      ...[401, 'invalid_token'],
      'The issuer of the token is not permitted to use the JWT Bearer Grant.',
    ];
    await org.must('POST', `${one.path}/connections/${one.connectionId}/lifecycle/deactivate`);
    expect(words(await one.redeem(assertion))).toEqual(refused);
    await org.must('POST', `${one.path}/connections/${one.connectionId}/lifecycle/activate`);
    expect((await one.redeem(assertion)).status).toBe(200);
    const next = (await one.idJag(token)).body.access_token;
    await org.must('DELETE', `${one.path}/connections/${one.connectionId}`);
    expect(words(await one.redeem(next))).toEqual(refused);
  });

  it('what an app holds in the name of an agent ends when it is detached; an app that is deleted is detached', async () => {
    const own = await org.app({ grant_types: ['authorization_code', tokenExchange, jwtBearer] });
    const one = await startAgent(org, { app: own, serverId });
    const { id_token: token } = (await org.signIn(own, 'org', ada.profile.login)).body;
    const first = await org.token(own, 'org', {
      ...{ grant_type: tokenExchange, requested_token_type: idJag, audience: issuer, scope: 'products:read' },
      ...{ subject_token: token, subject_token_type: idToken },
    });
    const assertion = first.body.access_token;
    const { access_token: held } = (await org.token(own, serverId, { grant_type: jwtBearer, assertion }))
      .body;
    const isActive = async () => (await org.postAs(app, serverId, 'introspect', { token: held })).body.active;
    expect(await isActive()).toBe(true);
    await org.must('PATCH', one.path, { appId: null });
    expect(await isActive()).toBe(false);
    await org.must('PATCH', one.path, { appId: own.id });
    await org.must('POST', `/api/v1/apps/${own.id}/lifecycle/deactivate`);
    await org.must('DELETE', `/api/v1/apps/${own.id}`);
    expect(await org.must('GET', one.path)).not.toHaveProperty('appId');
  });

  it('an agent that is switched off gets nothing more, and what it held ends', async () => {
    const own = await org.app();
    const one = await startAgent(org, { app: own, serverId });
    const { id_token: token } = (await org.signIn(own, 'org', ada.profile.login)).body;
    const { access_token: assertion } = (await one.idJag(token)).body;
    const { access_token: held } = (await one.redeem(assertion)).body;
    const isActive = async () => (await org.postAs(app, serverId, 'introspect', { token: held })).body.active;
    expect(await isActive()).toBe(true);
    await org.must('POST', `${agents}/${one.id}/lifecycle/deactivate`);
    expect(await isActive()).toBe(false);
    expect(words(await one.idJag(token))).toEqual([401, 'invalid_client']);
    await org.must('POST', `${agents}/${one.id}/lifecycle/activate`);
    expect(await isActive()).toBe(false);
    expect((await one.idJag(token)).status).toBe(200);
  });
});
