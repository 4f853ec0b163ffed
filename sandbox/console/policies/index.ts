import type { Screen } from '../kernel/screen.ts';
import { authenticationPolicies } from './authentication.ts';
import { enrollmentPolicies } from './enrollment.ts';
import { profilePolicies } from './profile.ts';
import { sessionPolicies } from './session.ts';

/** Security > Authentication policies, Global session policy, Authenticators > Enrollment, User profile policies. */
export const policyPages: readonly Screen[] = [
  ...authenticationPolicies,
  ...sessionPolicies,
  ...enrollmentPolicies,
  ...profilePolicies,
];
