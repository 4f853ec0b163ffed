/** Okta's own client, unmodified: lists page by page, changes that stay, and the smaller resources. */
import okta from '@okta/okta-sdk-nodejs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox, type Sandbox } from '../../sandbox/index.ts';

let sandbox: Sandbox;
let sdk: okta.Client;
const requests: string[] = [];
beforeAll(async () => {
  sandbox = await createSandbox();
  const requestExecutor = new okta.DefaultRequestExecutor();
  requestExecutor.on('request', ({ url }: { url: string }) => requests.push(url));
  sdk = new okta.Client({ orgUrl: sandbox.url, token: sandbox.apiToken, requestExecutor });
});
afterAll(() => sandbox.close());

/** Bodies are plain objects, as in Okta's examples; the client's types want instances of its classes. */
const body = (value: unknown): never => value as never;
const gone = { status: 404 };

interface Listed<T> {
  each(visit: (item: T) => void): Promise<unknown>;
}

/** The names on all pages of a list, and how many requests it took to get them. */
async function paged<T extends { name?: string }>(
  list: () => Promise<Listed<T>>,
): Promise<{ names: (string | undefined)[]; pages: number }> {
  const before = requests.length;
  const names: (string | undefined)[] = [];
  await (await list()).each(({ name }) => void names.push(name));
  return { names, pages: requests.length - before };
}

const three = ['Page 1', 'Page 2', 'Page 3'];

test('authorization servers: paged, replaced, deactivated', async () => {
  const servers = [];
  for (const name of three) {
    servers.push(
      await sdk.authorizationServerApi.createAuthorizationServer({
        authorizationServer: body({ name, description: name, audiences: ['api://page'] }),
      }),
    );
  }
  const list = await paged(() => sdk.authorizationServerApi.listAuthorizationServers({ limit: 2 }));
  expect(list).toEqual({ names: ['default', ...three], pages: 2 });
  const authServerId = servers[0]!.id!;
  await sdk.authorizationServerApi.replaceAuthorizationServer({
    authServerId,
    authorizationServer: body({ name: 'Page one', description: 'new', audiences: ['api://one'] }),
  });
  await sdk.authorizationServerApi.deactivateAuthorizationServer({ authServerId });
  expect(await sdk.authorizationServerApi.getAuthorizationServer({ authServerId })).toMatchObject({
    name: 'Page one',
    audiences: ['api://one'],
    status: 'INACTIVE',
  });
});

test('policies: every type, paged, replaced, with rules of their own', async () => {
  for (const name of three) {
    await sdk.policyApi.createPolicy({ policy: body({ type: 'OKTA_SIGN_ON', name, description: name }) });
  }
  const list = await paged(() => sdk.policyApi.listPolicies({ type: 'OKTA_SIGN_ON', limit: '2' }));
  expect(list).toEqual({ names: [...three, 'Default Policy'], pages: 2 });
  const ruleTypes = { OKTA_SIGN_ON: 'SIGN_ON', PASSWORD: 'PASSWORD', MFA_ENROLL: 'MFA_ENROLL' };
  for (const [type, ruleType] of Object.entries(ruleTypes)) {
    const { id } = await sdk.policyApi.createPolicy({ policy: body({ type, name: `New ${type}` }) });
    const policyId = id!;
    const policyRule = body({ type: ruleType, name: 'Rule', conditions: {}, actions: {} });
    const rule = await sdk.policyApi.createPolicyRule({ policyId, policyRule });
    await sdk.policyApi.replacePolicyRule({
      policyId,
      ruleId: rule.id!,
      policyRule: body({ type: ruleType, name: 'Renamed', conditions: {}, actions: {} }),
    });
    const replaced = await sdk.policyApi.replacePolicy({
      policyId,
      policy: body({ type, name: `Old ${type}` }),
    });
    expect(replaced.name).toBe(`Old ${type}`);
    const rules = await paged(() => sdk.policyApi.listPolicyRules({ policyId }));
    expect(rules.names).toEqual(['Renamed']);
    await sdk.policyApi.deletePolicyRule({ policyId, ruleId: rule.id! });
    await sdk.policyApi.deletePolicy({ policyId });
    await expect(sdk.policyApi.getPolicy({ policyId })).rejects.toMatchObject(gone);
  }
});

