import type Router from '@koa/router';
import { sessionOf } from '../../auth/session.ts';
import { listScopes } from '../../okta/authorization-servers.ts';
import { listShopAgents } from '../../okta/agents.ts';
import type { ShopAgent } from '../../okta/agents.ts';
import { listConsents, revokeConsents } from '../../okta/consents.ts';
import type { OktaClient } from '../../okta/client.ts';
import { OktaRefused } from '../../okta/errors.ts';
import { mcpResource } from '../../../shared/mcp-resource.ts';
import { callOkta } from '../okta-call.ts';
import { portfolioNeeds, whenSwitchedOn } from '../developer/guard.ts';
import type { Uses } from '../services.ts';
import type { SwitchedServices } from '../developer/guard.ts';

const shown = 100;

/** /portfolio: what the user owns here, and which third-party apps may see it. */
export function portfolioPages(router: Router, services: SwitchedServices & Uses<'store' | 'ledger'>): void {
  const { views, store, config } = services;
  const whenOn = (handle: Parameters<typeof whenSwitchedOn>[3]) =>
    whenSwitchedOn(services, 'The portfolio', portfolioNeeds, handle);

  router.get(
    '/portfolio',
    whenOn(async (ctx, okta, { person }) => {
      const orders = await store.orders.list({ userId: person.id, limit: shown });
      const kept = orders.filter(({ status }) => status !== 'declined');
      const outcome = await callOkta(ctx, services, () => readAllowed(okta, person.id));
      const { consents = [], agents = [] } = outcome.value ?? {};
      await views.render(ctx, 'portfolio', {
        orders,
        total: kept.reduce((sum, { price }) => sum + price, 0),
        pending: orders.filter(({ status }) => status === 'pending').length,
        ...{ consents, agents },
        allowed: consents.length + agents.filter(({ isBlocked }) => !isBlocked).length,
        failure: outcome.failure,
        made: outcome.calls,
      });
    }),
  );

  router.post(
    '/portfolio/consents/:clientId/revoke',
    whenOn(async (ctx, okta, { person }) => {
      const { clientId } = ctx.params as { clientId: string };
      const { failure } = await callOkta(ctx, services, () => revokeConsents(okta, person.id, clientId));
      sessionOf(ctx).flash = [
        failure
          ? { kind: 'failed', text: `Not revoked. ${failure.text}` }
          : { kind: 'done', text: 'Revoked. The app must ask you again.' },
      ];
      ctx.status = 303;
      ctx.redirect('/portfolio');
    }),
  );

  router.post(
    '/portfolio/agents/:agentId/:action',
    whenOn(async (ctx, _okta, { person }) => {
      const { agentId, action } = ctx.params as { agentId: string; action: string };
      if (!['revoke', 'allow'].includes(action)) return ctx.throw(404);
      if (action === 'revoke') await store.agentBlocks.add(person.id, agentId);
      else await store.agentBlocks.remove(person.id, agentId);
      const text =
        action === 'revoke'
          ? 'Revoked. From now on, the shop rejects this agent’s requests for you, even with tokens that it already has.'
          : 'The agent may act for you again, within the limits that your administrator sets.';
      sessionOf(ctx).flash = [{ kind: 'done', text }];
      ctx.status = 303;
      ctx.redirect('/portfolio');
    }),
  );

  /** Consents, and agents that may act for the user, with the scopes' display texts. */
  async function readAllowed(okta: OktaClient, userId: string) {
    const { issuer } = config.okta;
    const resource = mcpResource(config.appUrl, config.okta.audience);
    const [consents, scopes, agents] = await Promise.all([
      listConsents(okta, userId, issuer),
      listScopes(okta, issuer.split('/').at(-1) ?? ''),
      listShopAgents(okta, { userId, issuer, resource }).catch(withoutAgents),
    ]);
    const words = new Map(scopes.map(({ name, description }) => [name, description]));
    const inWords = (name: string) => ({ name, description: words.get(name) });
    return {
      consents: consents.map((consent) => ({
        ...consent,
        scopes: consent.scopes.map(({ name }) => inWords(name)),
      })),
      agents: await Promise.all(
        agents.map(async ({ scopes: allowed, ...agent }) => ({
          ...agent,
          scopes: allowed.map(inWords),
          isBlocked: await store.agentBlocks.has(userId, agent.id),
        })),
      ),
    };
  }
}

/** An org without Okta for AI Agents, or credentials that may not read them: then there are none to show. */
function withoutAgents(error: unknown): ShopAgent[] {
  if (error instanceof OktaRefused && [401, 403, 404].includes(error.status)) return [];
  throw error;
}
