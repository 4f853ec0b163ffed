import { agentPlanOf } from '../../agent/assistant.ts';
import { hasKey } from '../../agent/key.ts';
import { agentsPath, connectionOf, findAgent } from '../../agent/setup.ts';
import type { AgentInOrg, AgentPlan, Connection } from '../../agent/setup.ts';
import { UserError } from '../../errors.ts';
import { usualName } from '../../init/names.ts';
import { demoPeople } from '../../provision/people.ts';
import { failure, ok, warning } from '../check.ts';
import type { Check, Verdict } from '../check.ts';
import type { Context } from '../context.ts';
import { signIn } from '../round-trip.ts';
import { askAsClient, endpointsOf, oauthError } from '../token-request.ts';
import { all } from '../words.ts';

const consequence = 'The assistant does not work.';
const bounded = 'Agents’ orders above the limit are refused, without asking the user.';
const expected = 'An active AI agent with the assistant’s app, connected to the shop.';

type Assistant = Context['config']['assistant'];
type Client = NonNullable<Assistant['client']>;

/** The assistant's agent in the org, its key and its connection; both legs of Cross App Access; the app that asks on phones. */
export const assistant: Check = {
  id: 'assistant',
  title: 'Assistant',
  area: 'Partners',
  needs: ['credential', 'auth-server'],
  docs: 'https://developer.okta.com/docs/guides/ai-agent-token-exchange/main/',
  slow: true,
  async run(context) {
    const { assistant: configured } = context.config;
    if (!configured.isOn) return ok('Not used: FF_ASSISTANT is off.');
    const { client } = configured;
    if (client === undefined)
      return warning({
        found: 'FF_ASSISTANT is on, but the org has no app for the assistant.',
        expected,
        consequence,
        remedy:
          'Run multidemo init as a super administrator; the org needs Okta for AI Agents and API Access Management.',
      });
    try {
      return await examine(context, client);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return warning({ found: error.message, expected, consequence, remedy: error.remedy[0] ?? '' });
    }
  },
};

async function examine(context: Context, client: Client): Promise<Verdict> {
  const { config, org } = context;
  const { appUrl, okta, assistant: configured } = config;
  const plan = agentPlanOf(
    {
      ...{ name: usualName, appUrl, assistantUrl: configured.url ?? appUrl },
      ...{ issuer: okta.issuer, audience: okta.audience, webApp: okta.clientId },
    },
    { OKTA_ASSISTANT_CLIENT_ID: client.clientId },
  );
  const agent = await findAgent(org, plan);
  if (agent?.clientId !== client.clientId)
    return failure({
      found: `No AI agent has the app ${client.clientId}.`,
      expected,
      consequence,
      remedy: 'multidemo init',
    });
  const connection = await connectionOf(org, plan, agent.agentId);
  return (
    wrongAgent(context, agent) ??
    wrongConnection(connection, plan) ??
    (await wrongSecret(context, client, plan)) ??
    (await wrongKey(context, agent)) ??
    (await wrongLegs(context, client, plan, connection?.scopes ?? [])) ??
    (await wrongApprovals(context, configured)) ??
    (await wrongMcpClient(context, configured)) ??
    ok(
      `Its agent may use ${all(connection?.scopes ?? [])}; above ${configured.limit} a day, the shop asks the user.`,
    )
  );
}

function wrongAgent({ org }: Context, { agentId, status }: AgentInOrg): Verdict | undefined {
  if (status === 'ACTIVE') return undefined;
  return failure({
    found: `Its agent is ${status.toLowerCase()}.`,
    expected,
    consequence,
    remedy: 'multidemo agent start',
    fix: {
      will: 'activate the assistant’s AI agent',
      apply: () => org.post(`${agentsPath}/${agentId}/lifecycle/activate`),
    },
  });
}

function wrongConnection(connection: Connection | undefined, plan: AgentPlan): Verdict | undefined {
  if (connection?.status === 'ACTIVE') return undefined;
  return failure({
    found: connection ? 'Its connection is inactive.' : `It has no connection to ${plan.resource}.`,
    expected,
    consequence,
    remedy: connection ? 'Activate it in the org.' : 'multidemo agent create',
  });
}

const tokenExchange = {
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  requested_token_type: 'urn:ietf:params:oauth:token-type:id-jag',
  subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
};

