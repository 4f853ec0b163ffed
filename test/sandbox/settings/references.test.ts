/** Whatever names something else in the org by its id or name is refused when the org has no such thing. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSandbox, type Seed } from '../../../sandbox/index.ts';
import { type OAuthOrg, startOAuthOrg } from '../../helpers/oauth-org.ts';

let org: OAuthOrg;
beforeAll(async () => {
  org = await startOAuthOrg();
});
afterAll(async () => {
  expect(org.faults).toEqual([]);
  await org.close();
});

const group = '00gnosuchgroup000000';
const user = '00unosuchuser0000000';
const zone = 'nzonosuchzone0000000';
const app = '0oanosuchapp00000000';
const idp = '0oanosuchidp00000000';

let names = 0;
const next = (): string => `Thing ${String((names += 1))}`;

/** What the org answers to something that names what is not there. */
async function refusal(path: string, body: object, method = 'POST') {
  const { status, body: said } = await org.api(method, `/api/v1/${path}`, body);
  return { status, said: JSON.stringify(said) };
}

const systemPolicies = new Map<string, string>();
async function systemPolicy(type: string): Promise<string> {
  const known = systemPolicies.get(type);
  if (known !== undefined) return known;
  const { body } = await org.api('GET', `/api/v1/policies?type=${type}`);
  const own = (body as unknown as readonly { readonly id: string; readonly system: boolean }[]).find(
    ({ system }) => system,
  );
  systemPolicies.set(type, String(own?.id));
  return String(own?.id);
}

type Rule = { readonly conditions?: object; readonly actions?: object };
const rule = async (type: string, { conditions = {}, actions = {} }: Rule) =>
  refusal(`policies/${await systemPolicy(type)}/rules`, { name: next(), conditions, actions });

const people = {
  group: { people: { groups: { include: [group] } } },
  'group left out': { people: { groups: { exclude: [group] } } },
  user: { people: { users: { include: [user] } } },
  'user left out': { people: { users: { exclude: [user] } } },
};
const network = {
  zone: { network: { connection: 'ZONE', include: [zone] } },
  'zone left out': { network: { connection: 'ZONE', exclude: [zone] } },
};
const method = (verificationMethod: object) => ({ appSignOn: { access: 'ALLOW', verificationMethod } });
const constraint = (one: object) => method({ type: 'ASSURANCE', constraints: [one] });
const reset = (requirement: object) => ({ selfServicePasswordReset: { access: 'ALLOW', requirement } });
const conditions = (table: Record<string, object>): Record<string, Rule> =>
  Object.fromEntries(Object.entries(table).map(([name, one]) => [name, { conditions: one }]));
const actions = (table: Record<string, object>): Record<string, Rule> =>
  Object.fromEntries(Object.entries(table).map(([name, one]) => [name, { actions: one }]));

/** Rules by the type of their policy, each with one thing that is not there. */
const rules: Record<string, Record<string, Rule>> = {
  OKTA_SIGN_ON: conditions({
    ...people,
    ...network,
    behavior: { risk: { behaviors: ['nosuch'] } },
    'identity provider': { identityProvider: { provider: 'SPECIFIC_IDP', idpIds: [idp] } },
  }),
  PASSWORD: {
    ...conditions({ ...people, ...network }),
    ...actions({
      'recovery method': reset({ primary: { methods: ['pigeon'] } }),
      'second recovery method': reset({ stepUp: { required: true, methods: ['sms'] } }),
      'constrained method': reset({ primary: { methodConstraints: [{ method: 'sms' }] } }),
      'constrained authenticator': reset({
        primary: { methodConstraints: [{ method: 'otp', allowedAuthenticators: [{ key: 'webauthn' }] }] },
      }),
    }),
  },
  MFA_ENROLL: conditions({ ...people, ...network, app: { app: { include: [{ type: 'APP', id: app }] } } }),
  ACCESS_POLICY: {
    ...conditions({
      ...people,
      ...network,
      'user type': { userType: { include: ['nosuch'] } },
      'user type left out': { userType: { exclude: ['nosuch'] } },
      'device assurance policy': { device: { registered: true, assurance: { include: ['nosuch'] } } },
      platform: { platform: { include: [{ type: 'TOASTER' }] } },
      'operating system': { platform: { include: [{ type: 'DESKTOP', os: { type: 'BEOS' } }] } },
      expression: { elCondition: { condition: 'user.login ==' } },
    }),
    ...actions({
      authenticator: constraint({ knowledge: { authenticationMethods: [{ key: 'nosuch', method: 'otp' }] } }),
      'method of the authenticator': constraint({
        possession: { authenticationMethods: [{ key: 'okta_email', method: 'sms' }] },
      }),
      'authenticator left out': constraint({
        possession: { excludedAuthenticationMethods: [{ key: 'nosuch', method: 'otp' }] },
      }),
      'type of authenticators': constraint({ knowledge: { types: ['pencil'] } }),
      'kind of method': constraint({ possession: { methods: ['pencil'] } }),
      'method of verification': constraint({ possession: { userVerificationMethods: ['pencil'] } }),
      'authenticator of a chain': method({
        type: 'AUTH_METHOD_CHAIN',
        chains: [{ authenticationMethods: [{ key: 'nosuch', method: 'otp' }] }],
      }),
      'method in the third step of a chain': method({
        type: 'AUTH_METHOD_CHAIN',
        chains: [{ next: [{ next: [{ authenticationMethods: [{ key: 'okta_email', method: 'sms' }] }] }] }],
      }),
      duration: method({ type: 'ASSURANCE', reauthenticateIn: 'soon' }),
      'answer about staying signed in': {
        appSignOn: { access: 'ALLOW', keepMeSignedIn: { postAuth: 'PERHAPS' } },
      },
    }),
  },
  IDP_DISCOVERY: {
    ...conditions({
      ...network,
      app: { app: { include: [{ type: 'APP', id: app }] } },
      'app left out': { app: { exclude: [{ type: 'APP', id: app }] } },
      'kind of app': { app: { include: [{ type: 'GROUP', id: app }] } },
      attribute: { userIdentifier: { type: 'ATTRIBUTE', attribute: 'nosuch', patterns: [] } },
      'regular expression': { userIdentifier: { patterns: [{ matchType: 'EXPRESSION', value: '(' }] } },
    }),
    ...actions({
      'identity provider': { idp: { providers: [{ type: 'OIDC', id: idp }] } },
      'identity provider, not even named': { idp: { providers: [{ type: 'OIDC' }] } },
      'type of provider': { idp: { providers: [{ type: 'NOSUCH', id: idp }] } },
      'kind of selection': { idp: { providers: [{ type: 'OKTA' }], idpSelectionType: 'RANDOM' } },
    }),
  },
};

