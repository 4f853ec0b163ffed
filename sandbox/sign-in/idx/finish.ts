import { logSignIn } from '../../oauth/log.ts';
import { issueInteractionCode } from '../../oauth/interaction-code.ts';
import { sessionCookie, sessionOfCookie, startSession } from '../session.ts';
import type { Session } from '../../org/kernel/model.ts';
import { knownClass } from '../classes.ts';
import { scopesToConsent } from './consents.ts';
import type { Turn } from './turn.ts';

/**
 * The person has shown enough: a session of the org begins, so that the next app lets them in, and the app gets an
 * interaction code. The org's own page goes on with its authorization request instead.
 */
export async function finishSignIn(turn: Turn): Promise<void> {
  const { transaction, services } = turn;
  const { request } = transaction;
  // The org's own page asks for consent itself. A session begins only with the consent: who refuses leaves nothing.
  if (request.hosted === undefined && scopesToConsent(turn).length > 0) {
    turn.change({ step: 'consent', current: undefined, messages: undefined });
    return;
  }
  const session = sessionFor(turn);
  if (request.hosted !== undefined) {
    turn.change({ step: 'success', current: undefined, messages: undefined, sessionId: session.id });
    return;
  }
  const provider = await services.oauth.provider(request.serverId);
  const interactionCode = await issueInteractionCode(provider, {
    clientId: request.clientId,
    redirectUri: request.redirectUri,
    scope: request.scope,
    codeChallenge: request.codeChallenge,
    nonce: request.nonce,
    acr: knownClass(request.acrValues),
    session,
  });
  turn.change({ step: 'success', current: undefined, messages: undefined, interactionCode });
}

/** The session that this browser has, when nothing was added to it; else a new one. */
function sessionFor(turn: Turn): Session {
  const { org, ctx, services, transaction } = turn;
  const { artifacts } = services.oauth;
  const user = turn.requireUser();
  const amr = amrOf(transaction.proofs.map((proof) => proof.amr));
  const known = sessionOfCookie(org, artifacts, ctx.cookies.get(sessionCookie));
  const addsNothing = amr.every((value) => known?.amr.includes(value));
  if (known?.userId === user.id && addsNothing) return org.sessions.touch(known.id) ?? known;
  org.users.recordSignIn(user.id);
  logSignIn(org, ctx, { user, login: user.profile.login });
  const cookie = startSession(org, artifacts, {
    userId: user.id,
    amr,
    ...(transaction.idpId !== undefined && { idpId: transaction.idpId }),
  });
  ctx.cookies.set(sessionCookie, cookie, { httpOnly: true, sameSite: 'lax', path: '/', overwrite: true });
  const session = sessionOfCookie(org, artifacts, cookie);
  if (session === undefined) throw new Error('A session that has just begun is there.');
  return session;
}

/** `mfa` stands for more than one proof (RFC 8176). */
function amrOf(values: readonly string[]): string[] {
  const distinct = [...new Set(values)].filter((value) => value !== 'mfa');
  return distinct.length > 1 ? [...distinct, 'mfa'] : distinct;
}
