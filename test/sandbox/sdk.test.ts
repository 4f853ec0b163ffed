/** Okta's own client, unmodified, against an empty org: create, read, update, list with paging, delete. */
import okta from '@okta/okta-sdk-nodejs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';

let sandbox: Sandbox;
let sdk: okta.Client;
beforeAll(async () => {
  sandbox = await createSandbox();
  sdk = new okta.Client({ orgUrl: sandbox.url, token: sandbox.apiToken });
});
afterAll(() => sandbox.close());

/** Bodies are plain objects, as in Okta's examples; the client's types want instances of its classes. */
const body = (value: unknown): never => value as never;

async function all<T>(collection: { each(visit: (item: T) => void): Promise<unknown> }): Promise<T[]> {
  const items: T[] = [];
  await collection.each((item) => void items.push(item));
  return items;
}

const gone = { status: 404 };

test('users: lifecycle, search, paging', async () => {
  const people = await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      sdk.userApi.createUser({
        body: body({
          profile: {
            firstName: 'Sdk',
            lastName: name,
            email: `${name}@sdk.example`,
            login: `${name}@sdk.example`,
          },
          credentials: { password: { value: 'Long-Enough-1' } },
        }),
      }),
    ),
  );
  const [first] = people;
  const userId = first!.id!;
  expect(first!.status).toBe('ACTIVE');
  const found = await all<{ id?: string }>(
    await sdk.userApi.listUsers({ search: 'profile.firstName eq "Sdk"', limit: 2 }),
  );
  expect(found.map(({ id }) => id).sort()).toEqual(people.map(({ id }) => id).sort());
  const updated = await sdk.userApi.updateUser({ userId, user: body({ profile: { nickName: 'Ann' } }) });
  expect(updated.profile).toMatchObject({ nickName: 'Ann', lastName: 'a' });
  await sdk.userApi.suspendUser({ userId });
  expect((await sdk.userApi.getUser({ userId })).status).toBe('SUSPENDED');
  await sdk.userApi.unsuspendUser({ userId });
  await sdk.userApi.deleteUser({ userId });
  expect((await sdk.userApi.getUser({ userId })).status).toBe('DEPROVISIONED');
  await sdk.userApi.deleteUser({ userId });
  await expect(sdk.userApi.getUser({ userId })).rejects.toMatchObject(gone);
});

test('groups: members, paging by Link', async () => {
  const groups = await Promise.all(
    Array.from({ length: 5 }, (_, index) =>
      sdk.groupApi.createGroup({ group: body({ profile: { name: `Sdk ${index}` } }) }),
    ),
  );
  const groupId = groups[0]!.id!;
  const listed = await all(await sdk.groupApi.listGroups({ q: 'Sdk', limit: 2 }));
  expect(listed).toHaveLength(5);
  const [user] = await all<{ id?: string }>(await sdk.userApi.listUsers({ q: 'b' }));
  await sdk.groupApi.assignUserToGroup({ groupId, userId: user!.id! });
  expect(await all((await sdk.groupApi.listGroupUsers({ groupId })) as never)).toHaveLength(1);
  const renamed = await sdk.groupApi.replaceGroup({
    groupId,
    group: body({ profile: { name: 'Sdk renamed' } }),
  });
  expect(renamed.profile?.name).toBe('Sdk renamed');
  await sdk.groupApi.unassignUserFromGroup({ groupId, userId: user!.id! });
  await sdk.groupApi.deleteGroup({ groupId });
  await expect(sdk.groupApi.getGroup({ groupId })).rejects.toMatchObject(gone);
});

