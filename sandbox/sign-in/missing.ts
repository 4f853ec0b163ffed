import type { App } from '../org/apps/model.ts';
import type { User } from '../org/kernel/model.ts';
import type { Org } from '../org/org.ts';
import { type AccessRule, accessRule, sessionRule } from '../org/policies/sign-in-rules.ts';
import { missingProofs, type Proof } from './assurance.ts';
import { strengthen } from './classes.ts';
import { isPasswordExpired } from './password.ts';

/** The user, the app, and the proofs so far. */
export interface Attempt {
  readonly user: User;
  /** Absent if the sign-in is only to the org, as with the Classic engine. */
  readonly app?: App | undefined;
  /** How strong the request requires the sign-in to be. */
  readonly acrValues?: string | undefined;
  readonly proofs: readonly Proof[];
}

/** What is still missing for access. */
export type Missing =
  /** Nothing helps. */
  | { readonly kind: 'locked' | 'inactive' | 'unassigned' | 'denied' }
  /** The password was correct, but must be changed. */
  | { readonly kind: 'new-password' }
  /** More proofs are required, as the rule says. */
  | { readonly kind: 'proof'; readonly rule: AccessRule };

/**
 * What is missing before the person is in, the first thing first: the same for every way to sign in. Who has
 * shown nothing yet learns nothing: neither that an account is locked nor that a policy lets it in nowhere.
 */
export function missingOf(org: Org, attempt: Attempt): Missing | undefined {
  const { user, app, proofs } = attempt;
  const rule = demandOf(org, attempt);
  if (proofs.length === 0) return { kind: 'proof', rule: rule ?? anything };
  if (user.status === 'LOCKED_OUT') return { kind: 'locked' };
  if (user.status !== 'ACTIVE' && user.status !== 'PASSWORD_EXPIRED') return { kind: 'inactive' };
  if (app && org.apps.assignmentOf(app.id, user.id) === undefined) return { kind: 'unassigned' };
  if (isPasswordExpired(org, user) && proofs.some(({ amr }) => amr === 'pwd'))
    return { kind: 'new-password' };
  if (rule === undefined) return { kind: 'denied' };
  return missingProofs(rule, proofs) > 0 ? { kind: 'proof', rule } : undefined;
}

/**
 * What has to be shown: the org's global session policy and the app's own policy must both be content, and the
 * request may ask for more. Undefined when one of them lets the person in by no means.
 * @see https://developer.okta.com/docs/concepts/policies/
 */
export function demandOf(
  org: Org,
  { user, app, acrValues }: Omit<Attempt, 'proofs'>,
): AccessRule | undefined {
  const session = sessionRule(org, user);
  if (session.denies) return undefined;
  const own = org.engine === 'v1' ? ofClassic : app ? accessRule(org, app, user) : anything;
  const both = own && session.requiresFactor ? { ...own, factorMode: '2FA' as const } : own;
  return both && strengthen(org, user, both, acrValues);
}

/** The rule for requests without particular requirements. */
export const anything: AccessRule = { access: 'ALLOW', factorMode: '1FA', constraints: [] };

/** With the Classic engine two factors are any two. */
const ofClassic: AccessRule = { ...anything, anyTwo: true };
