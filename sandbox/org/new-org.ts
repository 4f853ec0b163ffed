import { defaultAuthenticators } from './factors/default-authenticators.ts';
import { defaultRule } from './servers/default-authorization.ts';
import { defaultZones } from './policies/default-zones.ts';
import { defaultPolicies } from './policies/default-policies.ts';
import { defaultBehaviors } from './policies/default-behaviors.ts';
import { ruleTypeOf } from './policies/policies.ts';
import { newId } from './kernel/ids.ts';
import type { OrgSettings } from './kernel/model.ts';
import { Org, type OrgOptions } from './org.ts';
import type { Collection } from './kernel/records.ts';
import { orgServerId } from './servers/signing-keys.ts';

/**
 * Opens the org that the journal holds, or makes a new one.
 * @param shape changes the initial content of a new org
 */
export const createOrg = (options: OrgOptions, shape: (org: Org) => void = () => undefined): Org =>
  new Org(options, (org, ...given) => {
    fillNewOrg(org, ...given);
    shape(org);
  });

/** Creates the initial content of a new Okta org, and its administrator with an API token. */
function fillNewOrg(org: Org, settings: Collection<OrgSettings>, subdomain: string, apiToken?: string): void {
  const now = org.now();
  settings.put({
    id: newId('org'),
    created: now,
    lastUpdated: now,
    administratorId: '',
    defaultRealmId: newId('realm'),
    name: 'Sandbox',
    subdomain,
    website: null,
    supportPhoneNumber: null,
    endUserSupportHelpURL: null,
  });
  const type = org.userTypes.create(
    {
      name: 'user',
      displayName: 'User',
      description: 'Okta user profile template with default permission settings',
      default: true,
    },
    org.id,
  );
  org.schemas.createUser(type.id, 'User');
  org.groups.create({ name: 'Everyone', description: 'All users in your organization' }, 'BUILT_IN');
  org.groups.create(
    {
      name: 'Okta Administrators',
      description: 'Okta manages this group, which contains all administrators in your organization.',
    },
    'BUILT_IN',
  );
  const admin = org.users.create({
    typeId: type.id,
    realmId: org.settings.defaultRealmId,
    status: 'ACTIVE',
    profile: {
      login: 'admin@sandbox.example',
      email: 'admin@sandbox.example',
      firstName: 'Sandbox',
      lastName: 'Administrator',
    },
  });
  org.changeSettings({ administratorId: admin.id });
  org.roles.assign('USER', admin.id, 'SUPER_ADMIN');
  org.apiTokens.create('sandbox', admin.id, apiToken);
  for (const authenticator of defaultAuthenticators) org.authenticators.create(authenticator);
  for (const { rules, ...policy } of defaultPolicies(org)) {
    const { id, type: policyType } = org.policies.create(policy);
    const type = ruleTypeOf(policyType);
    for (const rule of rules) org.policies.createRule({ ...rule, policyId: id, type });
  }
  for (const rule of defaultBehaviors) org.behaviors.create(rule);
  for (const zone of defaultZones) org.zones.create(zone);
  org.signingKeys.createFor(orgServerId);
  createDefaultServer(org);
}

/** Okta's `default` custom authorization server: it gives everyone everything. */
function createDefaultServer(org: Org): void {
  const server = org.authorizationServers.create({
    name: 'default',
    description: 'Default Authorization Server for your Applications',
    audiences: ['api://default'],
    issuerMode: 'ORG_URL',
    status: 'ACTIVE',
    rotationMode: 'AUTO',
    isDefault: true,
  });
  org.signingKeys.createFor(server.id);
  const policy = org.authorizationServers.createPolicy({
    serverId: server.id,
    name: 'Default Policy',
    description: 'Default policy definition',
    status: 'ACTIVE',
    priority: 1,
    clients: ['ALL_CLIENTS'],
    system: false,
  });
  org.authorizationServers.createRule({
    ...defaultRule,
    policyId: policy.id,
    groups: { include: [org.groups.everyone.id], exclude: [] },
  });
}
