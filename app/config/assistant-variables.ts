import { z } from 'zod';
import { bareUrl, flag, optionalText, privateKey, text } from './readers.ts';

/** The variables of the AI agent that uses the shop for users. */
export const assistantVariables = {
  FF_ASSISTANT: {
    meaning:
      'An AI agent, the assistant, uses the shop for the users who sign in to it. `serve` runs it on a separate port.',
    default: 'false',
    schema: flag(false),
  },
  ASSISTANT_URL: {
    meaning: 'The address of the assistant.',
    example: 'http://localhost:5006',
    schema: bareUrl.optional(),
  },
  OKTA_ASSISTANT_CLIENT_ID: {
    meaning:
      "Client ID of the app through which users sign in to the assistant; the org's AI agent has this app.",
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_ASSISTANT_CLIENT_SECRET: {
    meaning: 'Client secret of that app.',
    example: 'copied from the app in the Admin Console',
    secret: true,
    schema: optionalText,
  },
  OKTA_ASSISTANT_AGENT_ID: {
    meaning: "ID of the assistant's AI agent in the org, which authenticates with its own key.",
    example: 'wlp1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_ASSISTANT_PRIVATE_KEY: {
    meaning:
      "The agent's private key, PEM; the org has its public key. Without it, the agent uses the client secret of its app.",
    example: '-----BEGIN PRIVATE KEY-----\\nMIIE…',
    secret: true,
    schema: privateKey,
  },
  OKTA_MCP_CLIENT_ID: {
    meaning:
      "Client ID of the app that MCP clients, such as Claude Code or MCP's inspector, use to sign in their users.",
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_APPROVALS_CLIENT_ID: {
    meaning:
      'Client ID of the app that the shop uses to ask users on their phones whether an AI agent may order (CIBA).',
    example: '0oa1a2b3c4d5e6f7g8h9',
    schema: optionalText,
  },
  OKTA_APPROVALS_CLIENT_SECRET: {
    meaning: 'Client secret of that app.',
    example: 'copied from the app in the Admin Console',
    secret: true,
    schema: optionalText,
  },
  ASSISTANT_LIMIT: {
    meaning: "How much an AI agent may order per day without asking its user, in the theme's currency.",
    default: '100',
    schema: z
      .string()
      .regex(/^\d{1,9}(\.\d{1,2})?$/, 'must be an amount such as 100')
      .default('100')
      .transform(Number),
  },
  ASSISTANT_MODEL_URL: {
    meaning:
      'Base URL of an OpenAI-compatible API whose model the assistant uses (default: a script, which needs no model).',
    example: 'http://localhost:11434/v1',
    schema: bareUrl.optional(),
  },
  ASSISTANT_MODEL_KEY: {
    meaning: 'API key for that model.',
    example: 'copied from the settings of the provider',
    secret: true,
    schema: optionalText,
  },
  ASSISTANT_MODEL: {
    meaning: 'Name of that model.',
    default: 'default',
    schema: text.default('default'),
  },
};

type Values = {
  readonly [K in keyof typeof assistantVariables]: z.output<(typeof assistantVariables)[K]['schema']>;
};

/** The AI agent that uses the shop for users, and what bounds it. */
export interface AssistantConfig {
  readonly isOn: boolean;
  /** Its origin; undefined if it does not run. */
  readonly url: string | undefined;
  /** The app through which users sign in to it; undefined if the org has none. */
  readonly client: ClientSecret | undefined;
  /** The agent itself, which has a key; undefined if it uses the app's secret. */
  readonly agent: { readonly clientId: string; readonly privateKey: string } | undefined;
  /** The app of other MCP clients; undefined if the org has none. */
  readonly mcpClientId: string | undefined;
  /** The app with which the shop asks users on their phones; undefined if the org has none. */
  readonly approvals: ClientSecret | undefined;
  /** What an agent may order in a day without asking. */
  readonly limit: number;
  /** What thinks for it; undefined for the script. */
  readonly model:
    { readonly url: string; readonly key: string | undefined; readonly name: string } | undefined;
}

export interface ClientSecret {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** The credentials of an app, if the org has it. */
export const clientSecret = (clientId?: string, secret?: string): ClientSecret | undefined =>
  clientId && secret ? { clientId, clientSecret: secret } : undefined;

export const assistantConfig = (values: Values): AssistantConfig => ({
  isOn: values.FF_ASSISTANT,
  url: values.ASSISTANT_URL && new URL(values.ASSISTANT_URL).origin,
  client: clientSecret(values.OKTA_ASSISTANT_CLIENT_ID, values.OKTA_ASSISTANT_CLIENT_SECRET),
  agent: agentKey(values),
  mcpClientId: values.OKTA_MCP_CLIENT_ID,
  approvals: clientSecret(values.OKTA_APPROVALS_CLIENT_ID, values.OKTA_APPROVALS_CLIENT_SECRET),
  limit: values.ASSISTANT_LIMIT,
  model: values.ASSISTANT_MODEL_URL
    ? { url: values.ASSISTANT_MODEL_URL, key: values.ASSISTANT_MODEL_KEY, name: values.ASSISTANT_MODEL }
    : undefined,
});

function agentKey({
  OKTA_ASSISTANT_AGENT_ID: clientId,
  OKTA_ASSISTANT_PRIVATE_KEY: key,
}: Values): AssistantConfig['agent'] {
  return clientId && key ? { clientId, privateKey: key } : undefined;
}
