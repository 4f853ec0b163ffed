import { z } from 'zod';
import { type ApiRequest, type Answer, ok } from '../../api/kernel/route.ts';
import { anyObject, optional, parseBody } from '../../api/kernel/validate.ts';
import type { AuthnTransaction } from '../../org/org/authn-transactions.ts';
import { authenticationFailed } from '../../org/kernel/errors.ts';
import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { passwordRules, recordFailure } from '../../org/policies/sign-in-rules.ts';
import { advance } from './advance.ts';
import { logSignIn } from './log.ts';
import { presentLockedOut, presentTransaction } from './present.ts';

const schema = z.object({
  username: optional(z.string().max(100)),
  password: optional(z.string().max(1024)),
  stateToken: optional(z.string().max(200)),
  relayState: optional(z.string().max(2048)),
  options: optional(
    z.object({
      warnBeforePasswordExpired: optional(z.boolean()),
      multiOptionalFactorEnroll: optional(z.boolean()),
    }),
  ),
  context: optional(anyObject),
});

/**
 * `POST /api/v1/authn`: begins a sign-in with user name and password, or tells how one stands that is under way.
 * @see https://developer.okta.com/docs/reference/api/authn/#primary-authentication
 */
export async function authenticate(org: Org, request: ApiRequest): Promise<Answer> {
  const input = parseBody(schema, request.body, 'authRequest');
  const { stateToken, relayState, options } = input;
  if (stateToken !== undefined) return ok(presentTransaction(org, org.authnTransactions.require(stateToken)));
  const login = input.username ?? '';
  const user = org.users.byLogin(login);
  const begin = { relayState, warnBeforePasswordExpired: options?.warnBeforePasswordExpired ?? false };
  if (user?.status === 'LOCKED_OUT') return answerLocked(org, request, user, begin);
  const isRight = user !== undefined && (await org.users.verifyPassword(user, input.password ?? ''));
  if (!isRight || !maySignIn(user)) {
    const after = user && recordFailure(org, user);
    if (after?.status === 'LOCKED_OUT') return answerLocked(org, request, after, begin);
    logSignIn(org, request, user, login, 'INVALID_CREDENTIALS');
    throw authenticationFailed();
  }
  return org.transaction(() => {
    const amr = ['pwd'];
    return advance(
      org,
      request,
      org.authnTransactions.start({ ...begin, userId: user.id, state: 'MFA_REQUIRED', amr }),
    );
  });
}

const maySignIn = ({ status }: User): boolean => status === 'ACTIVE' || status === 'PASSWORD_EXPIRED';

/** A locked person looks like a wrong password, unless the password policy wants it told. */
function answerLocked(
  org: Org,
  request: ApiRequest,
  user: User,
  begin: Pick<AuthnTransaction, 'relayState' | 'warnBeforePasswordExpired'>,
): Answer {
  logSignIn(org, request, user, user.profile.login, 'LOCKED_OUT');
  if (!passwordRules(org, user).showLockoutFailures) throw authenticationFailed();
  return ok(presentLockedOut(org, begin.relayState));
}
