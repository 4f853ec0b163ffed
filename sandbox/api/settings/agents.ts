import type { SettingsOf } from './settings.ts';

const called = 'the name and description of the AI agent';

export const agentSettings: readonly SettingsOf[] = [
  {
    resource: 'AI agents',
    operations: ['registerAIAgent', 'replaceAIAgent', 'patchAIAgent'],
    effective: {
      'profile: name description': called,
      appId: 'the app that users sign in to the AI agent with',
    },
  },
  {
    resource: 'AI agent keys',
    operations: ['addAIAgentJsonWebKey'],
    effective: {
      'kid kty use alg e n crv x y': 'the key that the AI agent authenticates with',
      status: 'whether the key is accepted',
    },
  },
  {
    resource: 'AI agent connections',
    operations: ['createAIAgentConnection', 'updateAIAgentConnection'],
    effective: {
      connectionType: 'must be a connection to a custom authorization server',
      'authorizationServer: orn': 'the authorization server that the AI agent gets tokens from',
      'authorizationServer: resourceIndicator': 'the resource that the AI agent can request',
      'scopeCondition scopes': 'the scopes that the AI agent can request',
    },
  },
];
