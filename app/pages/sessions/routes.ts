import type Router from '@koa/router';
import type { Context } from 'koa';
import { decodeToken } from '../../auth/claims.ts';
import { requireSignIn } from '../../auth/guards.ts';
import type { SignedIn } from '../../auth/guards.ts';
import { sessionOf } from '../../auth/session.ts';
import { startSignIn } from '../../auth/sign-in.ts';
import { signInId } from '../../store/sign-ins.ts';
import type { Uses } from '../services.ts';
import { present } from './present.ts';

const shown = 50;

/** Seconds that a sign-in may be old when it ends other sessions. */
const recent = 15 * 60;

/**
 * /sessions: where this person is signed in to the shop, and ending any of it. Ending takes a sign-in of the last minutes
 * (OWASP ASVS 7.5.2): who finds an open browser cannot lock its owner out of the others.
 */
export function sessionPages(
  router: Router,
  services: Uses<'views' | 'keeper' | 'store' | 'now' | 'config' | 'client' | 'log'>,
): void {
  const { views, keeper, store, now } = services;

  router.get('/sessions', async (ctx) => {
    const signedIn = await requireSignIn(ctx, keeper);
    const found = await store.signIns.list({ userId: signedIn.person.id }, shown);
    const sessions = found.map((one) => present(one, signInId(signedIn.grantKey)));
    await views.render(ctx, 'sessions', { sessions, mayEnd: isRecent(signedIn), recent: recent / 60 });
  });

  router.get('/sessions/confirm', async (ctx) => {
    await requireSignIn(ctx, keeper);
    await startSignIn(ctx, services, 'okta', { max_age: String(recent) });
  });

  router.post('/sessions/end', async (ctx) => {
    const signedIn = await requireSignIn(ctx, keeper);
    const own = signInId(signedIn.grantKey);
    const id = (ctx.request.body as { id?: unknown } | undefined)?.id;
    if (!isRecent(signedIn)) {
      back(ctx, 'failed', 'No session was ended. Sign in again first.');
      return;
    }
    if (id === own || (id !== undefined && typeof id !== 'string')) return ctx.throw(400);
    const which = { userId: signedIn.person.id, exceptId: own, ...(id !== undefined && { id }) };
    const ended = await keeper.end(which, 'ended by the user');
    if (ended === 0) back(ctx, 'notice', 'There were no sessions to end.');
    else back(ctx, 'done', ended === 1 ? 'The session has ended.' : `${ended} sessions have ended.`);
  });

  /** When the person proved who they are, as Okta says. */
  function isRecent({ tokens }: SignedIn): boolean {
    const at = decodeToken(tokens.idToken)?.payload['auth_time'];
    return typeof at === 'number' && now() / 1000 < at + recent;
  }
}

function back(ctx: Context, kind: 'done' | 'notice' | 'failed', text: string): void {
  sessionOf(ctx).flash = [{ kind, text }];
  ctx.status = 303;
  ctx.redirect('/sessions');
}
