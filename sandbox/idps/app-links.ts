import type { Context } from 'koa';
import type { Artifacts } from '../oauth/artifacts.ts';
import { renderProblem } from '../oauth/error-page.ts';
import { useSession } from '../oauth/session-token.ts';
import { startSession } from '../sign-in/session.ts';
import { isAppLinkPath } from '../org/apps/app-link.ts';
import type { Org } from '../org/org.ts';
import type { Outcome, WaitingSignIns } from './federation.ts';

const prefix = 'home~';

/** Under which a sign-in waits that goes on to an app link. */
export const appLinkStateToken = (path: string): string => `${prefix}${path}`;

/** Sign-ins with an identity provider that end with a session of the org, and go on to an app link. */
export class AppLinkSignIns implements WaitingSignIns {
  readonly #org: Org;
  readonly #artifacts: Artifacts;

  constructor(org: Org, artifacts: Artifacts) {
    this.#org = org;
    this.#artifacts = artifacts;
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
    useSession(ctx, startSession(this.#org, this.#artifacts, { userId, idpId, amr }));
    ctx.redirect(`${this.#org.url}${stateToken.slice(prefix.length)}`);
  }
}
