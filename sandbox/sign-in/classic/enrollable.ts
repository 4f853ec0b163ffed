import type { User } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { enrolSetting } from '../../org/policies/sign-in-rules.ts';

/** What can be set up in this pipeline, and the authenticator whose enrolment policy decides. */
const offers = [
  { factorType: 'push', provider: 'OKTA', authenticator: 'okta_verify' },
  { factorType: 'token:software:totp', provider: 'GOOGLE', authenticator: 'google_otp' },
  { factorType: 'sms', provider: 'OKTA', authenticator: 'phone_number' },
  { factorType: 'question', provider: 'OKTA', authenticator: 'security_question' },
] as const;

/** The factors that the person may set up now. */
export const enrollableFactors = (org: Org, user: User) =>
  offers.filter(
    ({ authenticator }) =>
      org.authenticators.byKey(authenticator)?.status === 'ACTIVE' &&
      enrolSetting(org, user, authenticator) !== 'NOT_ALLOWED',
  );