test('trusted origins, providers and hooks: paged', async () => {
  for (const [index, name] of three.entries()) {
    const origin = `https://page${index}.example`;
    await sdk.trustedOriginApi.createTrustedOrigin({
      trustedOrigin: body({ name, origin, scopes: [{ type: 'CORS' }] }),
    });
    await sdk.identityProviderApi.createIdentityProvider({
      identityProvider: body({
        type: 'FACEBOOK',
        name,
        protocol: {
          type: 'OAUTH2',
          scopes: ['email'],
          credentials: { client: { client_id: 'c', client_secret: 's' } },
        },
        policy: { accountLink: { action: 'AUTO' } },
      }),
    });
    await sdk.eventHookApi.createEventHook({
      eventHook: body({
        name,
        events: { type: 'EVENT_TYPE', items: ['user.lifecycle.create'] },
        channel: { type: 'HTTP', version: '1.0.0', config: { uri: `${origin}/hook` } },
      }),
    });
  }
  expect(await paged(() => sdk.trustedOriginApi.listTrustedOrigins({ limit: 2 }))).toEqual({
    names: three,
    pages: 2,
  });
  expect(await paged(() => sdk.identityProviderApi.listIdentityProviders({ limit: 2 }))).toEqual({
    names: three,
    pages: 2,
  });
  // Okta's client gives this list no limit: it is one page.
  expect(await paged(() => sdk.eventHookApi.listEventHooks())).toEqual({ names: three, pages: 1 });
});

test('apps with a password: Okta’s templates, whose password nobody reads', async () => {
  const app = await sdk.applicationApi.createApplication({
    application: body({
      name: 'template_swa',
      label: 'Forum',
      signOnMode: 'BROWSER_PLUGIN',
      credentials: {
        scheme: 'SHARED_USERNAME_AND_PASSWORD',
        userName: 'all',
        password: { value: 'Shared-Secret-1' },
      },
      settings: { app: { url: 'https://forum.example', buttonField: 'b', passwordField: 'p' } },
    }),
  });
  expect(app.constructor.name).toBe('BrowserPluginApplication');
  expect(JSON.stringify(app)).not.toContain('Shared-Secret-1');
  expect(app).toMatchObject({
    credentials: { scheme: 'SHARED_USERNAME_AND_PASSWORD', userName: 'all', revealPassword: false },
    settings: { app: { buttonField: 'b', passwordField: 'p' } },
    visibility: { appLinks: { login: true } },
  });
  const custom = {
    label: 'My Page',
    signOnMode: 'AUTO_LOGIN',
    settings: { signOn: { loginUrl: 'https://p' } },
  };
  const names = [];
  for (let round = 0; round < 2; round += 1) {
    const made = await sdk.applicationApi.createApplication({ application: body(custom) });
    names.push((made as { name?: string }).name);
    await sdk.applicationApi.deactivateApplication({ appId: made.id! });
    await sdk.applicationApi.deleteApplication({ appId: made.id! });
  }
  expect(names).toEqual(['sandbox_mypage_1', 'sandbox_mypage_2']);
});

test('an access policy is mapped to an app, and taken away again', async () => {
  const policy = await sdk.policyApi.createPolicy({
    policy: body({ type: 'ACCESS_POLICY', name: 'Strict' }),
  });
  const policyId = policy.id!;
  const app = await sdk.applicationApi.createApplication({
    application: body({ label: 'Mapped', signOnMode: 'BOOKMARK', settings: { app: { url: 'https://m' } } }),
  });
  const group = await sdk.groupApi.createGroup({ group: body({ profile: { name: 'Mapped' } }) });
  await sdk.applicationApi.assignGroupToApplication({ appId: app.id!, groupId: group.id! });
  const apps: (string | undefined)[] = [];
  await (
    await sdk.groupApi.listAssignedApplicationsForGroup({ groupId: group.id! })
  ).each(({ label }) => void apps.push(label));
  expect(apps).toEqual(['Mapped']);
  const mapping = await sdk.policyApi.mapResourceToPolicy({
    policyId,
    policyMappingRequest: body({ resourceId: app.id, resourceType: 'APP' }),
  });
  const mappingId = mapping.id!;
  expect((await sdk.policyApi.getPolicyMapping({ policyId, mappingId })).id).toBe(mappingId);
  await sdk.policyApi.deletePolicyResourceMapping({ policyId, mappingId });
  await expect(sdk.policyApi.getPolicyMapping({ policyId, mappingId })).rejects.toMatchObject(gone);
});

test('authenticator methods: voice joins sms, the last one stays', async () => {
  let phone = '';
  await (
    await sdk.authenticatorApi.listAuthenticators()
  ).each(({ key, id }) => {
    if (key === 'phone_number') phone = id!;
  });
  const off = await sdk.authenticatorApi.deactivateAuthenticatorMethod({
    authenticatorId: phone,
    methodType: 'voice',
  });
  expect(off).toMatchObject({ type: 'voice', status: 'INACTIVE' });
  await expect(
    sdk.authenticatorApi.deactivateAuthenticatorMethod({ authenticatorId: phone, methodType: 'sms' }),
  ).rejects.toMatchObject({ status: 400 });
  const on = await sdk.authenticatorApi.activateAuthenticatorMethod({
    authenticatorId: phone,
    methodType: 'voice',
  });
  expect(on).toMatchObject({ type: 'voice', status: 'ACTIVE' });
});

