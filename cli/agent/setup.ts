import { z } from 'zod';
import { UserError } from '../errors.ts';
import { clientSecretOf } from '../provision/kinds/app-oauth.ts';
import { changeOauthClient } from '../provision/oauth-client.ts';
import { type ManagementApi, ManagementApiError } from '../provision/management-api.ts';
import type { Fields } from '../provision/value.ts';
import { letIn, serverPath, shutOut } from './access-policy.ts';
import { createApp, removeApp } from './apps.ts';

/** The root of Okta's API of AI agents. */
export const agentsPath = '/workload-principals/api/v1/ai-agents';
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** What an agent is for. */
export interface AgentPlan {
  /** Of its app and its access policy, and of itself until it is renamed. */
  readonly name: string;
  /** The client ID of the agent's app, if known. */
  readonly clientId?: string | undefined;
  /** The shop's authorization server. */
  readonly issuer: string;
  /** The address of the shop's MCP server. */
  readonly server: string;
  /** What the MCP server is called in tokens. */
  readonly resource: string;
  readonly redirectUri: string;
  /** Where its users come back to after they have signed out. */
  readonly signedOutUri?: string;
  /** What the connection allows. */
  readonly scopes: readonly string[];
  /** Leaves a connection as it is. */
  readonly keepsScopes?: boolean;
}

/** An agent in the org, with the app that users sign in to. */
export interface AgentInOrg {
  readonly agentId: string;
  readonly appId: string;
  readonly clientId: string;
  readonly status: string;
}

const withId = z.object({ id: z.string() });
const oidcApp = z.object({
  id: z.string(),
  label: z.string(),
  credentials: z.object({ oauthClient: z.object({ client_id: z.string() }) }),
});
const agent = z.object({
  id: z.string(),
  status: z.string(),
  appId: z.string().optional(),
  profile: z.object({ name: z.string() }),
});
const connection = z.object({
  id: z.string(),
  status: z.string().default('ACTIVE'),
  scopes: z.array(z.string()).default([]),
  authorizationServer: z.object({ issuerUrl: z.string(), resourceIndicator: z.string().optional() }),
});
export type Connection = z.output<typeof connection>;

/** The agent with this app or name; undefined if there is none. @throws UserError if the org does not support agents */
export async function findAgent(
  api: Pick<ManagementApi, 'read'>,
  { name, clientId }: Pick<AgentPlan, 'name' | 'clientId'>,
): Promise<AgentInOrg | undefined> {
  const all = await dataOf(api, agentsPath, agent);
  const found =
    all.find(({ appId }) => appId !== undefined && appId === clientId) ??
    all.find(({ profile }) => profile.name === name);
  const app = found?.appId === undefined ? undefined : await api.read(`/api/v1/apps/${found.appId}`);
  if (found === undefined || app === undefined) return undefined;
  const { id, credentials } = oidcApp.parse(app);
  return { agentId: found.id, appId: id, clientId: credentials.oauthClient.client_id, status: found.status };
}

/** The client secret of the agent's app. */
export async function secretOf(api: ManagementApi, { appId }: AgentInOrg): Promise<string> {
  const active = await clientSecretOf(api, appId);
  if (active !== undefined) return active;
  throw new UserError(
    'The agent’s app has no active client secret.',
    'Create one in its settings in the org.',
    {
      code: 'configuration',
    },
  );
}

/** Creates what is missing: the app, the agent, its connection to the shop, and its access policy. */
export async function ensureAgent(api: ManagementApi, plan: AgentPlan): Promise<AgentInOrg> {
  const known = await findAgent(api, plan);
  const made = known ?? (await createAgent(api, plan));
  // Its address may have changed.
  if (known) await changeOauthClient(api, known.appId, () => redirectsOf(plan));
  await connect(api, plan, made.agentId);
  // What the connection allows is decided there; the policy lets the agent in with any scope.
  await letIn(api, admissionOf(plan, made), {
    description: 'AI agents that shop for people',
    grants: [jwtBearer],
    scopes: ['*'],
  });
  await api.post(`${agentsPath}/${made.agentId}/lifecycle/activate`);
  return made;
}

/** By its own ID when it has a key, and by its app's when it uses the app's secret. */
const admissionOf = (
  { issuer, name }: Pick<AgentPlan, 'issuer' | 'name'>,
  { clientId, agentId }: Pick<AgentInOrg, 'clientId' | 'agentId'>,
) => ({ issuer, name, clients: [clientId, agentId] });

