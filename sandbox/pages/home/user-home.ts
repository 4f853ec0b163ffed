import { isOwnForm, formToken } from '../../console/kernel/form-guard.ts';
import { rolesOf } from '../../console/kernel/roles.ts';
import { readParameters } from '../../http/form.ts';
import { renderProblem } from '../../oauth/error-page.ts';
import { userParty } from '../../org/log/parties.ts';
import type { Session, User } from '../../org/kernel/model.ts';
import { redeemSessionToken, sessionOf } from '../../sign-in/session.ts';
import { signOutPath } from './sign-out.ts';
import type { PageParts } from '../parts.ts';
import { renderPage } from '../render.ts';
import { homePath, signInFor } from './sign-in-here.ts';
import { tilesOf } from './tiles.ts';

/** Who is signed in at the org, in this browser. */
export interface Visitor {
  readonly session: Session;
  readonly user: User;
}

/** The signed-in user of a dashboard page; undefined if they were redirected to sign in. */
export function visitorOf({ org, ctx }: PageParts): Visitor | undefined {
  const session = sessionOf(org, ctx);
  const user = session && org.users.get(session.userId);
  if (session && user) {
    org.sessions.touch(session.id);
    return { session, user };
  }
  ctx.redirect(signInFor(ctx.path + ctx.search));
  return undefined;
}

/** The form that a page of the dashboard sent; undefined when it is not one, and that has been said. */
export async function ownForm(
  { org, ctx }: PageParts,
  { session }: Visitor,
): Promise<URLSearchParams | undefined> {
  const form = await readParameters(ctx);
  if (isOwnForm(org, ctx, session, form.get('csrf'))) return form;
  renderProblem(ctx, 403, 'access_denied', 'This form is no longer valid, and nothing was changed.', {
    href: ctx.path,
    label: 'Open the page again',
  });
  return undefined;
}

/** What the pages of the dashboard have around them. */
export const frameOf = ({ org }: PageParts, { session, user }: Visitor) => ({
  orgName: org.name,
  name: userParty(user).displayName,
  login: user.profile.login,
  csrf: formToken(session),
  isAdmin: rolesOf(org, user).length > 0,
});

/** `/app/UserHome`, the End-User Dashboard: the apps of the person who is signed in. */
export async function homePage(parts: PageParts): Promise<void> {
  const { org, ctx } = parts;
  const { sessionToken } = ctx.query;
  if (typeof sessionToken === 'string' && redeemSessionToken(org, ctx, sessionToken)) {
    ctx.redirect(homePath);
    return;
  }
  const visitor = visitorOf(parts);
  if (!visitor) return;
  if (ctx.method === 'POST') {
    const form = await ownForm(parts, visitor);
    if (!form) return;
    ctx.status = 303;
    const next = form.get('fromURI');
    ctx.redirect(next === null ? signOutPath : `${signOutPath}?fromURI=${encodeURIComponent(next)}`);
    return;
  }
  const tiles = tilesOf(org, visitor.user);
  renderPage(ctx, 'user-home.njk', { ...frameOf(parts, visitor), title: 'My Apps', tiles });
}
