import type { SettingsOf } from './settings.ts';

const called = 'what the AI agent is called';

export const agentSettings: readonly SettingsOf[] = [
  {
    resource: 'AI agents',
    operations: ['registerAIAgent', 'replaceAIAgent', 'patchAIAgent'],
    effective: { 'profile: name description': called, appId: 'through which app people sign in to it' },
  },
  {
    resource: 'Keys of an AI agent',
    operations: ['addAIAgentJsonWebKey'],
    effective: { 'kid kty use alg e n crv x y': 'how it proves who it is', status: 'whether the key counts' },
  },
  {
    resource: 'Connections of an AI agent',
    operations: ['createAIAgentConnection', 'updateAIAgentConnection'],
    effective: {
      connectionType: 'only to custom authorization servers',
      'authorizationServer: orn': 'where the AI agent may ask',
      'authorizationServer: resourceIndicator': 'which resource it may name',
      'scopeCondition scopes': 'what it may ask for',
    },
  },
];
