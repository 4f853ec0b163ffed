import type { Screen } from '../kernel/screen.ts';
import { authenticationPolicies } from './authentication.ts';
import { sessionPolicies } from './session.ts';

/** Security > Authentication policies and Global session policy. */
export const policyPages: readonly Screen[] = [...authenticationPolicies, ...sessionPolicies];
