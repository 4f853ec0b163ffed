import { countWrongAnswer, noteRightAnswer } from '../../sign-in/attempts.ts';
import { usableFactors } from '../../sign-in/enrollments.ts';
import { callerOf } from '../../sign-in/log.ts';
import type { User } from '../../org/kernel/model.ts';
import { OAuthError } from '../okta-errors.ts';
import { letIn, supportedGrants } from './assurance.ts';
import { askedScopes, type ClientRequest, type Grant, type Proven } from './grant.ts';
import { refuseUnconsented } from './consent.ts';
import { notEnrolled, personOf, policyDenied, signInOf } from './direct.ts';

/**
 * Direct authentication with a one-time password as the first or as the second factor.
 * @see https://developer.okta.com/docs/guides/configure-direct-auth-grants/
 */
export const oneTimePasswords: readonly Grant[] = [
  {
    name: 'urn:okta:params:oauth:grant-type:otp',
    needs: ['login_hint', 'otp'],
    asksScopes: true,
    prove: async (request) => {
      supportedGrants(request.form);
      const user = personOf(request);
      checkOtp(request, user);
      const scopes = askedScopes(request.form);
      refuseUnconsented(request, user.id, scopes, 'direct authentication');
      return letIn(request, user, ['otp'], scopes, policyDenied());
    },
  },
  { name: 'http://auth0.com/oauth/grant-type/mfa-otp', needs: ['mfa_token', 'otp'], prove: proveSecond },
];

async function proveSecond(request: ClientRequest): Promise<Proven> {
  supportedGrants(request.form);
  const signIn = signInOf(request);
  const user = request.org.users.require(signIn.userId ?? '');
  checkOtp(request, user);
  const proven = letIn(request, user, [...(signIn.amr ?? []), 'otp'], signIn.scopes, policyDenied(), signIn);
  request.pending.end(signIn);
  return proven;
}

/** Compares with every app of the person's that shows codes. @throws OAuthError; a wrong one is counted */
function checkOtp({ org, ctx, form }: ClientRequest, user: User): void {
  const otp = form.get('otp') ?? '';
  const isLocked = user.status === 'LOCKED_OUT';
  const factors = usableFactors(org, user).filter(({ factorType }) => factorType === 'token:software:totp');
  if (factors.length === 0) throw notEnrolled();
  if (!isLocked && factors.some(({ id }) => org.factors.checkTotp(id, otp))) {
    noteRightAnswer(org, callerOf(ctx), user, 'token:software:totp');
    return;
  }
  if (!isLocked) countWrongAnswer(org, callerOf(ctx), user, 'token:software:totp');
  throw new OAuthError(
    'invalid_grant',
    "The 'otp' provided is either empty or incorrect. Use the correct OTP and try again.",
  );
}
