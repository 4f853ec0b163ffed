import type { AuthnState, AuthnTransaction } from '../../org/org/authn-transactions.ts';
import { accessDenied, authenticationFailed } from '../../org/kernel/errors.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { type Answer, type ApiRequest, ok } from '../../api/kernel/route.ts';
import { daysUntilExpiry, passwordRules } from '../../org/policies/sign-in-rules.ts';
import { logDenied } from '../log.ts';
import { missingOf } from '../missing.ts';
import { proofsOfAmr } from '../proofs.ts';
import { completeSignIn } from '../session.ts';
import { enrollableFactors, offeredFactors } from './offers.ts';
import { presentSuccess, presentTransaction } from './present.ts';

/**
 * Goes on with a sign-in after a step: to the next state that something is missing in, or to the end, with a session
 * token.
 * @throws OktaError 403 when the sign-on policy denies access
 */
export function advanceTransaction(org: Org, request: ApiRequest, transaction: AuthnTransaction): Answer {
  const user = org.users.require(transaction.userId);
  const state = nextState(org, request, user, transaction);
  if (state !== undefined) return ok(presentTransaction(org, org.authnTransactions.move(transaction, state)));
  org.authnTransactions.end(transaction);
  completeSignIn(org, request, user.id);
  if (transaction.deviceToken !== undefined) org.users.rememberDevice(user.id, transaction.deviceToken);
  const token = org.sessionTokens.issue({ userId: user.id, amr: transaction.amr });
  return ok(presentSuccess(org, user, token, transaction.relayState));
}

function nextState(
  org: Org,
  request: ApiRequest,
  user: User,
  transaction: AuthnTransaction,
): AuthnState | undefined {
  const proofs = proofsOfAmr(transaction.amr);
  const missing = missingOf(org, { user, proofs });
  switch (missing?.kind) {
    case 'locked':
    case 'inactive':
    case 'unassigned':
      throw authenticationFailed();
    case 'denied':
      // The refusal undoes the transaction: it is written once that is over.
      queueMicrotask(() => logDenied(org, request, user, undefined));
      throw accessDenied();
    case 'new-password':
      return 'PASSWORD_EXPIRED';
    case 'proof':
      if (offeredFactors(org, transaction, user).length > 0) return 'MFA_REQUIRED';
      if (enrollableFactors(org, transaction, user).length > 0) return 'MFA_ENROLL';
      throw accessDenied();
    case undefined:
  }
  const open = enrollableFactors(org, transaction, user);
  if (open.some(({ required }) => required)) return 'MFA_ENROLL';
  if (transaction.offersMore === true && open.length > 0) return 'MFA_ENROLL';
  return warnsOfPassword(org, user, transaction) ? 'PASSWORD_WARN' : undefined;
}

function warnsOfPassword(org: Org, user: User, transaction: AuthnTransaction): boolean {
  const daysLeft = daysUntilExpiry(org, user);
  const { expireWarnDays } = passwordRules(org, user).age;
  const warns = transaction.warnBeforePasswordExpired && transaction.warned !== true;
  return warns && daysLeft !== undefined && daysLeft <= expireWarnDays;
}