describe.each(Object.entries(rules))('a rule of a policy of type %s', (type, table) => {
  it.each(Object.entries(table))('may not name an unknown %s', async (_, body) => {
    const { status, said } = await rule(type, body);
    expect([400, 404]).toContain(status);
    expect(said).toMatch(status === 404 ? /E0000007.*Not found: Resource not found: / : /E0000001/);
  });
});

it('a rule for zones names one', async () => {
  const { status, said } = await rule('OKTA_SIGN_ON', { conditions: { network: { connection: 'ZONE' } } });
  expect(status).toBe(400);
  expect(said).toContain('You should either include or exclude network zones when you use zones');
});

it('a rule that asks for identity proofing is not implemented', async () => {
  expect((await rule('ACCESS_POLICY', { actions: method({ type: 'ID_PROOFING' }) })).status).toBe(501);
});

it('a rule names what is there, and keeps it when that is deleted', async () => {
  const { id } = await org.must('POST', '/api/v1/groups', { profile: { name: next() } });
  const zones = await org.must('POST', '/api/v1/zones', { type: 'IP', name: next() });
  const path = `/api/v1/policies/${await systemPolicy('OKTA_SIGN_ON')}/rules`;
  const named = {
    people: { groups: { include: [id] } },
    network: { connection: 'ZONE', include: [zones.id], exclude: ['ALL_ZONES'] },
  };
  const made = await org.must('POST', path, { name: next(), conditions: named });
  await org.must('DELETE', `/api/v1/groups/${id}`);
  expect((await org.must('GET', `${path}/${made.id}`))['conditions']).toMatchObject(named);
});

describe('the rule of a profile enrollment policy', () => {
  it.each([
    ['group', { targetGroupIds: [group] }],
    ['attribute', { allowedIdentifiers: ['nosuch'] }],
    ['authenticator', { enrollAuthenticatorTypes: ['pencil'] }],
    ['inline hook', { preRegistrationInlineHooks: [{ inlineHookId: 'nosuch' }] }],
  ])('may not name an unknown %s', async (_, profileEnrollment) => {
    const path = `policies/${await systemPolicy('PROFILE_ENROLLMENT')}/rules`;
    const { body } = await org.api('GET', `/api/v1/${path}`);
    const [own] = body as unknown as readonly { readonly id: string }[];
    const changed = { ...own, actions: { profileEnrollment: { access: 'ALLOW', ...profileEnrollment } } };
    const { status } = await refusal(`${path}/${String(own?.id)}`, changed, 'PUT');
    expect([400, 404]).toContain(status);
  });
});

