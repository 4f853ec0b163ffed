import type Router from '@koa/router';
import { sessionOf } from '../../../auth/session.ts';
import { signInId } from '../../../store/sign-ins.ts';
import type { SignInFilter } from '../../../store/sign-ins.ts';
import type { Uses } from '../../services.ts';
import { present } from '../../sessions/present.ts';
import type { AdminServices } from '../guard.ts';
import { forAdmins } from '../guard.ts';

const shown = 100;

/** /admin/sessions: lists and ends sessions in the shop, of everyone or, with `?user=`, of one user. */
export function adminSessionPages(router: Router, services: AdminServices & Uses<'store'>): void {
  const { views, store, keeper } = services;

  router.get(
    '/admin/sessions',
    forAdmins(services, async (ctx, { grantKey }) => {
      const user = textOf(ctx.query['user']);
      const found = await store.signIns.list({ userId: user }, shown);
      const sessions = found.map((one) => present(one, signInId(grantKey)));
      await views.render(ctx, 'admin/sessions', { sessions, user, shown });
    }),
  );

  router.post(
    '/admin/sessions/end',
    forAdmins(services, async (ctx, { grantKey }) => {
      const form = (ctx.request.body ?? {}) as Record<string, unknown>;
      const user = textOf(form['user']);
      // Not the own: that is what signing out is for.
      const which: SignInFilter = { id: textOf(form['id']), userId: user, exceptId: signInId(grantKey) };
      const ended = await keeper.end(which, 'ended by an admin');
      sessionOf(ctx).flash = [
        ended === 0
          ? { kind: 'notice', text: 'There were no sessions to end.' }
          : { kind: 'done', text: ended === 1 ? 'The session has ended.' : `${ended} sessions have ended.` },
      ];
      ctx.status = 303;
      ctx.redirect(
        user === undefined
          ? '/admin/sessions'
          : `/admin/sessions?${new URLSearchParams({ user }).toString()}`,
      );
    }),
  );
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