test('apps: OIDC, SAML and bookmark come back as their own classes', async () => {
  const oidc = {
    name: 'oidc_client',
    label: 'Sdk OIDC',
    signOnMode: 'OPENID_CONNECT',
    credentials: { oauthClient: { token_endpoint_auth_method: 'client_secret_post' } },
    settings: {
      oauthClient: {
        application_type: 'web',
        redirect_uris: ['https://example.com/callback'],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    },
  };
  const bookmark = {
    name: 'bookmark',
    label: 'Sdk bookmark',
    signOnMode: 'BOOKMARK',
    settings: { app: { requestIntegration: false, url: 'https://example.com/bookmark.htm' } },
  };
  const saml = {
    label: 'Sdk SAML',
    signOnMode: 'SAML_2_0',
    settings: {
      signOn: {
        ssoAcsUrl: 'https://sp.example/acs',
        audience: 'sp',
        recipient: 'https://sp.example/acs',
        destination: 'https://sp.example/acs',
      },
    },
  };
  const created = [];
  for (const application of [oidc, bookmark, saml]) {
    created.push(await sdk.applicationApi.createApplication({ application: body(application) }));
  }
  expect(created.map((app) => app.constructor.name)).toEqual([
    'OpenIdConnectApplication',
    'BookmarkApplication',
    'SamlApplication',
  ]);
  expect(await all(await sdk.applicationApi.listApplications({ q: 'Sdk', limit: 2 }))).toHaveLength(3);
  const appId = created[0]!.id!;
  const group = await sdk.groupApi.createGroup({ group: body({ profile: { name: 'Assigned' } }) });
  await sdk.applicationApi.assignGroupToApplication({ appId, groupId: group.id! });
  expect(await all(await sdk.applicationApi.listApplicationGroupAssignments({ appId }))).toHaveLength(1);
  const replaced = await sdk.applicationApi.replaceApplication({
    appId,
    application: body({ ...oidc, label: 'Sdk renamed' }),
  });
  expect(replaced.label).toBe('Sdk renamed');
  const [key] = await all<{ x5c?: string[] }>(
    await sdk.applicationApi.listApplicationKeys({ appId: created[2]!.id! }),
  );
  expect(key!.x5c).toHaveLength(1);
  for (const { id } of created) {
    await sdk.applicationApi.deactivateApplication({ appId: id! });
    await sdk.applicationApi.deleteApplication({ appId: id! });
  }
  await expect(sdk.applicationApi.getApplication({ appId })).rejects.toMatchObject(gone);
});

test('authorization servers with scopes, claims, policies and rules', async () => {
  const server = await sdk.authorizationServerApi.createAuthorizationServer({
    authorizationServer: body({ name: 'Sdk server', description: 'd', audiences: ['api://sdk'] }),
  });
  const authServerId = server.id!;
  const scope = await sdk.authorizationServerApi.createOAuth2Scope({
    authServerId,
    oAuth2Scope: body({ name: 'sdk:read' }),
  });
  const claim = await sdk.authorizationServerApi.createOAuth2Claim({
    authServerId,
    oAuth2Claim: body({
      name: 'nick',
      claimType: 'RESOURCE',
      valueType: 'EXPRESSION',
      value: 'user.nickName',
    }),
  });
  const policy = await sdk.authorizationServerApi.createAuthorizationServerPolicy({
    authServerId,
    policy: body({
      type: 'OAUTH_AUTHORIZATION_POLICY',
      name: 'P',
      description: 'p',
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    }),
  });
  const rule = await sdk.authorizationServerApi.createAuthorizationServerPolicyRule({
    authServerId,
    policyId: policy.id!,
    policyRule: body({
      type: 'RESOURCE_ACCESS',
      name: 'R',
      conditions: {
        people: { groups: { include: ['EVERYONE'] } },
        grantTypes: { include: ['client_credentials'] },
        scopes: { include: ['*'] },
      },
    }),
  });
  expect([scope.name, claim.name, policy.priority, rule.priority]).toEqual(['sdk:read', 'nick', 1, 1]);
  const scopes = await all(await sdk.authorizationServerApi.listOAuth2Scopes({ authServerId }));
  expect(scopes.map(({ name }) => name)).toContain('sdk:read');
  const keys = await all(await sdk.authorizationServerApi.listAuthorizationServerKeys({ authServerId }));
  expect(keys.map(({ status }) => status)).toContain('ACTIVE');
  await sdk.authorizationServerApi.deactivateAuthorizationServer({ authServerId });
  await sdk.authorizationServerApi.deleteAuthorizationServer({ authServerId });
  await expect(sdk.authorizationServerApi.getAuthorizationServer({ authServerId })).rejects.toMatchObject(
    gone,
  );
});

test('policies: an access policy with its rules, and Okta’s own', async () => {
  const [enrollment] = await all(await sdk.policyApi.listPolicies({ type: 'MFA_ENROLL' }));
  expect(enrollment).toMatchObject({
    name: 'Default Policy',
    settings: { authenticators: expect.any(Array) as unknown[] },
  });
  const policy = await sdk.policyApi.createPolicy({
    policy: body({ type: 'ACCESS_POLICY', name: 'Sdk access' }),
  });
  const policyId = policy.id!;
  const rule = await sdk.policyApi.createPolicyRule({
    policyId,
    policyRule: body({
      type: 'ACCESS_POLICY',
      name: 'Sdk rule',
      actions: {
        appSignOn: { access: 'ALLOW', verificationMethod: { type: 'ASSURANCE', factorMode: '1FA' } },
      },
    }),
  });
  expect(rule.constructor.name).toBe('AccessPolicyRule');
  const rules = await all(await sdk.policyApi.listPolicyRules({ policyId }));
  expect(rules.map(({ name }) => name)).toEqual(['Sdk rule', 'Catch-all Rule']);
  await sdk.policyApi.deletePolicyRule({ policyId, ruleId: rule.id! });
  await sdk.policyApi.deletePolicy({ policyId });
  await expect(sdk.policyApi.getPolicy({ policyId })).rejects.toMatchObject(gone);
});

describe('hooks, origins, providers', () => {
  test('event hooks', async () => {
    const hook = {
      name: 'Sdk hook',
      events: { type: 'EVENT_TYPE', items: ['user.lifecycle.create'] },
      channel: {
        type: 'HTTP',
        version: '1.0.0',
        config: {
          uri: 'https://example.com/hook',
          authScheme: { type: 'HEADER', key: 'Authorization', value: 'secret' },
        },
      },
    };
    const { id } = await sdk.eventHookApi.createEventHook({ eventHook: body(hook) });
    const eventHookId = id!;
    const read = await sdk.eventHookApi.getEventHook({ eventHookId });
    expect(JSON.stringify(read)).not.toContain('secret');
    const renamed = await sdk.eventHookApi.replaceEventHook({
      eventHookId,
      eventHook: body({ ...hook, name: 'Renamed' }),
    });
    expect(renamed.name).toBe('Renamed');
    expect(await all(await sdk.eventHookApi.listEventHooks())).toHaveLength(1);
    await sdk.eventHookApi.deactivateEventHook({ eventHookId });
    await sdk.eventHookApi.deleteEventHook({ eventHookId });
    await expect(sdk.eventHookApi.getEventHook({ eventHookId })).rejects.toMatchObject(gone);
  });

  test('trusted origins', async () => {
    const origin = {
      name: 'Sdk origin',
      origin: 'http://sdk.example',
      scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }],
    };
    const { id } = await sdk.trustedOriginApi.createTrustedOrigin({ trustedOrigin: body(origin) });
    const trustedOriginId = id!;
    await sdk.trustedOriginApi.replaceTrustedOrigin({
      trustedOriginId,
      trustedOrigin: body({ ...origin, name: 'Renamed' }),
    });
    expect((await all(await sdk.trustedOriginApi.listTrustedOrigins()))[0]).toMatchObject({
      name: 'Renamed',
    });
    await sdk.trustedOriginApi.deactivateTrustedOrigin({ trustedOriginId });
    await sdk.trustedOriginApi.deleteTrustedOrigin({ trustedOriginId });
    await expect(sdk.trustedOriginApi.getTrustedOrigin({ trustedOriginId })).rejects.toMatchObject(gone);
  });

  test('identity providers', async () => {
    const google = {
      type: 'GOOGLE',
      name: 'Sdk Google',
      protocol: {
        type: 'OIDC',
        scopes: ['openid'],
        credentials: { client: { client_id: 'c', client_secret: 's' } },
      },
      policy: {
        provisioning: { action: 'AUTO' },
        accountLink: { action: 'AUTO' },
        subject: { userNameTemplate: { template: 'idpuser.email' }, matchType: 'USERNAME' },
      },
    };
    const { id } = await sdk.identityProviderApi.createIdentityProvider({ identityProvider: body(google) });
    const idpId = id!;
    await sdk.identityProviderApi.replaceIdentityProvider({
      idpId,
      identityProvider: body({ ...google, name: 'Renamed' }),
    });
    expect((await all(await sdk.identityProviderApi.listIdentityProviders()))[0]).toMatchObject({
      name: 'Renamed',
    });
    await sdk.identityProviderApi.deactivateIdentityProvider({ idpId });
    await sdk.identityProviderApi.deleteIdentityProvider({ idpId });
    await expect(sdk.identityProviderApi.getIdentityProvider({ idpId })).rejects.toMatchObject(gone);
  });
});

