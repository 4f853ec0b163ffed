import { decodeJwt, decodeProtectedHeader } from 'jose';
import { reply } from '../agent/assistant.ts';
import { crossAppToken, signInToAgent } from '../agent/cross-app.ts';
import { callTool } from '../agent/mcp-call.ts';
import {
  type AgentInOrg,
  type AgentPlan,
  ensureAgent,
  findAgent,
  removeAgent,
  secretOf,
  switchAgent,
} from '../agent/setup.ts';
import type { Client } from '../doctor/token-request.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { ManagementApi } from '../provision/management-api.ts';
import { requireConfiguredOrg } from '../run/configured-org.ts';
import { contextOf, personOf } from '../run/tokens.ts';
import { createOutput } from '../terminal/output.ts';

export interface AgentOptions {
  name: string;
  json?: boolean;
}

export interface AgentCreateOptions extends AgentOptions {
  allow: string[];
}

export interface AgentTokenOptions extends AgentOptions {
  as: string;
  scope: string[];
}

export interface AgentAskOptions extends AgentOptions {
  as: string;
}

/** Registers an AI agent that may use the shop for a person, or changes what it may do. */
export async function createAgent({ name, allow, json }: AgentCreateOptions, io: Io): Promise<void> {
  const { api, plan } = await open(io, name);
  const agent = await ensureAgent(api, { ...plan, scopes: allow });
  const { issuer, resource } = plan;
  const output = createOutput(io);
  if (json) {
    output.json({ ...agent, name, issuer, mcp: resource, scopes: allow });
    return;
  }
  output.line(`${output.paint.strong(name)} is active. At ${resource} it may use: ${allow.join(', ')}.`);
  output.line(`  agent ID   ${agent.agentId}`);
  output.line(`  client ID  ${agent.clientId}`);
  output.line('A token for scripts: multidemo agent token --as ada');
  output.line(
    `Claude Code: claude mcp add --transport http shop ${resource} --header "Authorization: Bearer TOKEN"`,
  );
}

/** A token with which the agent acts for a person, by both legs of Cross App Access. */
export async function agentToken({ name, as, scope, json }: AgentTokenOptions, io: Io): Promise<void> {
  const { api, plan, context } = await open(io, name);
  const person = personOf(as, io);
  const client = await clientOf(api, name);
  const idToken = await signInToAgent(context, client, person);
  const tokens = await crossAppToken(context, client, { ...plan, idToken, scopes: scope });
  const output = createOutput(io);
  const shown = [
    ['id_jag', tokens.idJag],
    ['access_token', tokens.accessToken],
  ] as const;
  const decoded = shown.map(
    ([what, token]) =>
      [what, { token, header: decodeProtectedHeader(token), payload: decodeJwt(token) }] as const,
  );
  if (json) {
    output.json(Object.fromEntries(decoded));
    return;
  }
  for (const [what, { token, payload }] of decoded) {
    output.line(output.paint.strong(what));
    output.line(token);
    output.line(JSON.stringify(payload, null, 2));
    output.line();
  }
}

/** Lets the agent answer one sentence of a person; shows the tools that it calls, and with which token. */
export async function askAgent(sentence: string, { name, as, json }: AgentAskOptions, io: Io): Promise<void> {
  const { api, plan, context } = await open(io, name);
  const person = personOf(as, io);
  const client = await clientOf(api, name);
  const idToken = await signInToAgent(context, client, person);
  const known = new Map<string, string>();
  const { answer, calls } = await reply(sentence, {
    tokenFor: async (scopes) => {
      const key = scopes.join(' ');
      try {
        const token =
          known.get(key) ?? (await crossAppToken(context, client, { ...plan, idToken, scopes })).accessToken;
        known.set(key, token);
        return { token };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { refused: error.remedy[0] ?? error.message };
      }
    },
    call: (token, tool, input) => callTool(plan.resource, token, tool, input, io.signal),
  });
  const output = createOutput(io);
  const shown = calls.map(({ tool, input, status, token }) => ({
    tool,
    input,
    status,
    token: decodeJwt(token),
  }));
  if (json) {
    output.json({ answer, calls: shown });
    return;
  }
  for (const { tool, input, status, token } of shown)
    output.line(
      `→ ${tool} ${JSON.stringify(input)}  ${status}  sub ${String(token.sub)} · act ${JSON.stringify(token['act'])} · scp ${JSON.stringify(token['scp'])}`,
    );
  output.line(answer);
}

/** Switches the agent on or off: off, its tokens end. */
export async function setAgent(on: boolean, { name, json }: AgentOptions, io: Io): Promise<void> {
  const { api } = await open(io, name);
  const agent = await requireAgent(api, name);
  await switchAgent(api, agent, on);
  const text = `${name} is ${on ? 'active' : 'inactive, and its tokens are revoked'}.`;
  createOutput(io).result(json, { ...agent, active: on }, text);
}

/** Removes the agent, its app and its access policy. */
export async function deleteAgent({ name, json }: AgentOptions, io: Io): Promise<void> {
  const { api, plan } = await open(io, name);
  const agent = await requireAgent(api, name);
  await removeAgent(api, plan, agent);
  createOutput(io).result(json, { removed: agent.agentId }, `${name} is removed.`);
}

async function open(io: Io, name: string) {
  const org = await requireConfiguredOrg(io);
  const { config, authorize } = org;
  const { issuer, baseUrl } = config.okta;
  if (issuer === baseUrl)
    throw new UserError(
      'Agents need a custom authorization server, and OKTA_ISSUER is the org’s own.',
      'Use an org with API Access Management, or the sandbox org of serve.',
      { code: 'configuration' },
    );
  const plan: AgentPlan = {
    ...{ name, issuer, scopes: [], resource: `${config.appUrl}/mcp` },
    redirectUri: `${config.appUrl}/login/okta/authorized`,
  };
  const api = new ManagementApi(baseUrl, authorize, { signal: io.signal });
  return { api, plan, context: await contextOf(org, io) };
}

async function requireAgent(api: ManagementApi, name: string): Promise<AgentInOrg> {
  const agent = await findAgent(api, name);
  if (agent) return agent;
  throw new UserError(`There is no agent '${name}' in the org.`, 'Create it: multidemo agent create.', {
    code: 'configuration',
  });
}

/** The app through which users sign in to the agent. */
async function clientOf(api: ManagementApi, name: string): Promise<Client> {
  const agent = await requireAgent(api, name);
  return { clientId: agent.clientId, clientSecret: await secretOf(api, agent) };
}
