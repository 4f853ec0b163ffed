/** The org's directory of AI agents (https://developer.okta.com/docs/api/openapi/secures-ai/), which the SDK does not know. */
import { z } from 'zod';
import type { OktaClient } from './client.ts';
import { apiUrl, unlessGone } from './rest.ts';

/** An agent that may use the shop for a user. */
export interface ShopAgent {
  readonly id: string;
  readonly name: string;
  /** What its connection allows; `*` for everything. */
  readonly scopes: readonly string[];
  /** The same, the other way round: everything but these. */
  readonly isExcluding: boolean;
}

const agent = z.looseObject({
  id: z.string(),
  status: z.string(),
  appId: z.string().optional(),
  profile: z.looseObject({ name: z.string() }),
});
const connection = z.looseObject({
  status: z.string().default('ACTIVE'),
  scopeCondition: z.string().default('INCLUDE_ONLY'),
  scopes: z.array(z.string()).default([]),
  authorizationServer: z
    .looseObject({ issuerUrl: z.string().optional(), resourceIndicator: z.string().optional() })
    .optional(),
});

const urlOf = (client: OktaClient, path = ''): string =>
  `${client.baseUrl}/workload-principals/api/v1/ai-agents${path}`;

/** What the agent is called; undefined if the org has no such agent. */
export async function agentName(client: OktaClient, id: string): Promise<string | undefined> {
  const found = await unlessGone(client.http.getJson(urlOf(client, `/${encodeURIComponent(id)}`)));
  return found === undefined ? undefined : agent.parse(found).profile.name;
}

/** The active agents with a connection to the shop whose app the user may sign in to; none where the org has no agents. */
export async function listShopAgents(
  client: OktaClient,
  { userId, issuer, resource }: { userId: string; issuer: string; resource: string },
): Promise<ShopAgent[]> {
  const all = (await listOf(client, urlOf(client), agent)).filter(({ status }) => status === 'ACTIVE');
  const found = await Promise.all(
    all.map(async ({ id, appId = '', profile }) => {
      const [connections, assignment] = await Promise.all([
        listOf(client, urlOf(client, `/${encodeURIComponent(id)}/connections`), connection),
        unlessGone(client.http.getJson(apiUrl(client, '/apps/{}/users/{}', appId, userId))),
      ]);
      const ours = connections.find(
        ({ status, authorizationServer: server }) =>
          status === 'ACTIVE' && server?.issuerUrl === issuer && server.resourceIndicator === resource,
      );
      if (ours === undefined || assignment === undefined) return [];
      const { scopes, scopeCondition } = ours;
      return [{ id, name: profile.name, scopes, isExcluding: scopeCondition === 'EXCLUDE' }];
    }),
  );
  return found.flat();
}

async function listOf<T extends z.ZodType>(client: OktaClient, url: string, item: T): Promise<z.output<T>[]> {
  const page = await unlessGone(client.http.getJson(`${url}?limit=200`));
  return page === undefined ? [] : z.looseObject({ data: z.array(item) }).parse(page).data;
}
