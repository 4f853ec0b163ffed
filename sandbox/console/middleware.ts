import type { Middleware } from 'koa';
import type { Org } from '../org/org.ts';
import { sessionOf } from '../sign-in/session.ts';
import { signInFor } from '../pages/home/sign-in-here.ts';
import { renderPage } from '../pages/render.ts';
import { ApiRefusal } from './kernel/api.ts';
import { visit, viewOf } from './kernel/controller.ts';
import { finderAt } from './kernel/finder.ts';
import { Flashes } from './kernel/flashes.ts';
import { fragmentOf, frameOf, renderTrouble } from './kernel/present.ts';
import { rolesOf } from './kernel/roles.ts';
import type { Screen } from './kernel/screen.ts';
import { screens } from './screens.ts';

/**
 * The Admin Console: for people with an admin role, and no more than a client of the Management API, which decides what
 * each of them sees and changes.
 */
export function answerConsole(org: Org): Middleware {
  const flashes = new Flashes();
  return async (ctx) => {
    const session = sessionOf(org, ctx);
    const user = session && org.users.get(session.userId);
    if (session === undefined || user === undefined) {
      ctx.redirect(signInFor(ctx.path + ctx.search));
      return;
    }
    const visitor = { org, ctx, session, user };
    if (rolesOf(org, user).length === 0) {
      ctx.status = 403;
      renderPage(ctx, 'console-closed.njk', {
        ...frameOf(visitor, ''),
        title: 'You are not an administrator',
        login: user.profile.login,
        target: ctx.path + ctx.search,
      });
      return;
    }
    // A log that asks for its rows again and again is no sign that anyone is there.
    if (fragmentOf(ctx) !== 'blocks') org.sessions.touch(session.id);
    const path = ctx.path.replace(/\/+$/, '');
    if (/^\/admin(\/(dashboard|app-home))?$/.test(path)) {
      ctx.redirect('/admin/users');
      return;
    }
    const finder = finderAt(path);
    if (finder) {
      const view = viewOf({ ...visitor, params: {} });
      ctx.body = await finder(view.query.get('q') ?? '', view).catch((error: unknown) => {
        if (error instanceof ApiRefusal) return [];
        throw error;
      });
      return;
    }
    const found = find(path);
    if (found) await visit({ ...visitor, ...found, flashes });
    else renderTrouble(visitor, 404, 'The sandbox’s Admin Console has no page at this address.', []);
  };
}

const compiled = screens.map((screen) => ({
  screen,
  names: [...screen.path.matchAll(/:(\w+)/g)].map(([, name = '']) => name),
  pattern: new RegExp(`^${screen.path.replaceAll(/:\w+/g, '([^/]+)')}$`),
}));

/** The first screen with that path: names stand before parameters in the table. */
function find(path: string): { screen: Screen; params: Record<string, string> } | undefined {
  for (const { screen, names, pattern } of compiled) {
    const values = pattern.exec(path)?.slice(1);
    if (values === undefined) continue;
    try {
      const params = names.map((name, index) => [name, decodeURIComponent(values[index] ?? '')] as const);
      return { screen, params: Object.fromEntries(params) };
    } catch {
      return undefined;
    }
  }
  return undefined;
}
