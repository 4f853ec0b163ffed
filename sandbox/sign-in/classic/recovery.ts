import { z } from 'zod';
import { type ApiRequest, type Answer, ok } from '../../api/kernel/route.ts';
import { logEvent, userTarget } from '../../api/log/log-event.ts';
import { optional, parseBody, text } from '../../api/kernel/validate.ts';
import { invalidToken, notImplemented, OktaError } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { countWrongAnswer, requireUnlocked } from '../attempts.ts';
import { matchesSecret } from '../../org/people/passwords.ts';
import {
  ownerOfRecoveryToken,
  recoverablePerson,
  type RecoveryPurpose,
  sendRecoveryMail,
  spendRecoveryToken,
  unlockPerson,
} from '../../org/people/recovery.ts';
import { passwordRules } from '../../org/policies/sign-in-rules.ts';
import { presentRecoveryMail, presentTransaction, presentUnlocked } from './present.ts';
import { requireState } from './state.ts';

const beginSchema = z.object({
  username: text(100),
  factorType: optional(z.enum(['EMAIL', 'SMS', 'CALL'])),
  relayState: optional(z.string().max(2048)),
});

/**
 * `POST /api/v1/authn/recovery/password`: a mail with a link to a new password.
 * @see https://developer.okta.com/docs/reference/api/authn/#forgot-password
 */
export const forgotPassword = (org: Org, request: ApiRequest): Answer => begin(org, request, 'recovery');

/** `POST /api/v1/authn/recovery/unlock`: a mail with a link that opens a locked account. */
export const unlock = (org: Org, request: ApiRequest): Answer => begin(org, request, 'unlock');

/** Unknown users get the same response, but no email. */
function begin(org: Org, request: ApiRequest, purpose: RecoveryPurpose): Answer {
  const {
    username,
    factorType = 'EMAIL',
    relayState,
  } = parseBody(beginSchema, request.body, 'recoveryRequest');
  if (factorType !== 'EMAIL')
    throw notImplemented(`recovery by ${factorType} in the Authentication API of the Classic engine`);
  const user = recoverablePerson(org, username);
  const rules = passwordRules(org, user);
  if (purpose === 'unlock' ? !rules.mayUnlock : !rules.mayReset)
    throw new OktaError(403, 'E0000034', 'Forgot password not allowed on specified user.');
  if (user !== undefined && rules.recoveryMethods.includes('email')) {
    sendRecoveryMail(org, user, purpose);
    logEvent(org, request, 'user.account.reset_password', [userTarget(user)]);
  }
  return ok(presentRecoveryMail(purpose, relayState));
}

const tokenSchema = z.object({ recoveryToken: text(200) });

/** `POST /api/v1/authn/recovery/token`: the token of the mail; then the security question, or the new password. */
export function verifyRecoveryToken(org: Org, request: ApiRequest): Answer {
  const { recoveryToken } = parseBody(tokenSchema, request.body, 'recoveryToken');
  const owner = ownerOfRecoveryToken(org, recoveryToken);
  if (owner === undefined) throw invalidToken();
  return org.transaction(() => {
    const user = spendRecoveryToken(org, owner);
    if (user.status === 'LOCKED_OUT' && passwordRules(org, user).mayUnlock) {
      unlockPerson(org, user);
      return ok(presentUnlocked());
    }
    const asks = passwordRules(org, user).asksQuestion && user.recoveryQuestion !== undefined;
    const transaction = org.authnTransactions.start({
      userId: user.id,
      state: asks ? 'RECOVERY' : 'PASSWORD_RESET',
      amr: [],
      warnBeforePasswordExpired: false,
    });
    return ok(presentTransaction(org, transaction));
  });
}

const answerSchema = z.object({ stateToken: text(200), answer: text(200) });

/** `POST /api/v1/authn/recovery/answer`: the answer to the security question of the recovery. */
export async function answerRecoveryQuestion(org: Org, request: ApiRequest): Promise<Answer> {
  const { stateToken, answer } = parseBody(answerSchema, request.body, 'answerRequest');
  const transaction = requireState(org, stateToken, ['RECOVERY']);
  const user = requireUnlocked(org, transaction.userId);
  if (!(await matchesSecret(answer.toLowerCase(), user.recoveryQuestion?.answerHash ?? ''))) {
    countWrongAnswer(org, request, user, 'question');
    throw new OktaError(403, 'E0000087', 'The recovery question answer did not match our records.');
  }
  return ok(presentTransaction(org, org.authnTransactions.move(transaction, 'PASSWORD_RESET')));
}
