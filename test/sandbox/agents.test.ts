/** The directory of AI agents: agents, keys, connections, operations. */
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { agentOf, agents, ornOf, startAgent } from '../helpers/cross-app/agent.ts';
import { type Body, type OAuthApp, type OAuthOrg, startOAuthOrg } from '../helpers/oauth-org.ts';

interface List {
  readonly data: readonly Body[];
  readonly _links: Readonly<Record<string, { readonly href: string }>>;
}

let org: OAuthOrg;
let serverId: string;
let app: OAuthApp;
let id: string;

beforeAll(async () => {
  org = await startOAuthOrg();
  app = await org.app();
  serverId = await org.server();
  await org.must('POST', `/api/v1/authorizationServers/${serverId}/scopes`, { name: 'products:read' });
  id = await register({ profile: { name: 'Ada’s helper', description: 'Shops' }, appId: app.id });
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const register = async (body: object) => agentOf(org, await org.api('POST', agents, body));
const causes = async (method: string, path: string, body?: object): Promise<unknown[]> => {
  const answer = await org.api(method, path, body);
  const told = (answer.body['errorCauses'] as { errorSummary: string }[] | undefined) ?? [];
  return [answer.status, answer.body.errorCode, ...told.map(({ errorSummary }) => errorSummary)];
};

describe('an agent', () => {
  it('is registered by an operation, staged until it is activated', async () => {
    expect(await org.must('GET', `${agents}/${id}`)).toMatchObject({
      ...{ id: expect.stringMatching(/^wlp/) as unknown, status: 'STAGED', appId: app.id },
      profile: { name: 'Ada’s helper', description: 'Shops' },
      _links: { self: { rel: 'self', href: `${org.url}${agents}/${id}`, method: 'GET' } },
    });
    expect((await org.api('POST', `${agents}/${id}/lifecycle/activate`)).status).toBe(202);
    expect(await org.must('GET', `${agents}/${id}`)).toMatchObject({ status: 'ACTIVE' });
    expect((await org.api('POST', `${agents}/${id}/lifecycle/deactivate`)).status).toBe(202);
    expect(await org.must('GET', `${agents}/${id}`)).toMatchObject({ status: 'INACTIVE' });
  });

  it('is changed in part or whole, and removed', async () => {
    const one = await register({ profile: { name: 'Short-lived', description: 'x' } });
    await org.must('PATCH', `${agents}/${one}`, { profile: { name: 'Renamed' }, appId: null });
    expect(await org.must('GET', `${agents}/${one}`)).toMatchObject({
      profile: { name: 'Renamed', description: 'x' },
    });
    await org.must('PUT', `${agents}/${one}`, { profile: { name: 'Replaced' } });
    const { profile } = await org.must('GET', `${agents}/${one}`);
    expect(profile).toEqual({ name: 'Replaced' });
    const removed = await org.api('DELETE', `${agents}/${one}`);
    expect(await agentOf(org, removed)).toBe(one);
    expect((await org.api('GET', `${agents}/${one}`)).status).toBe(404);
  });

  it('that cannot be is refused', async () => {
    expect(await causes('POST', agents, { profile: { name: 'x' } })).toEqual([
      ...[400, 'E0000001', 'profile.name: The field is too short. Minimum length is 3.'],
    ]);
    expect(await causes('POST', agents, { profile: { name: 'Ada’s helper' } })).toEqual([
      ...[400, 'E0000001', 'name: An object with this field already exists in the current organization'],
    ]);
    expect(await causes('POST', agents, { profile: { name: 'Second' }, appId: app.id })).toEqual([
      ...[400, 'E0000001', `appId: The app ${app.id} is connected to another AI agent.`],
    ]);
    expect(await causes('POST', agents, { profile: { name: 'Second' }, appId: 'none' })).toEqual([
      ...[400, 'E0000001', 'appId: none is not an OpenID Connect or SAML app.'],
    ]);
    expect(
      (await causes('POST', agents, { profile: { name: 'Second' }, oauthClient: { type: 'CIMD' } }))[0],
    ).toBe(501);
    const bare = await register({ profile: { name: 'Without key' } });
    expect((await causes('POST', `${agents}/${bare}/lifecycle/activate`))[0]).toBe(400);
  });

  it('is in a list with pages, and no OAuth client of the clients’ list', async () => {
    await register({ profile: { name: 'Another' } });
    const { data, _links } = await org.must<List>('GET', `${agents}?limit=1`);
    expect(data.map((agent) => agent.id)).toEqual([id]);
    const next = await org.must<List>('GET', _links['next']!.href.slice(org.url.length));
    expect(next.data).toHaveLength(1);
    expect((await org.api('GET', `/oauth2/v1/clients/${id}`)).status).toBe(404);
  });
});

describe('a key', () => {
  it('is added, switched off and removed', async () => {
    const { publicKey } = await generateKeyPair('RS256', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
    const path = `${agents}/${id}/credentials/jwks`;
    const key = await org.must('POST', path, jwk);
    expect(key).toMatchObject({ ...jwk, status: 'ACTIVE', id: expect.stringMatching(/^pks/) as unknown });
    expect(await causes('POST', path, jwk)).toEqual([
      ...[400, 'E0000001', 'Each key should have a unique `kid` when adding multiple keys.'],
    ]);
    expect(await causes('POST', path, { ...jwk, kid: 'k2', n: 'AQAB' })).toEqual([
      ...[400, 'E0000001', 'RSA key length in the `jwks` is less than 2048 bits for the given key.'],
    ]);
    expect((await causes('POST', path, { ...jwk, kid: 'k3', d: 'AQAB' }))[0]).toBe(400);
    expect((await org.api('DELETE', `${path}/${key.id}`)).status).toBe(400);
    expect(await org.must('POST', `${path}/${key.id}/lifecycle/deactivate`)).toMatchObject({
      status: 'INACTIVE',
    });
    expect((await org.must<List>('GET', path)).data).toHaveLength(1);
    expect(await org.must('GET', `${path}/${key.id}`)).toMatchObject({ kid: 'k1' });
    expect((await org.api('DELETE', `${path}/${key.id}`)).status).toBe(204);
    expect((await org.api('GET', `${path}/${key.id}`)).status).toBe(404);
  });
});

describe('a connection', () => {
  it('is made, widened, found and removed', async () => {
    const orn = await ornOf(org, serverId);
    const path = `${agents}/${id}/connections`;
    const made = await org.must('POST', path, {
      connectionType: 'IDENTITY_ASSERTION_CUSTOM_AS',
      authorizationServer: { orn, resourceIndicator: 'https://api.example.com' },
      ...{ scopeCondition: 'INCLUDE_ONLY', scopes: ['products:read'] },
    });
    expect(made).toMatchObject({
      ...{
        id: expect.stringMatching(/^mcn/) as unknown,
        protocolType: 'IDENTITY_ASSERTION',
        status: 'ACTIVE',
      },
      authorizationServer: {
        ...{ orn, issuerUrl: `${org.url}/oauth2/${serverId}`, resourceIndicator: 'https://api.example.com' },
      },
      ...{ scopeCondition: 'INCLUDE_ONLY', scopes: ['products:read'] },
    });
    expect(await org.must('PATCH', `${path}/${made.id}`, { scopeCondition: 'ALL_SCOPES' })).toMatchObject({
      scopes: ['*'],
    });
    expect(
      await causes('PATCH', `${path}/${made.id}`, { scopeCondition: 'EXCLUDE', scopes: ['magic'] }),
    ).toEqual([...[400, 'E0000001', "scopes: The scope 'magic' is not one of the authorization server."]]);
    const found = async (filter: string) =>
      (await org.must<List>('GET', `${path}?filter=${encodeURIComponent(filter)}`)).data.length;
    expect(await found(`authorizationServer.orn eq "${orn}"`)).toBe(1);
    expect(await found('status eq "INACTIVE"')).toBe(0);
    expect((await org.api('DELETE', `${path}/${made.id}`)).status).toBe(204);
    expect((await org.api('GET', `${path}/${made.id}`)).status).toBe(404);
  });

  it('to what the sandbox does not have is refused', async () => {
    const path = `${agents}/${id}/connections`;
    expect((await causes('POST', path, { connectionType: 'STS_VAULT_SECRET' }))[0]).toBe(501);
    const custom = { connectionType: 'IDENTITY_ASSERTION_CUSTOM_AS', scopeCondition: 'ALL_SCOPES' };
    expect(await causes('POST', path, { ...custom, authorizationServer: { orn: 'orn:x' } })).toEqual([
      ...[400, 'E0000001', 'authorizationServer.orn: There is no such authorization server.'],
    ]);
  });
});

it('the System Log says who changed what', async () => {
  const bound = await startAgent(org, { app: await org.app(), serverId });
  const events = await org.must<{ eventType: string; actor: Body }[]>(
    'GET',
    `/api/v1/logs?filter=${encodeURIComponent(`target.id eq "${bound.id}"`)}`,
  );
  expect(events.map(({ eventType }) => eventType.replace('workload_principal.', ''))).toEqual([
    'ai_agent.register',
    'ai_agent.sign_on_provider.add',
    'ai_agent.credential.create',
    'resource_connection.create',
    'ai_agent.activate',
  ]);
  const { id: administrator } = await org.must('GET', '/api/v1/users/me');
  expect(events.map(({ actor }) => actor.id)).toEqual(events.map(() => administrator));
});

it('a policy may name an agent as a client', async () => {
  const path = `/api/v1/authorizationServers/${serverId}/policies`;
  const policy = { name: 'Agents', description: 'Agents', priority: 2 };
  const clients = { include: [id] };
  expect(await org.must('POST', path, { ...policy, conditions: { clients } })).toMatchObject({
    conditions: { clients },
  });
});