test('factors: a question and an SMS', async () => {
  const user = await sdk.userApi.createUser({
    activate: true,
    body: body({
      profile: { firstName: 'F', lastName: 'F', email: 'factor@sdk.example', login: 'factor@sdk.example' },
    }),
  });
  const userId = user.id!;
  const question = await sdk.userFactorApi.enrollFactor({
    userId,
    body: body({
      factorType: 'question',
      provider: 'OKTA',
      profile: { question: 'disliked_food', answer: 'mayonnaise' },
    }),
  });
  expect(question).toMatchObject({ factorType: 'question', status: 'ACTIVE' });
  const sms = await sdk.userFactorApi.enrollFactor({
    userId,
    body: body({ factorType: 'sms', provider: 'OKTA', profile: { phoneNumber: '+1 415 555 0123' } }),
  });
  expect(sms.status).toBe('PENDING_ACTIVATION');
  expect(await all(await sdk.userFactorApi.listFactors({ userId }))).toHaveLength(2);
  const right = await sdk.userFactorApi.verifyFactor({
    userId,
    factorId: question.id!,
    body: body({ answer: 'mayonnaise' }),
  });
  expect(right.factorResult).toBe('SUCCESS');
  await expect(
    sdk.userFactorApi.verifyFactor({
      userId,
      factorId: question.id!,
      body: body({ answer: 'wrong answer' }),
    }),
  ).rejects.toMatchObject({ status: 403, errorCode: 'E0000068' });
  await sdk.userFactorApi.unenrollFactor({ userId, factorId: sms.id! });
  await expect(sdk.userFactorApi.getFactor({ userId, factorId: sms.id! })).rejects.toMatchObject(gone);
});

