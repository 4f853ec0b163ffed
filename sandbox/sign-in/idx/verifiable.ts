import { type Enrolment, enrolmentsOf, passwordEnrolment } from '../enrolments.ts';
import { passwordRules } from '../../org/policies/sign-in-rules.ts';
import { verifiableEnrolments } from '../choices.ts';
import { anything, demandOf } from '../missing.ts';
import type { Turn } from './turn.ts';

/** What the person may choose to be verified with now. */
export function offeredEnrolments(turn: Turn): Enrolment[] {
  const { org, app, user, transaction } = turn;
  if (transaction.flow === 'RECOVER' || transaction.flow === 'UNLOCK') return recoveryEnrolments(turn);
  if (user === undefined) return pretendedEnrolments(turn);
  const { proofs, request } = transaction;
  const rule = demandOf(org, { user, app, acrValues: request.acrValues }) ?? anything;
  return verifiableEnrolments(org, { user, rule, proofs });
}

/** What an unknown user appears to have enrolled: a password. */
function pretendedEnrolments({ org, transaction }: Turn): Enrolment[] {
  const authenticator = org.authenticators.byKey('okta_password');
  return authenticator ? [passwordEnrolment(`00u${transaction.id.slice(3, 20)}`, authenticator)] : [];
}

/** What the password policy accepts as proof before a password reset. */
function recoveryEnrolments({ org, user, transaction }: Turn): Enrolment[] {
  if (user === undefined) {
    const email = org.authenticators.byKey('okta_email');
    if (email === undefined) return [];
    return [{ id: `eae${transaction.id.slice(3, 20)}`, authenticator: email, methods: [{ type: 'email' }] }];
  }
  const { recoveryMethods } = passwordRules(org, user);
  return enrolmentsOf(org, user, 'recovery').flatMap((enrolment) => {
    const methods = enrolment.methods.filter(({ type }) => recoveryMethods.includes(type));
    return methods.length > 0 ? [{ ...enrolment, methods }] : [];
  });
}
