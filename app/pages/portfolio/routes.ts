import type Router from '@koa/router';
import { sessionOf } from '../../auth/session.ts';
import { listScopes } from '../../okta/authorization-servers.ts';
import { listConsents, revokeConsents } from '../../okta/consents.ts';
import type { OktaClient } from '../../okta/client.ts';
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
      const outcome = await callOkta(ctx, services, () => readConsents(okta, person.id));
      await views.render(ctx, 'portfolio', {
        orders,
        total: kept.reduce((sum, { price }) => sum + price, 0),
        pending: orders.filter(({ status }) => status === 'pending').length,
        consents: outcome.value ?? [],
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

  /** Consents with the scopes' display texts. */
  async function readConsents(okta: OktaClient, userId: string): Promise<unknown[]> {
    const { issuer } = config.okta;
    const [consents, scopes] = await Promise.all([
      listConsents(okta, userId, issuer),
      listScopes(okta, issuer.split('/').at(-1) ?? ''),
    ]);
    const words = new Map(scopes.map(({ name, description }) => [name, description]));
    return consents.map((consent) => ({
      ...consent,
      scopes: consent.scopes.map((scope) => ({ ...scope, description: words.get(scope.name) })),
    }));
  }
}
