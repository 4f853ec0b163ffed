import { z } from 'zod';
import type { DelegationLink } from '../../org/agents/model.ts';
import { invalid } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { parseFilter } from '../kernel/filter.ts';
import { type Answer, type ApiRequest, created, noContent, ok, type Route } from '../kernel/route.ts';
import { parseBody } from '../kernel/validate.ts';
import { agentScopes, wrappedPage } from './present-agent.ts';

const path = '/workload-principals/api/v1/delegation-links';
const one = `${path}/:delegationLinkId`;
const { read, manage } = agentScopes;

/** Links that allow an agent to exchange an app's access token for an ID-JAG for the same user. */
export const delegationLinkRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listDelegationLinks', scope: read, handle: listLinks },
  { method: 'POST', path, name: 'createDelegationLink', scope: manage, handle: createLink },
  {
    method: 'GET',
    path: one,
    name: 'getDelegationLink',
    scope: read,
    handle: (org, request) => ok(presentLink(org, linkOf(org, request))),
  },
  {
    method: 'DELETE',
    path: one,
    name: 'deleteDelegationLink',
    scope: manage,
    handle: (org, request) => {
      org.agents.links.delete(linkOf(org, request));
      return noContent();
    },
  },
];

const linkOf = (org: Org, request: ApiRequest): DelegationLink =>
  org.agents.links.require(request.param('delegationLinkId'));

const clientOrn = (org: Org, appId: string): string => `orn:okta:idp:${org.id}:apps:oidc_client:${appId}`;
const agentOrn = (org: Org, agentId: string): string =>
  `orn:okta:directory:${org.id}:workload-principals:ai-agents:${agentId}`;

const schema = z.object({
  from: z.object({
    type: z.literal('OKTA_AUTHORIZATION_SERVER'),
    clientOrn: z.string(),
    tokenType: z.literal('ACCESS_TOKEN'),
  }),
  to: z.object({ resourceOrn: z.string() }),
});

const fieldsOf = (org: Org, { appId, agentId }: DelegationLink) => ({
  from: {
    type: 'OKTA_AUTHORIZATION_SERVER',
    clientOrn: clientOrn(org, appId),
    tokenType: 'ACCESS_TOKEN',
  },
  to: { resourceOrn: agentOrn(org, agentId) },
});

const presentLink = (org: Org, link: DelegationLink): unknown => ({
  ...{ id: link.id, created: link.created, lastUpdated: link.lastUpdated, status: 'ACTIVE' },
  ...fieldsOf(org, link),
  _links: { self: { href: `${org.url}${path}/${link.id}` } },
});

/** Okta lists nothing without a filter. */
function listLinks(org: Org, request: ApiRequest): Answer {
  const expression = request.query.get('filter');
  if (expression === null) throw invalid('filter', ['filter: The field cannot be left blank']);
  const filter = parseFilter(expression, (name) => ['from.clientOrn', 'to.resourceOrn'].includes(name));
  const found = org.agents.links.all().filter((link) => {
    const { from, to } = fieldsOf(org, link);
    return filter((name) => (name === 'from.clientOrn' ? from.clientOrn : to.resourceOrn));
  });
  return wrappedPage(org, request, found, (link) => presentLink(org, link));
}

function createLink(org: Org, request: ApiRequest): Answer {
  const { from, to } = parseBody(schema, request.body, 'delegationLink');
  const app = org.apps.get(from.clientOrn.split(':').at(-1) ?? '');
  if (app?.oauth === undefined || clientOrn(org, app.id) !== from.clientOrn)
    throw invalid('clientOrn', ['from.clientOrn: There is no such OpenID Connect app.']);
  const agent = org.agents.get(to.resourceOrn.split(':').at(-1) ?? '');
  if (agent === undefined || agentOrn(org, agent.id) !== to.resourceOrn)
    throw invalid('resourceOrn', ['to.resourceOrn: There is no such AI agent.']);
  if (org.agents.isLinked(app.id, agent.id))
    throw invalid('delegationLink', ['delegationLink: The app is already linked to this AI agent.']);
  return created(presentLink(org, org.agents.links.create({ appId: app.id, agentId: agent.id })));
}
