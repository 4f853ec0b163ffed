import { AppGroupAssignments } from '@cdktf/provider-okta/lib/app-group-assignments/index.js';
import { AppOauthApiScope } from '@cdktf/provider-okta/lib/app-oauth-api-scope/index.js';
import { AppOauth } from '@cdktf/provider-okta/lib/app-oauth/index.js';
import { AppUserSchemaProperty } from '@cdktf/provider-okta/lib/app-user-schema-property/index.js';
import type { Construct } from 'constructs';
import type { Groups } from './groups.ts';
import type { Variables } from './variables.ts';

/** RFC 8628, section 3.4. */
export const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** What the admin pages may do through OAuth for Okta: the shop's `OKTA_O4O_SCOPES`. */
export const o4oScopes = [
  'okta.apps.read',
  'okta.authorizationServers.read',
  'okta.eventHooks.read',
  'okta.groups.read',
  'okta.policies.read',
  'okta.users.manage',
  'okta.users.manage.self',
  'okta.users.read',
  'okta.users.read.self',
];

/** The shop as an OpenID Connect web app. */
export function declareWebApp(
  scope: Construct,
  { appUrl, appLabel }: Variables,
  authenticationPolicy: string,
): AppOauth {
  const app = appUrl.stringValue;
  return new AppOauth(scope, 'web', {
    label: appLabel.stringValue,
    type: 'web',
    authenticationPolicy,
    grantTypes: ['authorization_code', 'implicit', 'refresh_token', 'interaction_code'],
    pkceRequired: true,
    responseTypes: ['code', 'id_token', 'token'],
    redirectUris: [
      app,
      `${app}/login/okta/authorized`,
      `${app}/login/okta-admin/authorized`,
      `${app}/implicit/callback`,
      `${app}/widget`,
    ],
    postLogoutRedirectUris: [app, `${app}/`],
    loginUri: `${app}/login/okta/authorized`,
    loginMode: 'SPEC',
    hideWeb: false,
    hideIos: false,
    issuerMode: 'ORG_URL',
    consentMethod: 'TRUSTED',
    tokenEndpointAuthMethod: 'client_secret_basic',
    refreshTokenRotation: 'ROTATE',
    refreshTokenLeeway: 30,
  });
}

/**
 * The television: an app without a keyboard, so a native app with the device grant, which someone approves elsewhere.
 * Terraform's provider requires the authorization code grant for native apps; no access policy allows it here.
 */
export function declareTvApp(
  scope: Construct,
  { appUrl, name }: Variables,
  authenticationPolicy: string,
  groups: Groups,
): AppOauth {
  const tv = new AppOauth(scope, 'tv', {
    label: `${name.stringValue} TV`,
    type: 'native',
    authenticationPolicy,
    grantTypes: ['authorization_code', deviceGrant],
    pkceRequired: true,
    responseTypes: ['code'],
    redirectUris: [`${appUrl.stringValue}/login/tv`],
    issuerMode: 'ORG_URL',
    consentMethod: 'TRUSTED',
    tokenEndpointAuthMethod: 'none',
  });
  new AppGroupAssignments(scope, 'tv_everyone', {
    appId: tv.id,
    group: [{ id: groups.everyone.id, priority: 1, profile: JSON.stringify({}) }],
  });
  return tv;
}

/** The batch job that approves orders: a machine, so client credentials and no users. */
export function declareBatchApp(scope: Construct, { name }: Variables): AppOauth {
  return new AppOauth(scope, 'batch', {
    label: `${name.stringValue} batch`,
    type: 'service',
    grantTypes: ['client_credentials'],
    responseTypes: ['token'],
    issuerMode: 'ORG_URL',
    consentMethod: 'TRUSTED',
    tokenEndpointAuthMethod: 'client_secret_basic',
  });
}

/** Lets the web app request Okta's own scopes, so that an admin's token works with the Management API. */
export function grantO4oScopes(scope: Construct, { orgUrl }: Variables, web: AppOauth): void {
  new AppOauthApiScope(scope, 'o4o', { appId: web.id, issuer: orgUrl.stringValue, scopes: o4oScopes });
}

/**
 * User attributes in this app, and the values that each group assigns. The claims `role` and `feature_access`
 * carry them into the access token. Scope NONE lets a group set the value.
 */
export function declareEntitlements(scope: Construct, web: AppOauth, groups: Groups): void {
  const permissions = new AppUserSchemaProperty(scope, 'app_permissions', {
    appId: web.id,
    index: 'app_permissions',
    title: 'Permissions',
    description: 'What this user may do in the shop',
    type: 'array',
    arrayType: 'string',
    arrayEnum: ['admin', 'premium'],
    arrayOneOf: [
      { const: 'admin', title: 'Admin' },
      { const: 'premium', title: 'Premium' },
    ],
    scope: 'NONE',
  });
  const features = new AppUserSchemaProperty(scope, 'app_features', {
    appId: web.id,
    index: 'app_features',
    title: 'Features',
    description: 'Which products this user sees',
    type: 'array',
    arrayType: 'string',
    arrayEnum: ['premium', 'regular'],
    arrayOneOf: [
      { const: 'premium', title: 'Premium' },
      { const: 'regular', title: 'Regular' },
    ],
    scope: 'NONE',
    dependsOn: [permissions], // Okta loses a property if two are written to one schema in parallel
  });
  const profile = (value: { app_permissions?: string[]; app_features: string[] }) => JSON.stringify(value);
  new AppGroupAssignments(scope, 'entitlements', {
    appId: web.id,
    group: [
      {
        id: groups.admin.id,
        priority: 1,
        profile: profile({ app_permissions: ['admin'], app_features: ['premium'] }),
      },
      {
        id: groups.premium.id,
        priority: 2,
        profile: profile({ app_permissions: ['premium'], app_features: ['premium'] }),
      },
      { id: groups.everyone.id, priority: 3, profile: profile({ app_features: ['regular'] }) },
    ],
    dependsOn: [features],
  });
}
