import { z } from 'zod';
import { type ApiRequest, type Answer, ok } from '../../api/kernel/route.ts';
import { optional, parseBody, text } from '../../api/kernel/validate.ts';
import type { AuthnState, AuthnTransaction } from '../../org/org/authn-transactions.ts';
import { notFound, notImplemented } from '../../org/kernel/errors.ts';
import { noteRightAnswer, requireUnlocked, wrongPassCode } from '../attempts.ts';
import { amrOfProofs, proofByFactor, proofsOfAmr } from '../proofs.ts';
import type { Factor } from '../../org/factors/factors.ts';
import type { Org } from '../../org/org.ts';
import { matchesSecret } from '../../org/people/passwords.ts';
import { advanceTransaction } from './advance.ts';
import { offeredFactors } from './offers.ts';
import { presentTransaction } from './present.ts';
import { requireState } from './state.ts';

const schema = z.object({
  stateToken: text(200),
  passCode: optional(z.string().max(100)),
  answer: optional(z.string().max(200)),
});

const states: readonly AuthnState[] = ['MFA_REQUIRED', 'MFA_CHALLENGE'];

/**
 * `POST /api/v1/authn/factors/{id}/verify`: sends a code or push, asks how it went, or checks a code or answer.
 * @see https://developer.okta.com/docs/reference/api/authn/#verify-factor
 */
export async function verifyFactor(org: Org, request: ApiRequest): Promise<Answer> {
  const { stateToken, passCode, answer } = parseBody(schema, request.body, 'verifyFactor');
  const transaction = requireState(org, stateToken, states);
  requireUnlocked(org, transaction.userId);
  const factor = requireActive(org, transaction, request.param('factorId'));
  switch (factor.factorType) {
    case 'push':
      return org.transaction(() => pollPush(org, request, transaction, factor));
    case 'sms':
    case 'email':
      if (passCode === undefined) return org.transaction(() => challenge(org, request, transaction, factor));
      return conclude(org, request, transaction, factor, isRightCode(org, transaction, factor, passCode));
    case 'token:software:totp':
      return conclude(org, request, transaction, factor, org.factors.checkTotp(factor.id, passCode ?? ''));
    case 'question': {
      const isRight = await matchesSecret((answer ?? '').toLowerCase(), factor.secret ?? '');
      return conclude(org, request, transaction, factor, isRight);
    }
    case 'webauthn':
      throw notImplemented('WebAuthn in the Authentication API of the Classic engine');
  }
}

/** `POST /api/v1/authn/factors/{id}/verify/resend`: sends it again. The previous one becomes invalid. */
export function resend(org: Org, request: ApiRequest): Answer {
  const { stateToken } = parseBody(schema, request.body, 'verifyFactor');
  const transaction = requireState(org, stateToken, ['MFA_CHALLENGE']);
  return challenge(org, request, transaction, requireActive(org, transaction, request.param('factorId')));
}

/** `POST /api/v1/authn/previous`: back to the choice of a factor. */
export function previous(org: Org, request: ApiRequest): Answer {
  const { stateToken } = parseBody(schema, request.body, 'stateToken');
  const transaction = requireState(org, stateToken, ['MFA_CHALLENGE', 'MFA_ENROLL_ACTIVATE']);
  const choice = transaction.state === 'MFA_CHALLENGE' ? 'MFA_REQUIRED' : 'MFA_ENROLL';
  return ok(presentTransaction(org, org.authnTransactions.move(transaction, choice)));
}

function requireActive(org: Org, transaction: AuthnTransaction, id: string): Factor {
  const offered = offeredFactors(org, transaction, org.users.require(transaction.userId));
  const factor = offered.find((candidate) => candidate.id === id);
  if (factor === undefined) throw notFound(id, 'UserFactor');
  return factor;
}

function challenge(org: Org, request: ApiRequest, transaction: AuthnTransaction, factor: Factor): Answer {
  const sent =
    factor.factorType === 'push'
      ? org.challenges.push(factor, { signInTo: org.name, numberChallenge: false })
      : org.challenges.sendCode(factor, { purpose: 'sign-in', asking: request });
  const changes = { factorId: factor.id, challengeId: sent.id };
  return ok(presentTransaction(org, org.authnTransactions.move(transaction, 'MFA_CHALLENGE', changes)));
}

/** The first call sends the push, the others ask how it went. */
function pollPush(org: Org, request: ApiRequest, transaction: AuthnTransaction, factor: Factor): Answer {
  const isWaiting = transaction.state === 'MFA_CHALLENGE' && transaction.factorId === factor.id;
  const sent = isWaiting ? org.challenges.get(transaction.challengeId ?? '') : undefined;
  if (sent === undefined) return challenge(org, request, transaction, factor);
  if (org.challenges.resultOf(sent) === 'SUCCESS') return conclude(org, request, transaction, factor, true);
  return ok(presentTransaction(org, transaction));
}

function isRightCode(org: Org, transaction: AuthnTransaction, factor: Factor, passCode: string): boolean {
  const { factorId, challengeId } = transaction;
  if (factorId !== factor.id || challengeId === undefined) return false;
  return org.challenges.checkCode(challengeId, passCode) === 'CORRECT';
}

function conclude(
  org: Org,
  request: ApiRequest,
  transaction: AuthnTransaction,
  factor: Factor,
  isRight: boolean,
): Answer {
  const user = org.users.require(transaction.userId);
  if (!isRight) throw wrongPassCode(org, request, user, factor.factorType);
  noteRightAnswer(org, request, user, factor.factorType);
  const amr = amrOfProofs([...proofsOfAmr(transaction.amr), proofByFactor(factor)]);
  return org.transaction(() => advanceTransaction(org, request, { ...transaction, amr }));
}