describe('a policy', () => {
  it.each([
    ['user', 'OKTA_SIGN_ON', { conditions: { people: { users: { include: [user] } } } }],
    ['directory', 'PASSWORD', { conditions: { authProvider: { provider: 'LDAP', include: ['nosuch'] } } }],
    ['kind of directory', 'PASSWORD', { conditions: { authProvider: { provider: 'NOVELL' } } }],
    ['attribute', 'PASSWORD', { settings: { password: { complexity: { excludeAttributes: ['nosuch'] } } } }],
    [
      'channel of notices',
      'PASSWORD',
      { settings: { password: { lockout: { userLockoutNotificationChannels: ['PIGEON'] } } } },
    ],
    ['authenticator', 'MFA_ENROLL', { settings: { authenticators: [{ key: 'duo' }] } }],
    ['factor', 'MFA_ENROLL', { settings: { type: 'FACTORS', factors: { pigeon: { enroll: {} } } } }],
    [
      'group of security keys',
      'MFA_ENROLL',
      { settings: { authenticators: [{ key: 'webauthn', constraints: { aaguidGroups: ['nosuch'] } }] } },
    ],
  ])('may not name an unknown %s', async (_, type, body) => {
    const { status } = await refusal('policies', { type, name: next(), ...body });
    expect([400, 404]).toContain(status);
  });
});

describe('an authorization server', () => {
  const server = 'authorizationServers/default';
  const everyone = { groups: { include: ['EVERYONE'] } };
  const code = { include: ['authorization_code'] };
  let policy: string;
  beforeAll(async () => {
    const body = {
      name: next(),
      description: 'Of a test',
      conditions: { clients: { include: ['ALL_CLIENTS'] } },
    };
    policy = `${server}/policies/${(await org.must('POST', `/api/v1/${server}/policies`, body)).id}`;
  });

  it('has no policy for an unknown client', async () => {
    const body = { name: next(), description: 'Of a test', conditions: { clients: { include: [app] } } };
    const { status, said } = await refusal(`${server}/policies`, body);
    expect(status).toBe(400);
    expect(said).toContain(`conditions.clients.include: Resource not found: ${app}`);
  });

  it.each([
    ['group', { people: { groups: { include: [group] } } }],
    ['group left out', { people: { groups: { include: ['EVERYONE'], exclude: [group] } } }],
    ['user', { people: { users: { include: [user] } } }],
    ['user left out', { people: { ...everyone, users: { exclude: [user] } } }],
    ['grant', { grantTypes: { include: ['carrier_pigeon'] } }],
    ['scope', { scopes: { include: ['nosuch'] } }],
  ])('has no rule for an unknown %s', async (_, changes) => {
    const named = { people: everyone, grantTypes: code, scopes: { include: ['*'] }, ...changes };
    const { status } = await refusal(`${policy}/rules`, { name: next(), conditions: named });
    expect([400, 404]).toContain(status);
  });

  it('has no rule that lets people sign in without saying who', async () => {
    const nobody = { people: {}, grantTypes: code, scopes: { include: ['*'] } };
    const { status, said } = await refusal(`${policy}/rules`, { name: next(), conditions: nobody });
    expect(status).toBe(400);
    expect(said).toContain("At least one of 'conditions.people.users.include'");
    const services = { grantTypes: { include: ['client_credentials'] }, scopes: { include: ['*'] } };
    await org.must('POST', `/api/v1/${policy}/rules`, { name: next(), conditions: services });
  });

  it('has no claim for an unknown scope', async () => {
    const claim = { name: 'shoe', claimType: 'RESOURCE', valueType: 'EXPRESSION', value: 'user.login' };
    const refused = await refusal(`${server}/claims`, { ...claim, conditions: { scopes: ['nosuch'] } });
    expect(refused.status).toBe(400);
    await org.must('POST', `/api/v1/${server}/claims`, { ...claim, conditions: { scopes: ['profile'] } });
  });

  it('exports what is left of a rule when those whom it named are deleted', async () => {
    const { id: gone } = await org.must('POST', '/api/v1/groups', { profile: { name: next() } });
    const ada = await org.person();
    const rule = (name: string, people: object) => ({
      name,
      conditions: { people, grantTypes: code, scopes: { include: ['*'] } },
    });
    const some = { groups: { include: ['EVERYONE', gone] }, users: { include: [ada.id] } };
    await org.must('POST', `/api/v1/${policy}/rules`, rule('Some are left', some));
    await org.must('POST', `/api/v1/${policy}/rules`, rule('All are gone', { groups: { include: [gone] } }));
    const { id: appId, clientId } = await org.app();
    const clients = { clients: { include: ['ALL_CLIENTS', clientId] } };
    await org.must('PUT', `/api/v1/${policy}`, { name: next(), description: 'Of both', conditions: clients });
    await org.must('DELETE', `/api/v1/groups/${gone}`);
    await org.must('POST', `/api/v1/apps/${appId}/lifecycle/deactivate`);
    for (const path of [`apps/${appId}`, `users/${ada.id}`, `users/${ada.id}`])
      await org.must('DELETE', `/api/v1/${path}`);
    const { body: seed } = await org.api('GET', '/__sandbox/seed');
    const rules = JSON.stringify(seed);
    expect(rules).toContain('Some are left');
    expect(rules).not.toContain('All are gone');
    await (await createSandbox({ seed: seed as unknown as Seed })).close();
  });
});
