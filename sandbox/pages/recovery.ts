import type { Context } from 'koa';
import { renderProblem } from '../oauth/error-page.ts';
import { appLinkPath } from '../org/apps/app-link.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { ownerOfRecoveryToken, spendRecoveryToken, unlockPerson } from '../org/people/recovery.ts';
import { redeemSessionToken, sessionOf } from '../sign-in/session.ts';
import { renderPage } from './render.ts';
import type { PageParts } from './parts.ts';
import { renderWidget } from './widget-page.ts';

const expired = 'This link has expired or was already used. Request a new one where you requested this one.';

/** Okta's path of the page at which a person signs in to no app in particular. */
export const homePath = '/app/UserHome';

/** The target of links in the org's emails about passwords: the widget continues from there. */
export async function linkPage(
  { org, hosted, ctx }: PageParts,
  flow: 'RECOVER' | 'REGISTER',
  token: string,
): Promise<void> {
  if (org.engine === 'v1' && ownerOfRecoveryToken(org, token)) {
    renderWidget(org, ctx, {
      engine: 'v1',
      next: homePath,
      options: { useClassicEngine: true, recoveryToken: token },
    });
    return;
  }
  const transaction = org.engine === 'idx' ? await hosted.fromLink(ctx, flow, token) : undefined;
  if (transaction) renderWidget(org, ctx, { engine: 'idx', options: { stateToken: transaction.id } });
  else renderProblem(ctx, 400, 'invalid_token', expired);
}

/** Where the link of an unlock mail leads: the account is open again, and the password is what it was. */
export function unlockAccountPage(org: Org, ctx: Context, token: string): void {
  const user = ownerOfRecoveryToken(org, token);
  if (user === undefined) {
    renderProblem(ctx, 400, 'invalid_token', expired);
    return;
  }
  org.transaction(() => unlockPerson(org, spendRecoveryToken(org, user)));
  showApps(org, ctx, user, 'Your account is unlocked');
}

/** `/app/UserHome`: the apps of the user who is signed in at the org. */
export function homePage({ org, ctx }: PageParts): void {
  const { sessionToken } = ctx.query;
  if (typeof sessionToken === 'string' && redeemSessionToken(org, ctx, sessionToken)) {
    ctx.redirect(homePath);
    return;
  }
  const session = sessionOf(org, ctx);
  const user = session && org.users.get(session.userId);
  if (user) showApps(org, ctx, user, 'You are signed in');
  else renderProblem(ctx, 401, 'login_required', 'You are not signed in. Open an app to sign in.');
}

function showApps(org: Org, ctx: Context, user: User, title: string): void {
  const apps = org.apps
    .ofUser(user.id)
    .filter(
      ({ status, oauth, signOnMode }) =>
        status === 'ACTIVE' && (signOnMode === 'SAML_2_0' || oauth?.initiateLoginUri !== undefined),
    );
  renderPage(ctx, 'recovered.njk', {
    title,
    orgName: org.name,
    login: user.profile.login,
    apps: apps.map((app) => ({ label: app.label, href: appLinkPath(app) })),
  });
}
