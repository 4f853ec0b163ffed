import { z } from 'zod';
import { addFactor } from '../../api/factors/factors.ts';
import { hashAnswerOf } from '../../api/factors/security-question.ts';
import { logEvent, userTarget } from '../../api/log/log-event.ts';
import { type ApiRequest, type Answer, ok } from '../../api/kernel/route.ts';
import { anyObject, optional, parseBody, text } from '../../api/kernel/validate.ts';
import type { AuthnState, AuthnTransaction } from '../../org/org/authn-transactions.ts';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import { requireUnlocked, wrongPassCode } from '../attempts.ts';
import type { Factor } from '../../org/factors/factors.ts';
import type { Org } from '../../org/org.ts';
import { advanceTransaction } from './advance.ts';
import { amrOfProofs, proofByFactor, proofsOfAmr } from '../proofs.ts';
import { enrollableFactors } from './offers.ts';
import { presentTransaction } from './present.ts';
import { requireState } from './state.ts';

const enrollStates: readonly AuthnState[] = ['MFA_ENROLL', 'MFA_ENROLL_ACTIVATE'];

const enrollSchema = z.object({
  stateToken: text(200),
  factorType: z.string(),
  provider: z.string(),
  profile: optional(anyObject),
});

/**
 * `POST /api/v1/authn/factors`: begins to set a factor up; a security question is ready at once.
 * @see https://developer.okta.com/docs/reference/api/authn/#enroll-factor
 */
export async function enrollFactor(org: Org, request: ApiRequest): Promise<Answer> {
  const { stateToken, factorType, provider, profile = {} } = parseBody(enrollSchema, request.body, 'factor');
  const begun = requireState(org, stateToken, enrollStates);
  const offer = enrollableFactors(org, begun, org.users.require(begun.userId)).find(
    (candidate) => candidate.factorType === factorType && candidate.provider === provider,
  );
  if (offer === undefined) throw invalid('factorEnrollRequest', [`The factor ${factorType} is not offered.`]);
  const answerHash = factorType === 'question' ? await hashAnswerOf(profile) : '';
  return org.transaction(() => {
    const transaction = requireState(org, stateToken, enrollStates);
    const user = org.users.require(transaction.userId);
    for (const other of org.factors.ofUser(user.id))
      if (other.factorType === factorType && other.status !== 'ACTIVE') org.factors.delete(other);
    const factor = addFactor(org, user, {
      type: offer.factorType,
      provider: offer.provider,
      profile,
      answerHash,
    });
    if (factor.status === 'ACTIVE') return activated(org, request, transaction, factor);
    const challengeId = factor.factorType === 'sms' ? sendCode(org, request, factor) : undefined;
    return ok(
      presentTransaction(
        org,
        org.authnTransactions.move(transaction, 'MFA_ENROLL_ACTIVATE', {
          factorId: factor.id,
          ...(challengeId !== undefined && { challengeId }),
        }),
      ),
    );
  });
}

const activateSchema = z.object({ stateToken: text(200), passCode: optional(z.string().max(100)) });

/** `POST /api/v1/authn/factors/{id}/lifecycle/activate`: the first code or, for Okta Verify, whether the phone has read its own. */
export async function activateFactor(org: Org, request: ApiRequest): Promise<Answer> {
  const { stateToken, passCode = '' } = parseBody(activateSchema, request.body, 'activateFactor');
  const transaction = requireState(org, stateToken, ['MFA_ENROLL_ACTIVATE']);
  const user = requireUnlocked(org, transaction.userId);
  const factor = pendingOf(org, transaction, request);
  if (factor.factorType === 'push')
    return factor.status === 'ACTIVE'
      ? org.transaction(() => activated(org, request, transaction, factor))
      : ok(presentTransaction(org, transaction));
  const isRight =
    factor.factorType === 'sms'
      ? org.challenges.checkCode(transaction.challengeId ?? '', passCode) === 'CORRECT'
      : org.factors.checkTotp(factor.id, passCode);
  if (!isRight) throw wrongPassCode(org, request, user, factor.factorType);
  return org.transaction(() => activated(org, request, transaction, org.factors.activate(factor)));
}

/** `POST /api/v1/authn/factors/{id}/lifecycle/resend`: another text message; the code before is void. */
export function resendActivation(org: Org, request: ApiRequest): Answer {
  const { stateToken } = parseBody(activateSchema, request.body, 'activateFactor');
  const transaction = requireState(org, stateToken, ['MFA_ENROLL_ACTIVATE']);
  const challengeId = sendCode(org, request, pendingOf(org, transaction, request));
  return ok(
    presentTransaction(org, org.authnTransactions.move(transaction, 'MFA_ENROLL_ACTIVATE', { challengeId })),
  );
}

function pendingOf(org: Org, { factorId }: AuthnTransaction, request: ApiRequest): Factor {
  const asked = request.param('factorId');
  const factor = factorId === asked ? org.factors.get(asked) : undefined;
  if (factor === undefined) throw notFound(asked, 'UserFactor');
  return factor;
}

const sendCode = (org: Org, request: ApiRequest, factor: Factor): string =>
  org.challenges.sendCode(factor, { purpose: 'verify-address', asking: request }).id;

/** What has just been set up has been shown, too. */
function activated(org: Org, request: ApiRequest, transaction: AuthnTransaction, factor: Factor): Answer {
  const user = org.users.require(transaction.userId);
  logEvent(org, request, 'user.mfa.factor.activate', [userTarget(user)], { factor: factor.factorType });
  const amr = amrOfProofs([...proofsOfAmr(transaction.amr), proofByFactor(factor)]);
  const offersMore = transaction.multiOptionalFactorEnroll === true;
  return advanceTransaction(org, request, { ...transaction, amr, offersMore });
}