const redirectsOf = ({ redirectUri, signedOutUri }: AgentPlan): Fields => ({
  redirect_uris: [redirectUri],
  ...(signedOutUri !== undefined && { post_logout_redirect_uris: [signedOutUri] }),
});

async function createAgent(api: ManagementApi, plan: AgentPlan): Promise<AgentInOrg> {
  const appId = await createApp(api, {
    label: plan.name,
    authentication: { token_endpoint_auth_method: 'client_secret_basic' },
    client: {
      application_type: 'web',
      grant_types: ['authorization_code', tokenExchange, jwtBearer],
      response_types: ['code'],
      ...redirectsOf(plan),
    },
  });
  await api.post(agentsPath, { profile: { name: plan.name, description: 'Shops for people' }, appId });
  const made = await findAgent(api, plan);
  if (made) return made;
  throw new UserError(
    'The org accepted the agent, but has not registered it yet.',
    'Run the command again in a minute.',
    { code: 'org_refused' },
  );
}

/** The agent's connection to the shop. Connections to other resources, of the same server too, are others' business. */
export async function connectionOf(
  api: Pick<ManagementApi, 'read'>,
  { issuer, resource }: Pick<AgentPlan, 'issuer' | 'resource'>,
  agentId: string,
): Promise<Connection | undefined> {
  const all = await dataOf(api, `${agentsPath}/${agentId}/connections`, connection);
  return all.find(
    ({ authorizationServer: { issuerUrl, resourceIndicator } }) =>
      issuerUrl === issuer && resourceIndicator === resource,
  );
}

/** Creates the connection to the shop, or changes what it allows. */
async function connect(api: ManagementApi, plan: AgentPlan, agentId: string): Promise<void> {
  const { issuer, resource, server: former, scopes, keepsScopes } = plan;
  const path = `${agentsPath}/${agentId}/connections`;
  const allow = (names: readonly string[]) => ({ scopeCondition: 'INCLUDE_ONLY', scopes: [...names] });
  const present = await connectionOf(api, plan, agentId);
  if (present !== undefined) {
    if (keepsScopes !== true) await api.patch(`${path}/${present.id}`, allow(scopes));
    return;
  }
  // The connection of an earlier version, for the address of the server: it cannot be changed to another resource.
  const old = await connectionOf(api, { issuer, resource: former }, agentId);
  const org = withId.parse(await api.read('/api/v1/org'));
  const server = withId.parse(await api.read(serverPath(issuer)));
  await api.post(path, {
    connectionType: 'IDENTITY_ASSERTION_CUSTOM_AS',
    authorizationServer: {
      orn: `orn:okta:idp:${org.id}:authorization_servers:${server.id}`,
      resourceIndicator: resource,
    },
    ...allow(keepsScopes === true && old ? old.scopes : scopes),
  });
  if (old) await api.delete(`${path}/${old.id}`);
}

/** Gives the agent another name, which its users and the System Log see. */
export async function renameAgent(api: ManagementApi, agentId: string, name: string): Promise<void> {
  const path = `${agentsPath}/${agentId}`;
  const { profile } = agent.parse(await api.read(path));
  if (profile.name !== name) await api.patch(path, { profile: { name } });
}

/** Switches the agent on or off. */
export async function switchAgent(api: ManagementApi, { agentId }: AgentInOrg, on: boolean): Promise<void> {
  await api.post(`${agentsPath}/${agentId}/lifecycle/${on ? 'activate' : 'deactivate'}`);
}

/** Takes away all that `ensureAgent` has made. */
export async function removeAgent(
  api: ManagementApi,
  { issuer, name }: Pick<AgentPlan, 'issuer' | 'name'>,
  { agentId, appId, clientId }: AgentInOrg,
): Promise<void> {
  await api.delete(`${agentsPath}/${agentId}`);
  await shutOut(api, admissionOf({ issuer, name }, { agentId, clientId }));
  await removeApp(api, appId);
}

/** A list of this API, which wraps its items. @throws UserError if the org does not have this API */
export async function dataOf<T extends z.ZodType>(
  api: Pick<ManagementApi, 'read'>,
  path: string,
  schema: T,
): Promise<z.output<T>[]> {
  try {
    const page = await api.read(`${path}?limit=200`);
    if (page !== undefined) return z.object({ data: z.array(schema) }).parse(page).data;
  } catch (error) {
    if (!(error instanceof ManagementApiError) || ![401, 403].includes(error.status)) throw error;
  }
  throw new UserError(
    'The org has no AI agents.',
    'The account must be a super administrator, and the org needs Okta for AI Agents.',
    { code: 'org_refused' },
  );
}