test('behaviour rules: made with Okta’s defaults, replaced, deleted', async () => {
  const rule = await sdk.behaviorApi.createBehaviorDetectionRule({
    rule: body({ name: 'Far', type: 'VELOCITY' }),
  });
  expect(rule).toMatchObject({ status: 'ACTIVE', settings: { velocityKph: 805 } });
  const behaviorId = rule.id!;
  await sdk.behaviorApi.replaceBehaviorDetectionRule({
    behaviorId,
    rule: body({ name: 'Fast', type: 'VELOCITY', settings: { velocityKph: 900 } }),
  });
  await sdk.behaviorApi.deactivateBehaviorDetectionRule({ behaviorId });
  expect(await sdk.behaviorApi.getBehaviorDetectionRule({ behaviorId })).toMatchObject({
    name: 'Fast',
    status: 'INACTIVE',
    settings: { velocityKph: 900 },
  });
  await sdk.behaviorApi.deleteBehaviorDetectionRule({ behaviorId });
  await expect(sdk.behaviorApi.getBehaviorDetectionRule({ behaviorId })).rejects.toMatchObject(gone);
});

test('linked objects: a manager has subordinates, and nobody manages themselves', async () => {
  const [manager, worker] = await Promise.all(
    ['boss', 'worker'].map((name) =>
      sdk.userApi.createUser({
        activate: false,
        body: body({
          profile: {
            firstName: name,
            lastName: name,
            email: `${name}@l.example`,
            login: `${name}@l.example`,
          },
        }),
      }),
    ),
  );
  const side = (name: string): object => ({ name, title: name, description: name, type: 'USER' });
  await sdk.linkedObjectApi.createLinkedObjectDefinition({
    linkedObject: body({ primary: side('manager'), associated: side('subordinate') }),
  });
  const user = `${sandbox.url}/api/v1/users`;
  const call = (method: string, path: string): Promise<Response> =>
    fetch(`${user}/${path}`, { method, headers: { authorization: `SSWS ${sandbox.apiToken}` } });
  const set = await call('PUT', `${worker!.id!}/linkedObjects/manager/${manager!.id!}`);
  expect(set.status).toBe(204);
  const read = async (id: string, name: string): Promise<unknown> =>
    (await call('GET', `${id}/linkedObjects/${name}`)).json();
  const self = (id: string): unknown => [{ _links: { self: { href: `${user}/${id}` } } }];
  expect(await read(worker!.id!, 'manager')).toEqual(self(manager!.id!));
  expect(await read(manager!.id!, 'subordinate')).toEqual(self(worker!.id!));
  const own = await call('PUT', `${worker!.id!}/linkedObjects/manager/${worker!.id!}`);
  expect(own.status).toBe(400);
  await sdk.linkedObjectApi.deleteLinkedObjectDefinition({ linkedObjectName: 'subordinate' });
  expect((await call('GET', `${worker!.id!}/linkedObjects/manager`)).status).toBe(404);
});

test('servers that trust each other, and roles of a service app', async () => {
  const [one, two] = await Promise.all(
    ['Trusting', 'Trusted'].map((name) =>
      sdk.authorizationServerApi.createAuthorizationServer({
        authorizationServer: body({ name, description: name, audiences: ['api://trust'] }),
      }),
    ),
  );
  const authServerId = one!.id!;
  // Okta's client takes the answer for a list, and asks only when it is read.
  const added = await paged(() =>
    sdk.authorizationServerApi.createAssociatedServers({
      authServerId,
      associatedServerMediated: body({ trusted: [two!.id] }),
    }),
  );
  expect(added.names).toEqual(['Trusted']);
  const trusted = (): ReturnType<typeof paged> =>
    paged(() =>
      sdk.authorizationServerApi.listAssociatedServersByTrustedType({ authServerId, trusted: true }),
    );
  expect((await trusted()).names).toEqual(['Trusted']);
  await sdk.authorizationServerApi.deleteAssociatedServer({ authServerId, associatedServerId: two!.id! });
  expect((await trusted()).names).toEqual([]);

  const app = await sdk.applicationApi.createApplication({
    application: body({
      label: 'Service',
      signOnMode: 'OPENID_CONNECT',
      settings: { oauthClient: { application_type: 'service', grant_types: ['client_credentials'] } },
    }),
  });
  const roles = `${sandbox.url}/oauth2/v1/clients/${app.id!}/roles`;
  const headers = { authorization: `SSWS ${sandbox.apiToken}`, 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: JSON.stringify({ type: 'HELP_DESK_ADMIN' }) };
  const assigned = (await (await fetch(roles, request)).json()) as { id: string };
  expect(assigned).toMatchObject({ type: 'HELP_DESK_ADMIN', assignmentType: 'CLIENT' });
  expect((await fetch(roles, request)).status).toBe(409);
  expect((await fetch(`${roles}/${assigned.id}`, { method: 'DELETE', headers })).status).toBe(204);
  expect(await (await fetch(roles, { headers })).json()).toEqual([]);
});
