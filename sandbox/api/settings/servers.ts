import type { SettingsOf } from './settings.ts';

export const serverSettings: readonly SettingsOf[] = [
  {
    resource: 'Authorization servers',
    operations: ['createAuthorizationServer', 'replaceAuthorizationServer'],
    effective: {
      'name description': 'what the server is called',
      audiences: '`aud` of access tokens',
      status: 'whether the server answers',
      issuer: 'read only',
    },
    stored: {
      issuerMode: ['ORG_URL', 'DYNAMIC', 'CUSTOM_URL'],
      'credentials.signing: rotationMode use': ['AUTO', 'sig'],
      'accessTokenEncryptedResponseAlgorithm jwks_uri jwks.keys.*': [],
    },
  },
  {
    resource: 'Trusted servers of an authorization server',
    operations: ['createAssociatedServers'],
    effective: { trusted: 'whose access tokens may be exchanged' },
  },
  {
    resource: 'Claims',
    operations: ['createOAuth2Claim', 'replaceOAuth2Claim'],
    effective: {
      'name claimType valueType value group_filter_type': 'a claim of the tokens',
      'alwaysIncludeInToken status': 'whether the token has it',
      'conditions: scopes': 'with which scopes',
      system: 'read only',
    },
  },
  {
    resource: 'Keys of an authorization server',
    operations: ['rotateAuthorizationServerKeys'],
    effective: { use: 'which keys change' },
  },
  {
    resource: 'Access policies',
    operations: ['createAuthorizationServerPolicy', 'replaceAuthorizationServerPolicy'],
    effective: {
      'name description type': 'what the policy is called',
      'priority status': 'which policy decides',
      'conditions.clients: include': 'for which clients',
      'id system': 'read only',
    },
  },
  {
    resource: 'Access policy rules',
    operations: ['createAuthorizationServerPolicyRule', 'replaceAuthorizationServerPolicyRule'],
    effective: {
      'name type': 'what the rule is called',
      'priority status': 'which rule decides',
      'conditions.people.users: include': 'for whom',
      'conditions.people.groups: include': 'for whom',
      'conditions.grantTypes: include': 'for which grants',
      'conditions.scopes: include': 'for which scopes',
      actions: 'what is allowed',
      'actions.token.inlineHook: id': 'the hook that changes tokens',
      'actions.token: accessTokenLifetimeMinutes refreshTokenLifetimeMinutes refreshTokenWindowMinutes':
        'how long tokens live',
      system: 'read only',
    },
  },
  {
    resource: 'Scopes',
    operations: ['createOAuth2Scope', 'replaceOAuth2Scope'],
    effective: {
      'name displayName description': 'what the scope is called, on the consent page too',
      consent: 'whether people are asked',
      default: 'granted when none is asked for',
      metadataPublish: 'whether discovery tells it',
      system: 'read only',
    },
    stored: { optional: [false] },
  },
];
