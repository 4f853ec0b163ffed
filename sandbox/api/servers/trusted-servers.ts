import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { AuthorizationServer } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { pageById } from '../kernel/paging.ts';
import { presentServer } from './present-authorization-server.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { parseBody } from '../kernel/validate.ts';
import { bySubstring } from '../kernel/query-text.ts';

const path = '/api/v1/authorizationServers/:authServerId/associatedServers';
const manage = 'okta.authorizationServers.manage';

/** Which servers trust each other. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/AuthorizationServerAssoc/ */
export const trustedServerRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    name: 'listAssociatedServersByTrustedType',
    scope: 'okta.authorizationServers.read',
    handle: listTrustedServers,
  },
  { method: 'POST', path, name: 'createAssociatedServers', scope: manage, handle: addTrustedServer },
  {
    method: 'DELETE',
    path: `${path}/:associatedServerId`,
    name: 'deleteAssociatedServer',
    scope: manage,
    handle: removeTrustedServer,
  },
];

const serverOf = (org: Org, request: ApiRequest): AuthorizationServer =>
  org.authorizationServers.require(request.param('authServerId'));

/** Those that the server trusts, or with `trusted=false` the others. */
function listTrustedServers(org: Org, request: ApiRequest): Answer {
  const server = serverOf(org, request);
  const servers = org.authorizationServers.all();
  const isWanted = bySubstring(request.query.get('q'));
  const wanted =
    request.query.get('trusted') === 'false'
      ? servers.filter(({ id }) => id !== server.id && !server.trusted?.includes(id))
      : servers.filter(({ id }) => server.trusted?.includes(id));
  const named = wanted.filter(({ name }) => isWanted(name));
  return pageById(org, request, named, (one) => presentServer(org, one));
}

const schema = z.object({ trusted: z.array(z.string()).min(1).max(100) });

function addTrustedServer(org: Org, request: ApiRequest): Answer {
  const server = serverOf(org, request);
  const { trusted } = parseBody(schema, request.body, 'associatedServers');
  if (trusted.includes(server.id)) throw invalid('trusted', ['trusted: A server cannot trust itself.']);
  const others = trusted.map((id) => org.authorizationServers.require(id));
  const all = new Set([...(server.trusted ?? []), ...trusted]);
  org.authorizationServers.update(server, { trusted: [...all] });
  return ok(others.map((other) => presentServer(org, other)));
}

function removeTrustedServer(org: Org, request: ApiRequest): Answer {
  const server = serverOf(org, request);
  const id = request.param('associatedServerId');
  if (!server.trusted?.includes(id)) throw notFound(id, 'AuthorizationServer');
  org.authorizationServers.update(server, { trusted: server.trusted.filter((other) => other !== id) });
  return noContent();
}
