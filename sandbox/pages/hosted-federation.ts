import type { Context } from 'koa';
import { renderProblem } from '../oauth/error-page.ts';
import type { OAuth } from '../oauth/index.ts';
import { callerOf } from '../sign-in/log.ts';
import { completeSignIn, startSession } from '../sign-in/session.ts';
import type { Outcome, WaitingSignIns } from '../idps/federation.ts';
import type { Org } from '../org/org.ts';
import { resume } from './resume.ts';

const prefix = 'authorize~';

/** The ID of an authorization request that waits for an identity provider. Not a secret: a cookie proves whose it is. */
export const hostedStateToken = (serverId: string, uid: string): string => `${prefix}${serverId}~${uid}`;

/** The authorization endpoint's sign-ins (`/authorize?idp=`, buttons and routing on the hosted page). */
export class HostedSignIns implements WaitingSignIns {
  readonly #org: Org;
  readonly #oauth: OAuth;

  constructor(org: Org, oauth: OAuth) {
    this.#org = org;
    this.#oauth = oauth;
  }

  isWaiting(stateToken: string): boolean {
    return stateToken.startsWith(prefix);
  }

  async resume(ctx: Context, stateToken: string, outcome: Outcome): Promise<void> {
    const [serverId = '', uid = ''] = stateToken.slice(prefix.length).split('~');
    const interaction = await this.#oauth.interaction(serverId, uid);
    if (interaction === undefined) {
      renderProblem(ctx, 400, 'invalid_request', 'The sign-in has taken too long. Start again from the app.');
      return;
    }
    if ('error' in outcome) {
      interaction.result = { error: outcome.error, error_description: outcome.description };
    } else {
      const { userId, idpId, amr } = outcome;
      completeSignIn(this.#org, callerOf(ctx), userId);
      startSession(this.#org, ctx, { userId, idpId, amr });
      interaction.result = { login: { accountId: userId, amr: [...amr], remember: false } };
    }
    await resume(ctx, interaction);
  }
}
