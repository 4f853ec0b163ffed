import { mcpPath, mcpResource } from '../../shared/mcp-resource.ts';
import { clientSecretOf } from '../provision/kinds/app-oauth.ts';
import type { ManagementApi } from '../provision/management-api.ts';
import type { Environment } from '../run/environment.ts';
import { type AgentApp, ensureApp, removeApp, signInLike } from './apps.ts';
import { ensureKey } from './key.ts';
import { ensureMcpClient, removeMcpClient } from './mcp-client.ts';
import { type AgentPlan, ensureAgent, findAgent, removeAgent, secretOf } from './setup.ts';

/** The assistant's address, and what it uses. */
export interface AssistantPlan {
  /** Of the demo: its apps and policies begin with it. */
  readonly name: string;
  readonly appUrl: string;
  readonly assistantUrl: string;
  readonly issuer: string;
  /** Of that authorization server. */
  readonly audience: string;
  /** The shop's web app: people sign in to the assistant by its rules. */
  readonly webApp: string;
}

/** The shop's variables that say which apps are the assistant's and other agents', and its agent's key. */
interface Known {
  readonly OKTA_ASSISTANT_CLIENT_ID?: string | undefined;
  readonly OKTA_ASSISTANT_PRIVATE_KEY?: string | undefined;
  readonly OKTA_MCP_CLIENT_ID?: string | undefined;
  readonly OKTA_APPROVALS_CLIENT_ID?: string | undefined;
}

/** What the assistant may do when it is made; an administrator widens it. */
const firstScopes = ['products:read'];
const ciba = 'urn:openid:params:grant-type:ciba';

/** The agent that the assistant is. */
export const agentPlanOf = (
  plan: AssistantPlan,
  { OKTA_ASSISTANT_CLIENT_ID: clientId }: Known,
): AgentPlan => ({
  ...{ name: `${plan.name} assistant`, clientId, issuer: plan.issuer },
  ...{ server: plan.appUrl + mcpPath, resource: mcpResource(plan.appUrl, plan.audience) },
  ...{ scopes: firstScopes, keepsScopes: true },
  ...{ redirectUri: `${plan.assistantUrl}/login/okta/authorized`, signedOutUri: plan.assistantUrl },
});

/**
 * Creates what the assistant needs in the org: its agent with a key, the app that the shop uses to ask users on their phones, and
 * the app that other MCP clients sign their users in with. It uses the API, since Terraform's provider does not support agents.
 * Scopes that an administrator has allowed are kept.
 * @returns the shop's variables
 * @throws UserError if the org does not support agents
 */
export async function ensureAssistant(
  api: ManagementApi,
  plan: AssistantPlan,
  known: Known,
): Promise<Environment> {
  const agent = await ensureAgent(api, agentPlanOf(plan, known));
  await signInLike(api, plan.webApp, agent.appId);
  const key = await ensureKey(api, agent.agentId, known.OKTA_ASSISTANT_PRIVATE_KEY);
  const mcpClient = await ensureMcpClient(api, plan, known.OKTA_MCP_CLIENT_ID);
  const { id: approvals } = await ensureApp(api, approvalsApp(plan.name), known.OKTA_APPROVALS_CLIENT_ID);
  return {
    FF_ASSISTANT: 'true',
    OKTA_ASSISTANT_CLIENT_ID: agent.clientId,
    OKTA_ASSISTANT_CLIENT_SECRET: await secretOf(api, agent),
    OKTA_ASSISTANT_AGENT_ID: agent.agentId,
    OKTA_ASSISTANT_PRIVATE_KEY: key,
    OKTA_MCP_CLIENT_ID: mcpClient,
    OKTA_APPROVALS_CLIENT_ID: approvals,
    OKTA_APPROVALS_CLIENT_SECRET: await clientSecretOf(api, approvals),
  };
}

/** The app with which the shop begins backchannel authentication (CIBA). */
const approvalsApp = (name: string): AgentApp => ({
  label: `${name} approvals`,
  authentication: { token_endpoint_auth_method: 'client_secret_basic' },
  client: {
    application_type: 'web',
    grant_types: [ciba],
    response_types: ['token', 'id_token'],
    backchannel_token_delivery_mode: 'poll',
  },
});

/** Takes away what `ensureAssistant` has made. */
export async function removeAssistant(
  api: ManagementApi,
  plan: Pick<AssistantPlan, 'name' | 'issuer'>,
  known: Known,
): Promise<void> {
  const { OKTA_ASSISTANT_CLIENT_ID: clientId, OKTA_APPROVALS_CLIENT_ID: approvals } = known;
  const name = `${plan.name} assistant`;
  const agent = await findAgent(api, { name, clientId });
  if (agent) await removeAgent(api, { name, issuer: plan.issuer }, agent);
  await removeMcpClient(api, plan, known.OKTA_MCP_CLIENT_ID);
  if (approvals !== undefined && (await api.read(`/api/v1/apps/${approvals}`)))
    await removeApp(api, approvals);
}
