import type { SettingsOf } from './settings.ts';

export const serverSettings: readonly SettingsOf[] = [
  {
    resource: 'Authorization servers',
    operations: ['createAuthorizationServer', 'replaceAuthorizationServer'],
    effective: {
      'name description': 'the name and description of the authorization server',
      audiences: 'the `aud` claim of access tokens',
      status: 'whether the endpoints of the authorization server are available',
      issuer: 'read-only',
    },
    stored: {
      issuerMode: ['ORG_URL', 'DYNAMIC', 'CUSTOM_URL'],
      'credentials.signing: rotationMode use': ['AUTO', 'sig'],
      'accessTokenEncryptedResponseAlgorithm jwks_uri jwks.keys.*': [],
    },
  },
  {
    resource: 'Trusted authorization servers',
    operations: ['createAssociatedServers'],
    effective: { trusted: 'the authorization servers whose access tokens can be exchanged' },
  },
  {
    resource: 'Claims',
    operations: ['createOAuth2Claim', 'replaceOAuth2Claim'],
    effective: {
      'name claimType valueType value group_filter_type': 'the name, token type and value of the claim',
      'alwaysIncludeInToken status': 'whether tokens contain the claim',
      'conditions: scopes': 'the scopes that add the claim',
      system: 'read-only',
    },
  },
  {
    resource: 'Authorization server keys',
    operations: ['rotateAuthorizationServerKeys'],
    effective: { use: 'the keys that are rotated' },
  },
  {
    resource: 'Access policies',
    operations: ['createAuthorizationServerPolicy', 'replaceAuthorizationServerPolicy'],
    effective: {
      'name description type': 'the name and description of the policy',
      'priority status': 'the order in which policies are evaluated, and whether the policy is active',
      'conditions.clients: include': 'the clients that the policy applies to',
      'id system': 'read-only',
    },
  },
  {
    resource: 'Access policy rules',
    operations: ['createAuthorizationServerPolicyRule', 'replaceAuthorizationServerPolicyRule'],
    effective: {
      'name type': 'the name of the rule',
      'priority status': 'the order in which rules are evaluated, and whether the rule is active',
      'conditions.people.users: include': 'the users that the rule applies to',
      'conditions.people.groups: include': 'the groups that the rule applies to',
      'conditions.grantTypes: include': 'the grant types that the rule applies to',
      'conditions.scopes: include': 'the scopes that the rule applies to',
      actions: 'what the rule allows',
      'actions.token.inlineHook: id': 'the token inline hook',
      'actions.token: accessTokenLifetimeMinutes refreshTokenLifetimeMinutes refreshTokenWindowMinutes':
        'the lifetimes of tokens',
      system: 'read-only',
    },
  },
  {
    resource: 'Scopes',
    operations: ['createOAuth2Scope', 'replaceOAuth2Scope'],
    effective: {
      'name displayName description': 'the name and description of the scope, also on the consent page',
      consent: 'whether users are asked for consent',
      default: 'granted if a request names no scopes',
      metadataPublish: 'whether the scope is published in the metadata',
      system: 'read-only',
    },
    stored: { optional: [false] },
  },
];
