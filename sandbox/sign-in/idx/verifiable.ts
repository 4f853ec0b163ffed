import { type Enrollment, enrollmentsOf, passwordEnrollment } from '../enrollments.ts';
import { passwordRules } from '../../org/policies/sign-in-rules.ts';
import { verifiableEnrollments } from '../choices.ts';
import { anything, demandOf } from '../missing.ts';
import type { Turn } from './turn.ts';

/** What the person may choose to be verified with now. */
export function offeredEnrollments(turn: Turn): Enrollment[] {
  const { org, app, user, transaction } = turn;
  if (transaction.flow === 'RECOVER' || transaction.flow === 'UNLOCK') return recoveryEnrollments(turn);
  if (user === undefined) return pretendedEnrollments(turn);
  const { proofs, request } = transaction;
  const rule = demandOf(org, { user, app, acrValues: request.acrValues }) ?? anything;
  return verifiableEnrollments(org, { user, rule, proofs });
}

/** What an unknown user appears to have enrolled: a password. */
function pretendedEnrollments({ org, transaction }: Turn): Enrollment[] {
  const authenticator = org.authenticators.byKey('okta_password');
  return authenticator ? [passwordEnrollment(`00u${transaction.id.slice(3, 20)}`, authenticator)] : [];
}

/** What the password policy accepts as proof before a password reset. */
function recoveryEnrollments({ org, user, transaction }: Turn): Enrollment[] {
  if (user === undefined) {
    const email = org.authenticators.byKey('okta_email');
    if (email === undefined) return [];
    return [{ id: `eae${transaction.id.slice(3, 20)}`, authenticator: email, methods: [{ type: 'email' }] }];
  }
  const { recoveryMethods } = passwordRules(org, user);
  return enrollmentsOf(org, user, 'recovery').flatMap((enrollment) => {
    const methods = enrollment.methods.filter(({ type }) => recoveryMethods.includes(type));
    return methods.length > 0 ? [{ ...enrollment, methods }] : [];
  });
}
