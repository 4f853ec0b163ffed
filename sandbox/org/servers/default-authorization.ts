import type { AuthorizationRule, Claim, Scope } from '../kernel/model.ts';

const scope = (name: string, displayName: string, description: string): Omit<Scope, 'id' | 'serverId'> => ({
  name,
  displayName,
  description,
  system: true,
  default: false,
  optional: false,
  metadataPublish: 'ALL_CLIENTS',
  consent: 'IMPLICIT',
});

/** The scopes that every custom authorization server has from the start (OpenID Connect Core 5.4 and Okta's own). */
export const systemScopes: readonly Omit<Scope, 'id' | 'serverId'>[] = [
  scope('openid', 'openid', 'Signals that a request is an OpenID request.'),
  scope(
    'profile',
    'View your profile information.',
    'The exact data varies based on what profile information you have provided, such as: name, time zone, picture, or birthday.',
  ),
  scope('email', 'View your email address.', 'This allows the app to view your email address.'),
  scope(
    'address',
    'View your address.',
    'This allows the app to view your address, such as: street address, city, state, and zip code.',
  ),
  scope('phone', 'View your phone number.', 'This allows the app to view your phone number.'),
  scope(
    'offline_access',
    'Keep you signed in to the app.',
    'This keeps you signed in to the app, even when you are not using it.',
  ),
  scope(
    'device_sso',
    'Request device secret.',
    'This allows you to single sign on between native client applications on your device.',
  ),
];

const identityClaim = (name: string, scopeName: string, always = false): Omit<Claim, 'id' | 'serverId'> => ({
  name,
  status: 'ACTIVE',
  claimType: 'IDENTITY',
  valueType: 'SYSTEM',
  value: '',
  alwaysIncludeInToken: always,
  scopes: [scopeName],
  system: true,
});

/** The claims that every custom authorization server has from the start (OpenID Connect Core 5.1). */
export const systemClaims: readonly Omit<Claim, 'id' | 'serverId'>[] = [
  {
    name: 'sub',
    status: 'ACTIVE',
    claimType: 'RESOURCE',
    valueType: 'EXPRESSION',
    value: '(appuser != null) ? appuser.userName : app.clientId',
    alwaysIncludeInToken: true,
    scopes: [],
    system: true,
  },
  identityClaim('address', 'address'),
  identityClaim('birthdate', 'profile'),
  identityClaim('email', 'email', true),
  identityClaim('email_verified', 'email'),
  identityClaim('family_name', 'profile'),
  identityClaim('gender', 'profile'),
  identityClaim('given_name', 'profile'),
  identityClaim('locale', 'profile'),
  identityClaim('middle_name', 'profile'),
  identityClaim('name', 'profile', true),
  identityClaim('nickname', 'profile'),
  identityClaim('phone_number', 'phone'),
  identityClaim('picture', 'profile'),
  identityClaim('preferred_username', 'profile', true),
  identityClaim('profile', 'profile'),
  identityClaim('updated_at', 'profile'),
  identityClaim('website', 'profile'),
  identityClaim('zoneinfo', 'profile'),
];

/** What the rule of the `default` server's policy grants: everything, to everyone, for an hour. */
export const defaultRule: Omit<AuthorizationRule, 'id' | 'created' | 'lastUpdated' | 'policyId' | 'groups'> =
  {
    name: 'Default Policy Rule',
    status: 'ACTIVE',
    priority: 1,
    system: false,
    grantTypes: [
      'implicit',
      'client_credentials',
      'password',
      'authorization_code',
      'urn:ietf:params:oauth:grant-type:device_code',
      'interaction_code',
    ],
    scopes: ['*'],
    users: { include: [], exclude: [] },
    accessTokenLifetimeMinutes: 60,
    refreshTokenLifetimeMinutes: 0,
    refreshTokenWindowMinutes: 10080,
  };
