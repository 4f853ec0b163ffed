import type { AuthnState, AuthnTransaction } from '../../org/org/authn-transactions.ts';
import { accessDenied } from '../../org/kernel/errors.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { type Answer, type ApiRequest, ok } from '../../api/kernel/route.ts';
import { logSignIn } from './log.ts';
import { daysUntilExpiry, passwordRules, sessionRule } from '../../org/policies/sign-in-rules.ts';
import { presentSuccess, presentTransaction } from './present.ts';

/**
 * Goes on with a sign-in after a step: to the next state that something is missing in, or to the end, with a session
 * token.
 * @throws OktaError 403 when the sign-on policy denies access
 */
export function advance(org: Org, request: ApiRequest, transaction: AuthnTransaction): Answer {
  const user = org.users.require(transaction.userId);
  const state = missing(org, user, transaction);
  if (state !== undefined) return ok(presentTransaction(org, org.authnTransactions.move(transaction, state)));
  org.authnTransactions.end(transaction);
  org.users.recordSignIn(user.id);
  logSignIn(org, request, user, user.profile.login);
  const token = org.sessionTokens.issue({ userId: user.id, amr: transaction.amr });
  return ok(presentSuccess(org, user, token, transaction.relayState));
}

function missing(org: Org, user: User, transaction: AuthnTransaction): AuthnState | undefined {
  const daysLeft = daysUntilExpiry(org, user);
  if (user.status === 'PASSWORD_EXPIRED' || (daysLeft !== undefined && daysLeft < 0))
    return 'PASSWORD_EXPIRED';
  const { denies, requiresFactor } = sessionRule(org, user);
  if (denies) throw accessDenied();
  if (requiresFactor && !transaction.amr.includes('mfa')) {
    return org.factors.activeOf(user.id).length === 0 ? 'MFA_ENROLL' : 'MFA_REQUIRED';
  }
  const { expireWarnDays } = passwordRules(org, user).age;
  const warns = transaction.warnBeforePasswordExpired && transaction.warned !== true;
  if (warns && daysLeft !== undefined && daysLeft <= expireWarnDays) return 'PASSWORD_WARN';
  return undefined;
}
