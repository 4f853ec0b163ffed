import type Router from '@koa/router';
import type { AccessPolicy, AccessRule } from '../../../okta/authorization-servers.ts';
import { listClaims, listPolicies, listScopes, listServers } from '../../../okta/authorization-servers.ts';
import { oktaForShop } from '../../../okta/client.ts';
import type { OktaClient } from '../../../okta/client.ts';
import { listEventHooks } from '../../../okta/event-hooks.ts';
import { listGroups } from '../../../okta/groups.ts';
import { listAppNames } from '../../../okta/oauth-apps.ts';
import { explainDecision } from '../../../okta/policy-decision.ts';
import { groupsOfUser } from '../../../okta/users.ts';
import type { Uses } from '../../services.ts';
import type { AdminServices } from '../guard.ts';
import { withOrgToken } from '../guard.ts';
import { callOkta } from '../../okta-call.ts';

/**
 * /admin/config: how the org is set up, each object with its id, so that no one needs the Admin Console to copy
 * one.
 */
export function configPages(router: Router, services: AdminServices & Uses<'ledger'>): void {
  const { views, config } = services;
  router.get(
    '/admin/config',
    withOrgToken(services, async (ctx, client, { person }) => {
      const { value, failure, calls } = await callOkta(ctx, services, () =>
        readConfig(client, config.okta.issuer, ctx.query['server']),
      );
      const [names, fitting] = await Promise.all([
        appNames(services),
        value?.isShops ? fittingRule(client, services, person.id, value) : undefined,
      ]);
      await views.render(ctx, 'admin/config', {
        ...value,
        nameOf: (clientId: string) => names.get(clientId),
        fitting,
        failure,
        made: calls,
      });
    }),
  );
}

/** Names of the org's apps by client id, with the shop's own credentials; without them, only ids are shown. */
async function appNames(services: AdminServices): Promise<ReadonlyMap<string, string>> {
  try {
    const client = await oktaForShop(services);
    return client ? await listAppNames(client) : new Map();
  } catch (error) {
    services.log.warning('apps not named', { message: String(error) });
    return new Map();
  }
}

/** The rule that decided this user's sign-in at the shop's authorization server. */
async function fittingRule(
  client: OktaClient,
  { config, log }: AdminServices,
  userId: string,
  { policies }: OrgConfig,
): Promise<string | undefined> {
  try {
    const groups = await groupsOfUser(client, userId);
    const request = {
      clientId: config.okta.clientId,
      userId,
      groupIds: groups.map(({ id }) => id),
      grantType: 'authorization_code',
      scopes: config.scopes.person,
    };
    return explainDecision(policies, request, (id) => id).find(({ fits }) => fits)?.ruleId;
  } catch (error) {
    log.warning('rule not found', { message: String(error) });
    return undefined;
  }
}

interface OrgConfig extends Record<string, unknown> {
  isShops: boolean;
  policies: (AccessPolicy & { rules: (AccessRule & { people: string[] })[] })[];
}

/**
 * @param wanted id of the authorization server to show in full; the shop's own if the org has no such server
 */
async function readConfig(client: OktaClient, issuer: string, wanted: unknown): Promise<OrgConfig> {
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
