import type Router from '@koa/router';
import type { Context } from 'koa';
import { localPath } from '../../../site/redirects.ts';
import { sessionOf } from '../../../auth/session.ts';
import { actionsFor, listUsers, userActions } from '../../../okta/users.ts';
import type { UserAction } from '../../../okta/users.ts';
import type { Uses } from '../../services.ts';
import type { AdminServices } from '../guard.ts';
import { withOrgToken } from '../guard.ts';
import { callOkta } from '../../okta-call.ts';

const pageSize = 20;

const done: Record<UserAction, string> = {
  activate: 'The account is active.',
  suspend: 'The account is suspended: this user cannot sign in.',
  unsuspend: 'The account is active again.',
  unlock: 'The account is unlocked.',
  'reset-password': 'Okta has sent a link to set a new password.',
  'reset-factors': 'The factors are reset; the user enrolls new ones at the next sign-in that requires them.',
};

/** /admin/users: the org's users, through the Management API with the admin's own token (OAuth for Okta). */
export function userPages(router: Router, services: AdminServices & Uses<'ledger' | 'presenter'>): void {
  const demoLogins = new Set(services.presenter?.people.map(({ login }) => login));

  router.get(
    '/admin/users',
    withOrgToken(services, async (ctx, client) => {
      const search = textOf(ctx, 'search');
      const after = textOf(ctx, 'after') || undefined;
      const { value, failure, calls } = await callOkta(ctx, services, () =>
        listUsers(client, { search, after, limit: pageSize }),
      );
      const users = value?.users.map((user) => ({
        ...user,
        actions: actionsFor(user.status),
        isDemo: demoLogins.has(user.login),
      }));
      const next =
        value?.next && `/admin/users?${new URLSearchParams({ search, after: value.next }).toString()}`;
      await services.views.render(ctx, 'admin/users', { users, next, search, after, failure, made: calls });
    }),
  );

  router.post(
    '/admin/users/:id/:action',
    withOrgToken(services, async (ctx, client, { person }) => {
      const { id, action } = ctx.params as { id: string; action: string };
      if (!isAction(action)) return ctx.throw(404);
      const back = localPath(
        (ctx.request.body as { return?: unknown } | undefined)?.return ?? '/admin/users',
      );
      // Suspending the account in use would end the demo.
      const outcome =
        id === person.id
          ? { failure: { text: 'You cannot do this to your own account; ask another admin.' } }
          : await callOkta(ctx, services, () => userActions[action](client, id));
      // Does not wait for the org's event, because the hook may be off.
      if (!outcome.failure && action === 'suspend')
        await services.keeper.end({ userId: id }, 'an admin suspended the account');
      if (!outcome.failure) services.log.info('account changed', { action, person: id });
      sessionOf(ctx).flash = [
        outcome.failure
          ? { kind: 'failed', text: `The account was not changed. ${outcome.failure.text}` }
          : { kind: 'done', text: done[action] },
      ];
      ctx.status = 303;
      ctx.redirect(back);
    }),
  );
}

const isAction = (name: string): name is UserAction => Object.hasOwn(userActions, name);

const textOf = (ctx: Context, name: string): string => {
  const value = ctx.query[name];
  return typeof value === 'string' ? value.trim().slice(0, 200) : '';
};
