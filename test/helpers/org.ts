import type { App } from '../../sandbox/org/apps/model.ts';
import type { User } from '../../sandbox/org/kernel/model.ts';
import type { Org } from '../../sandbox/org/org.ts';
import { hashSecret } from '../../sandbox/org/people/passwords.ts';
import { startSandbox } from '../../sandbox/start.ts';

export interface TestOrg {
  readonly org: Org;
  readonly url: string;
  /** Of an administrator, for the Management API. */
  readonly apiToken: string;
  /** The phone, the mailbox and the identity providers around it. */
  readonly outsideUrl: string;
  readonly issuer: string;
  /** A browser app without a secret, assigned to Everyone, under an access policy of its own. */
  readonly app: App;
  readonly clientId: string;
  /** Seconds that pass. */
  pass(seconds: number): void;
  /** What the app's access policy asks: the verification method of its only rule. */
  demand(verificationMethod: Readonly<Record<string, unknown>>): void;
  addPerson(login: string, password?: string): Promise<User>;
  /** Errors that nobody expected. */
  readonly faults: unknown[];
  close(): Promise<void>;
}

export const password = 'Shop-Ada-2026';
export const onePassword = {
  type: 'ASSURANCE',
  factorMode: '1FA',
  reauthenticateIn: 'PT2H',
  constraints: [],
};
export const twoFactors = { ...onePassword, factorMode: '2FA' };

/** An org as `createSandbox` makes it, with its state at hand, so that a test can read mail and hold the phone. */
export async function startOrg(...redirectUris: string[]): Promise<TestOrg> {
  let passed = 0;
  const faults: unknown[] = [];
  const { sandbox, org } = await startSandbox({
    clock: () => Date.now() + passed,
    log: (error) => faults.push(error),
  });
  const { url } = sandbox;
  const { app, demand } = org.transaction(() =>
    addApp(org, redirectUris.length > 0 ? redirectUris : ['http://localhost:9/callback']),
  );
  return {
    org,
    url,
    apiToken: sandbox.apiToken,
    outsideUrl: sandbox.outside.url,
    issuer: `${url}/oauth2/default`,
    app,
    clientId: app.oauth!.clientId,
    pass: (seconds) => {
      passed += seconds * 1000;
    },
    demand,
    addPerson: async (login, secret = password) => {
      const passwordHash = await hashSecret(secret);
      return org.transaction(() =>
        org.users.create({
          profile: { login, email: login, firstName: 'Ada', lastName: 'Lovelace' },
          typeId: org.userTypes.require('default').id,
          realmId: org.settings.defaultRealmId,
          status: 'ACTIVE',
          passwordHash,
        }),
      );
    },
    faults,
    close: () => sandbox.close(),
  };
}

function addApp(org: Org, redirectUris: readonly string[]) {
  const policy = org.policies.create({
    type: 'ACCESS_POLICY',
    name: 'Test',
    status: 'ACTIVE',
    priority: 1,
    system: false,
    conditions: null,
  });
  const rule = org.policies.createRule({
    policyId: policy.id,
    type: 'ACCESS_POLICY',
    name: 'All',
    status: 'ACTIVE',
    priority: 1,
    system: true,
    conditions: null,
    actions: { appSignOn: { access: 'ALLOW', verificationMethod: onePassword } },
  });
  const app = org.apps.create({
    name: 'oidc_client',
    label: 'Test app',
    status: 'ACTIVE',
    signOnMode: 'OPENID_CONNECT',
    accessPolicyId: policy.id,
    rest: { accessibility: {}, visibility: {}, features: [], credentials: {}, settings: {} },
    oauth: {
      clientId: '0oaTestApp',
      secrets: [],
      tokenEndpointAuthMethod: 'none',
      applicationType: 'browser',
      grantTypes: ['authorization_code', 'interaction_code', 'refresh_token'],
      responseTypes: ['code'],
      redirectUris,
      postLogoutRedirectUris: [],
      pkceRequired: true,
      consentMethod: 'TRUSTED',
      wildcardRedirect: 'DISABLED',
      refreshToken: { rotation: 'STATIC', leewaySeconds: 0 },
      dpopBoundAccessTokens: false,
    },
  });
  org.apps.assignGroup(app.id, org.groups.everyone.id, {});
  org.trustedOrigins.create({
    name: 'Test app',
    origin: new URL(redirectUris[0]!).origin,
    scopes: [{ type: 'CORS' }, { type: 'REDIRECT' }],
    status: 'ACTIVE',
    createdBy: 'test',
    lastUpdatedBy: 'test',
  });
  const demand = (verificationMethod: Readonly<Record<string, unknown>>): void => {
    org.transaction(() => {
      const current = org.policies.requireRule(policy.id, rule.id);
      org.policies.updateRule(current, { actions: { appSignOn: { access: 'ALLOW', verificationMethod } } });
    });
  };
  return { app, demand };
}

/** A request in which someone asks for a code. */
export const asking = {
  id: 'request-1',
  method: 'POST',
  path: '/test',
  client: { ipAddress: '127.0.0.1', userAgent: 'test' },
};
