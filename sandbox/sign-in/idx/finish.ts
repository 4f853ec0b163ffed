import { issueInteractionCode } from '../../oauth/interaction-code.ts';
import { callerOf } from '../log.ts';
import { completeSignIn, sessionOf, startSession } from '../session.ts';
import type { Session } from '../../org/kernel/model.ts';
import { knownClass } from '../classes.ts';
import { amrOfProofs } from '../proofs.ts';
import { scopesToConsent } from './consents.ts';
import type { Turn } from './turn.ts';

/**
 * The user has verified enough: a session at the org starts, for single sign-on to other apps, and the app gets
 * an interaction code. The org's own page continues with its authorization request instead.
 */
export async function finishSignIn(turn: Turn): Promise<void> {
  const { transaction, services } = turn;
  const { request } = transaction;
  // A session begins only after consent: if the user declines, none is created.
  if (scopesToConsent(turn).length > 0) {
    turn.change({ step: 'consent', current: undefined, messages: undefined });
    return;
  }
  const session = sessionFor(turn);
  if (request.hosted !== undefined) {
    turn.change({ step: 'success', current: undefined, messages: undefined, sessionId: session.id });
    return;
  }
  const provider = await services.oauth.provider(request.serverId);
  const interactionCode = await issueInteractionCode(provider, turn.org.clock, {
    clientId: request.clientId ?? '',
    redirectUri: request.redirectUri,
    scope: request.scope,
    codeChallenge: request.codeChallenge,
    nonce: request.nonce,
    acr: knownClass(request.acrValues),
    session,
  });
  turn.change({ step: 'success', current: undefined, messages: undefined, interactionCode });
}

/** This browser's session if nothing new was verified; otherwise a new one, whose `auth_time` is now. */
function sessionFor(turn: Turn): Session {
  const { org, ctx, transaction } = turn;
  const user = turn.requireUser();
  const amr = amrOfProofs(transaction.proofs);
  const known = sessionOf(org, ctx);
  const showsNothing = transaction.proofs.every(({ fromSession }) => fromSession === true);
  if (known?.userId === user.id && showsNothing) return org.sessions.touch(known.id) ?? known;
  completeSignIn(org, callerOf(ctx), user.id);
  const { idpId, rememberMe } = transaction;
  return startSession(org, ctx, { userId: user.id, amr, idpId, rememberMe });
}
