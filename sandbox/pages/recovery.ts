import type { Context } from 'koa';
import { renderProblem } from '../oauth/error-page.ts';
import type { Org } from '../org/org.ts';
import { ownerOfRecoveryToken, spendRecoveryToken, unlockPerson } from '../org/people/recovery.ts';
import { homePath } from './home/sign-in-here.ts';
import { tilesOf } from './home/tiles.ts';
import { renderPage } from './render.ts';
import type { PageParts } from './parts.ts';
import { renderSignIn, renderWidget } from './widget-page.ts';

const expired =
  'This link has expired or was already used. Request a new one on the page where you requested this one.';

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
  if (transaction) await renderSignIn({ org, ctx, hosted }, transaction);
  else renderProblem(ctx, 400, 'invalid_token', expired);
}

/** The page that the link in an unlock email opens: the account is unlocked, and the password is unchanged. */
export function unlockAccountPage(org: Org, ctx: Context, token: string): void {
  const user = ownerOfRecoveryToken(org, token);
  if (user === undefined) {
    renderProblem(ctx, 400, 'invalid_token', expired);
    return;
  }
  org.transaction(() => unlockPerson(org, spendRecoveryToken(org, user)));
  renderPage(ctx, 'recovered.njk', {
    title: 'Your account is unlocked',
    orgName: org.name,
    login: user.profile.login,
    apps: tilesOf(org, user),
  });
}