test('sessions: made of a session token, read, refreshed, ended', async () => {
  const password = 'Long-Enough-1';
  const login = 'session@sdk.example';
  await sdk.userApi.createUser({
    body: body({
      profile: { firstName: 'S', lastName: 'S', email: login, login },
      credentials: { password: { value: password } },
    }),
  });
  const signIn = await fetch(`${sandbox.url}/api/v1/authn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: login, password }),
  });
  const { sessionToken } = (await signIn.json()) as { sessionToken: string };
  const createSessionRequest = body({ sessionToken });
  const made = await sdk.sessionApi.createSession({ createSessionRequest });
  const sessionId = made.id!;
  expect(made).toMatchObject({ login, status: 'ACTIVE', amr: ['pwd'] });
  expect((await sdk.sessionApi.getSession({ sessionId })).userId).toBe(made.userId);
  sandbox.setClockOffset(3_600_000);
  const refreshed = await sdk.sessionApi.refreshSession({ sessionId });
  sandbox.setClockOffset(0);
  expect(refreshed.expiresAt!.getTime()).toBeGreaterThan(made.expiresAt!.getTime());
  await sdk.sessionApi.revokeSession({ sessionId });
  await expect(sdk.sessionApi.getSession({ sessionId })).rejects.toMatchObject(gone);
  await expect(sdk.sessionApi.createSession({ createSessionRequest })).rejects.toMatchObject({ status: 401 });
});

test('the system log tells what was done', async () => {
  const events = await all(
    await sdk.systemLogApi.listLogEvents({
      filter: 'eventType eq "group.lifecycle.create"',
      until: new Date(Date.now() + 60_000).toISOString(),
    }),
  );
  expect(events.length).toBeGreaterThanOrEqual(6);
  expect(events[0]).toMatchObject({
    actor: { alternateId: 'admin@sandbox.example' },
    outcome: { result: 'SUCCESS' },
  });
});
