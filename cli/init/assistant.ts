import { ensureAssistant, removeAssistant } from '../agent/assistant.ts';
import type { EnvChanges } from '../env-write.ts';
import { UserError } from '../errors.ts';
import { text } from '../provision/kinds/kind.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { Environment } from '../run/environment.ts';
import { usualAssistantUrl } from '../run/ports.ts';
import type { Work } from './engine.ts';
import { assistantVariables } from './env.ts';
import { type Memory, writeMemory } from './memory.ts';
import { usualName } from './names.ts';

const none: EnvChanges = Object.fromEntries(assistantVariables.map((name) => [name, undefined]));

/**
 * Makes the assistant's agent and apps if that was chosen, and takes them away if it no longer is. If the org does not
 * support them, the demo is set up without: a note and the assistant's page say what is missing.
 * @returns its variables for `.env`
 */
export async function makeAssistant(
  { api, folder, variables, isReduced }: Work,
  memory: Memory,
  outputs: Record<string, string>,
  { ASSISTANT_URL: url = usualAssistantUrl, OKTA_ASSISTANT_PRIVATE_KEY: key }: Environment,
  tell: (note: string) => void,
): Promise<EnvChanges> {
  if (variables.assistant !== true) {
    await unmakeAssistant(api, memory);
    await writeMemory(folder, memory);
    return none;
  }
  const { okta_issuer: issuer = '', okta_client_id: webApp = '' } = outputs;
  const name = typeof variables.name === 'string' ? variables.name : usualName;
  const { assistant: before } = memory;
  try {
    if (isReduced === true)
      throw new UserError(
        'Agents need a custom authorization server.',
        'It comes with API Access Management.',
      );
    const made = await ensureAssistant(
      api,
      {
        ...{ name, appUrl: text(variables.app_url), assistantUrl: url, issuer, webApp },
        audience: text(variables.audience),
      },
      { ...knownOf(before), OKTA_ASSISTANT_PRIVATE_KEY: key },
    );
    const { OKTA_ASSISTANT_CLIENT_ID: client = '', OKTA_APPROVALS_CLIENT_ID: approvals = '' } = made;
    memory.assistant = { name, issuer, client, approvals, mcpClient: made.OKTA_MCP_CLIENT_ID };
    await writeMemory(folder, memory);
    return { ...made, ASSISTANT_URL: url };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    tell(`The assistant is not set up. ${[error.message, ...error.remedy].join(' ')}`);
    return { ...none, ASSISTANT_URL: url };
  }
}

const knownOf = (made: Memory['assistant']) => ({
  OKTA_ASSISTANT_CLIENT_ID: made?.client,
  OKTA_APPROVALS_CLIENT_ID: made?.approvals,
  OKTA_MCP_CLIENT_ID: made?.mcpClient,
});

/** Undoes `makeAssistant`. It is not an error if nothing of it exists any more. */
export async function unmakeAssistant(api: ManagementApi, memory: Memory): Promise<void> {
  if (memory.assistant === undefined) return;
  await removeAssistant(api, memory.assistant, knownOf(memory.assistant));
  delete memory.assistant;
}
