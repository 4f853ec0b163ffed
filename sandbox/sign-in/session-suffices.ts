import type { App } from '../org/apps/model.ts';
import type { Session, User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { appPolicyId } from '../org/policies/app-policies.ts';
import { accessRule } from '../org/policies/sign-in-rules.ts';
import { durationSeconds } from './assurance.ts';
import { type Missing, missingOf } from './missing.ts';
import { proofsOfAmr } from './proofs.ts';

/** A session that is to serve for an app. */
export interface SessionUse {
  readonly user: User;
  readonly app: App;
  readonly session: Pick<Session, 'amr' | 'byToken'>;
  /** How strong the request requires the sign-in to be. */
  readonly acrValues?: string | undefined;
}

/**
 * What a session lacks to satisfy the app's sign-on policy and the request. A session that began with a session token
 * satisfies the org's default policy, unless the request requires more: programs that use the Authentication API to sign
 * in to a new org have no page on which a second factor could be entered.
 */
export function missingOfSession(
  org: Org,
  { user, app, session, acrValues }: SessionUse,
): Missing | undefined {
  const attempt = { user, acrValues, proofs: proofsOfAmr(session.amr) };
  const missing = missingOf(org, { ...attempt, app });
  if (missing?.kind !== 'proof') return missing;
  const isExempt = session.byToken === true && isUnderDefaultPolicy(org, app);
  return !isExempt || missingOf(org, attempt)?.kind === 'proof' ? missing : undefined;
}

// Deviation: a session started with a session token (`/api/v1/authn`) satisfies the org's default authentication
// policy with a password alone; policies that administrators assign to the app, and `acr_values`, still apply.
/**
 * Whether the app has the default sign-on policy, which every app has until an administrator assigns another.
 */
const isUnderDefaultPolicy = (org: Org, app: App): boolean =>
  appPolicyId(org, app, 'ACCESS_POLICY') === org.policies.systemPolicy('ACCESS_POLICY').id;

/** Whether a session is older than the app's sign-on policy or the request allows. @param maxAge seconds */
export function isTooOld(
  org: Org,
  { user, app, session }: { readonly user: User; readonly app?: App | undefined; readonly session: Session },
  maxAge = Infinity,
): boolean {
  const { reauthenticateIn } = (app && accessRule(org, app, user)) ?? {};
  const ruleLimit = reauthenticateIn === undefined ? undefined : durationSeconds(reauthenticateIn);
  const age = (org.clock() - Date.parse(session.authenticatedAt)) / 1000;
  return age >= Math.min(ruleLimit ?? Infinity, maxAge);
}