/** Sends an invalid subject token: all that matters is whether the client is accepted. */
async function wrongSecret(
  { config, door }: Context,
  client: Client,
  { issuer, resource }: AgentPlan,
): Promise<Verdict | undefined> {
  const { baseUrl } = config.okta;
  const url = `${endpointsOf({ issuer: baseUrl, baseUrl })}/token`;
  const form = {
    ...tokenExchange,
    subject_token: 'doctor',
    audience: issuer,
    resource,
    scope: 'products:read',
  };
  if (oauthError(await askAsClient(door, url, client, form)) !== 'invalid_client') return undefined;
  return failure({
    found: 'The org rejects the app’s client secret (invalid_client).',
    expected: 'The client secret of the assistant’s app.',
    consequence,
    remedy:
      'Copy the secret of the assistant’s app into OKTA_ASSISTANT_CLIENT_SECRET, or run multidemo init.',
  });
}

/** The key of the agent, if it has one. */
async function wrongKey({ config, org }: Context, { agentId }: AgentInOrg): Promise<Verdict | undefined> {
  const { agent } = config.assistant;
  if (agent === undefined || (agent.clientId === agentId && (await hasKey(org, agentId, agent.privateKey))))
    return undefined;
  return failure({
    found: 'The org does not have the public half of the agent’s key.',
    expected: `OKTA_ASSISTANT_AGENT_ID is ${agentId}, with a key that is active in the org.`,
    consequence,
    remedy: 'Run multidemo init, or remove OKTA_ASSISTANT_PRIVATE_KEY to use the secret of its app.',
  });
}

/** The app of other MCP clients, if there is one. */
async function wrongMcpClient({ org }: Context, { mcpClientId }: Assistant): Promise<Verdict | undefined> {
  const app = mcpClientId === undefined ? undefined : await org.read(`/api/v1/apps/${mcpClientId}`);
  if (mcpClientId === undefined || app?.status === 'ACTIVE') return undefined;
  return warning({
    found: `The org has no active app ${mcpClientId} for MCP clients.`,
    expected: 'The app that OKTA_MCP_CLIENT_ID names.',
    consequence: 'MCP clients, such as Claude Code, cannot sign their users in.',
    remedy: 'multidemo init',
  });
}

/** As Ada, whose password is known in the sandbox only. */
async function wrongLegs(
  context: Context,
  client: Client,
  { issuer, resource, redirectUri }: AgentPlan,
  scopes: readonly string[],
): Promise<Verdict | undefined> {
  const [person] = demoPeople;
  if (context.sandbox === undefined || person === undefined) return undefined;
  const { config } = context;
  const { baseUrl } = config.okta;
  const okta = { ...config.okta, ...client, issuer: baseUrl, dpop: false };
  const own = { ...context, config: { ...config, appUrl: new URL(redirectUri).origin, okta } };
  const failed = (found: string): Verdict =>
    failure({
      found,
      expected: `Tokens for ${person.login}, from both legs of Cross App Access.`,
      consequence,
      remedy: 'multidemo agent token --as ada shows the org’s response.',
    });
  const given = await signIn(own, person, ['openid', 'profile', 'email']);
  if ('refusedAt' in given) return failed(`${person.login} cannot sign in to it (${given.error}).`);
  const { CrossAppRefusal, crossAppTokens } = await (await import('../../../app/index.ts')).loadAssistant();
  const wanted = scopes.includes('*') ? ['products:read'] : scopes;
  try {
    await crossAppTokens((url, request) => context.door.fetch(url, request), {
      ...{ client: config.assistant.agent ?? client, idToken: given.id_token },
      ...{ baseUrl, issuer, resource, scopes: wanted },
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof CrossAppRefusal)) throw error;
    return failed(`Leg ${error.leg} is refused: ${error.error}, ${error.message}`);
  }
}

/** Without a hint at a user: what matters is that the client may ask, and no phone rings. */
async function wrongApprovals(
  { config, door }: Context,
  { approvals }: Assistant,
): Promise<Verdict | undefined> {
  const { baseUrl } = config.okta;
  const url = `${endpointsOf({ issuer: baseUrl, baseUrl })}/bc/authorize`;
  const wanted = 'An app with the CIBA grant: OKTA_APPROVALS_CLIENT_ID and OKTA_APPROVALS_CLIENT_SECRET.';
  if (approvals === undefined)
    return warning({
      found: 'The shop has no app to ask users with.',
      expected: wanted,
      consequence: bounded,
      remedy: 'multidemo init',
    });
  const error = oauthError(await askAsClient(door, url, approvals, { scope: 'openid' }));
  if (error === 'invalid_request') return undefined;
  return warning({
    found: `The org does not let the shop ask users on their phones (${error ?? 'no error'}).`,
    expected: wanted,
    consequence: bounded,
    remedy:
      'Give the app in OKTA_APPROVALS_CLIENT_ID the CIBA grant and a custom authenticator, and copy its secret into .env.',
  });
}
