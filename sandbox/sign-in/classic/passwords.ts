import { z } from 'zod';
import { type ApiRequest, type Answer } from '../../api/kernel/route.ts';
import { logEvent, userTarget } from '../../api/log/log-event.ts';
import { parseBody, text } from '../../api/kernel/validate.ts';
import type { AuthnState, AuthnTransaction } from '../../org/org/authn-transactions.ts';
import { OktaError } from '../../org/kernel/errors.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { passwordProblem } from '../../org/people/password-policy.ts';
import { hashSecret } from '../../org/people/passwords.ts';
import { advanceTransaction } from './advance.ts';

import { requireState } from './state.ts';

const changeSchema = z.object({ stateToken: text(200), oldPassword: text(1024), newPassword: text(1024) });

const changeStates: readonly AuthnState[] = ['PASSWORD_WARN', 'PASSWORD_EXPIRED'];

/** `POST /api/v1/authn/credentials/change_password`: a new password for one that expires or has expired. */
export async function changePassword(org: Org, request: ApiRequest): Promise<Answer> {
  const { stateToken, oldPassword, newPassword } = parseBody(changeSchema, request.body, 'changePassword');
  const transaction = requireState(org, stateToken, changeStates);
  const user = org.users.require(transaction.userId);
  if (!(await org.users.verifyPassword(user, oldPassword)))
    throw new OktaError(403, 'E0000014', 'Update of credentials failed', [
      'oldPassword: The credentials provided were incorrect.',
    ]);
  return await setPassword(org, request, transaction, user, newPassword);
}

const resetSchema = z.object({ stateToken: text(200), newPassword: text(1024) });

/** `POST /api/v1/authn/credentials/reset_password`: the new password at the end of a recovery. */
export async function answerResetPassword(org: Org, request: ApiRequest): Promise<Answer> {
  const { stateToken, newPassword } = parseBody(resetSchema, request.body, 'resetPassword');
  const transaction = requireState(org, stateToken, ['PASSWORD_RESET']);
  return await setPassword(org, request, transaction, org.users.require(transaction.userId), newPassword);
}

async function setPassword(
  org: Org,
  request: ApiRequest,
  transaction: AuthnTransaction,
  user: User,
  password: string,
): Promise<Answer> {
  const { profile } = user;
  const problem = await passwordProblem(org, password, { profile, user, history: true, minAge: true });
  if (problem !== undefined)
    throw new OktaError(403, 'E0000014', 'Update of credentials failed', [`newPassword: ${problem}`]);
  const passwordHash = await hashSecret(password);
  return org.transaction(() => {
    const current = requireState(org, transaction.id, [transaction.state]);
    const changed = org.users.setPassword(user, passwordHash, { status: 'ACTIVE' });
    logEvent(org, request, 'user.account.update_password', [userTarget(changed)]);
    return advanceTransaction(org, request, {
      ...current,
      amr: [...new Set([...current.amr, 'pwd'])],
      warned: true,
    });
  });
}
