import { z } from 'zod';
import { OktaError } from '../../org/kernel/errors.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { passwordProblem } from '../../org/people/password-policy.ts';
import { hashSecret, hasPassword } from '../../org/people/passwords.ts';
import { logEvent, userTarget } from '../log/log-event.ts';
import { presentCredentials } from './present-user.ts';
import { type Answer, type ApiRequest, ok, type Route } from '../kernel/route.ts';
import { sendLink } from './user-lifecycle.ts';
import { requireUser } from './users.ts';
import { parseBody } from '../kernel/validate.ts';

const scope = 'okta.users.manage';
const selfScope = 'okta.users.manage.self';
const at = (verb: string): string => `/api/v1/users/:userId/credentials/${verb}`;
const method = 'POST';

/** Passwords and recovery questions. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/UserCred/ */
export const userCredentialRoutes: readonly Route[] = [
  {
    method,
    path: at('change_password'),
    name: 'changePassword',
    scope,
    selfScope,
    handleAsync: changePassword,
  },
  {
    method,
    path: at('change_recovery_question'),
    name: 'changeRecoveryQuestion',
    scope,
    selfScope,
    handleAsync: changeRecoveryQuestion,
  },
  { method, path: at('forgot_password'), name: 'forgotPassword', scope, handle: forgotPassword },
];

const updateFailed = (cause: string): OktaError =>
  new OktaError(403, 'E0000014', 'Update of credentials failed', [cause]);

const passwordValue = z.object({ value: z.string().min(1) });
const changePasswordSchema = z.object({
  oldPassword: passwordValue,
  newPassword: passwordValue,
  revokeSessions: z.boolean().nullish(),
});

async function changePassword(org: Org, request: ApiRequest): Promise<Answer> {
  const { oldPassword, newPassword, revokeSessions } = parseBody(
    changePasswordSchema,
    request.body,
    'changePassword',
  );
  const before = requireUser(org, request);
  refuseWithoutPassword(before);
  if (!(await org.users.verifyPassword(before, oldPassword.value))) {
    throw updateFailed('Old Password is not correct');
  }
  const user = org.users.require(before.id);
  const minAge = request.query.get('strict') === 'true';
  const subject = { profile: user.profile, user, history: true, minAge };
  const problem = await passwordProblem(org, newPassword.value, subject);
  if (problem !== undefined) throw updateFailed(`password: ${problem}`);
  const passwordHash = await hashSecret(newPassword.value);
  return org.transaction(() => {
    const user = org.users.require(before.id);
    const changed = org.users.setPassword(user, passwordHash, { status: 'ACTIVE' });
    if (revokeSessions === true) org.sessions.forgetUser(user.id);
    logEvent(org, request, 'user.account.update_password', [userTarget(changed)]);
    return ok(presentCredentials(changed));
  });
}

const changeQuestionSchema = z.object({
  password: passwordValue,
  recovery_question: z.object({ question: z.string().min(1).max(100), answer: z.string().min(1).max(100) }),
});

async function changeRecoveryQuestion(org: Org, request: ApiRequest): Promise<Answer> {
  const input = parseBody(changeQuestionSchema, request.body, 'changeRecoveryQuestion');
  const before = requireUser(org, request);
  refuseWithoutPassword(before);
  if (!(await org.users.verifyPassword(before, input.password.value))) {
    throw updateFailed('Password is not correct');
  }
  const { question, answer } = input.recovery_question;
  const answerHash = await hashSecret(answer.toLowerCase());
  return org.transaction(() => {
    const user = org.users.require(before.id);
    const changed = org.users.update(user, { recoveryQuestion: { question, answerHash } });
    return ok(presentCredentials(changed));
  });
}

function forgotPassword(org: Org, request: ApiRequest): Answer {
  const user = requireUser(org, request);
  refuseWithoutPassword(user);
  const reset = org.users.setStatus(user, 'RECOVERY');
  logEvent(org, request, 'user.account.reset_password', [userTarget(user)]);
  return sendLink(org, request, reset, 'recovery');
}

function refuseWithoutPassword(user: User): void {
  if (hasPassword(user)) return;
  throw new OktaError(403, 'E0000038', "This operation is not allowed in the user's current status.");
}
