import type { Context } from 'koa';
import { renderProblem } from '../oauth/error-page.ts';
import { callerOf } from '../sign-in/log.ts';
import { completeSignIn, startSession } from '../sign-in/session.ts';
import { isAppLinkPath } from '../org/apps/app-link.ts';
import type { Org } from '../org/org.ts';
import type { Outcome, WaitingSignIns } from './federation.ts';

const prefix = 'home~';

/** The key of a pending sign-in that continues to an app link. */
export const appLinkStateToken = (path: string): string => `${prefix}${path}`;

/** Sign-ins with an identity provider that end with a session at the org, and continue to an app link. */
export class AppLinkSignIns implements WaitingSignIns {
  readonly #org: Org;

  constructor(org: Org) {
    this.#org = org;
  }

  isWaiting(stateToken: string): boolean {
    return stateToken.startsWith(prefix) && isAppLinkPath(stateToken.slice(prefix.length));
  }

  async resume(ctx: Context, stateToken: string, outcome: Outcome): Promise<void> {
    if ('error' in outcome) {
      renderProblem(ctx, 403, outcome.error, outcome.description);
      return;
    }
    const { userId, idpId, amr } = outcome;
    completeSignIn(this.#org, callerOf(ctx), userId);
    startSession(this.#org, ctx, { userId, idpId, amr });
    ctx.redirect(`${this.#org.url}${stateToken.slice(prefix.length)}`);
  }
}
