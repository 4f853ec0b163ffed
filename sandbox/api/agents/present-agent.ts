import type { Agent } from '../../org/agents/model.ts';
import type { LogParty } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { cutPage } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, ok } from '../kernel/route.ts';
import { target } from '../log/log-event.ts';

/** The root of the agents' API. */
export const agentsPath = '/workload-principals/api/v1/ai-agents';
export const agentScopes = { read: 'okta.aiAgents.read', manage: 'okta.aiAgents.manage' };

export const agentUrl = (org: Org, id: string): string => `${org.url}${agentsPath}/${id}`;

/** @throws OktaError 404 */
export const agentOf = (org: Org, request: ApiRequest): Agent => org.agents.require(request.param('agentId'));

/** As the System Log names it. */
export const agentTarget = ({ id, profile }: Agent): LogParty =>
  target('AI_AGENT', { id, name: profile.name });

/** One page of a list, which this API wraps: `data` and, in the body, the links. */
export function wrappedPage<T extends { readonly id: string }>(
  org: Org,
  request: ApiRequest,
  items: readonly T[],
  present: (item: T) => unknown,
): Answer {
  const rules = { defaultLimit: 20, maximum: 200, cursor: ({ id }: T) => id };
  const { shown, links } = cutPage(org, request, items, rules);
  const wrapped = Object.entries(links).map(([rel, href]) => [rel, { rel, href }] as const);
  return ok({ data: shown.map(present), _links: Object.fromEntries(wrapped) });
}
