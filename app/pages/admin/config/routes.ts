import type Router from '@koa/router';
import { listClaims, listPolicies, listScopes, listServers } from '../../../okta/authorization-servers.ts';
import type { OktaClient } from '../../../okta/client.ts';
import { listEventHooks } from '../../../okta/event-hooks.ts';
import { listGroups } from '../../../okta/groups.ts';
import type { Uses } from '../../services.ts';
import type { AdminServices } from '../guard.ts';
import { withOrgToken } from '../guard.ts';
import { callOkta } from '../../okta-call.ts';

/**
 * /admin/config: how the org is set up, each object with its id, so that nobody needs the admin console to copy
 * one.
 */
export function configPages(router: Router, services: AdminServices & Uses<'trace'>): void {
  const { views, config } = services;
  router.get(
    '/admin/config',
    withOrgToken(services, async (ctx, client) => {
      const { value, failure, calls } = await callOkta(ctx, services, () =>
        readConfig(client, config.okta.issuer, ctx.query['server']),
      );
      await views.render(ctx, 'admin/config', { ...value, failure, made: calls });
    }),
  );
}

/**
 * @param wanted id of the authorization server to show in full; the shop's own if the org has no such server
 */
async function readConfig(
  client: OktaClient,
  issuer: string,
  wanted: unknown,
): Promise<Record<string, unknown>> {
  const [groups, servers, hooks] = await Promise.all([
    listGroups(client),
    listServers(client),
    listEventHooks(client),
  ]);
  const shops = servers.find((server) => server.issuer === issuer);
  const server = servers.find(({ id }) => id === wanted) ?? shops ?? servers[0];
  const [scopes, claims, policies] = server
    ? await Promise.all([
        listScopes(client, server.id),
        listClaims(client, server.id),
        listPolicies(client, server.id),
      ])
    : [[], [], []];
  const names = new Map(groups.map(({ id, name }) => [id, name]));
  return {
    groups,
    servers,
    hooks,
    server,
    isShops: server !== undefined && server === shops,
    scopes,
    claims,
    policies: policies.map((policy) => ({
      ...policy,
      rules: policy.rules.map((rule) => ({
        ...rule,
        people: rule.groups.map((id) => (id === 'EVERYONE' ? 'everyone' : (names.get(id) ?? id))),
      })),
    })),
  };
}
