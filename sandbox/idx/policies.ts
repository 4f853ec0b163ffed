import type { App, Policy, PolicyRule, User } from '../org/model.ts';
import type { Org } from '../org/org.ts';

interface Selection {
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
}

interface Conditions {
  readonly people?: { readonly users?: Selection; readonly groups?: Selection } | null;
  readonly network?: { readonly connection?: string } | null;
  readonly riskScore?: { readonly level?: string } | null;
  readonly userType?: Selection | null;
}

/** The first active policy of a type that holds for the person. The org's own, the last, holds for everyone. */
export function policyFor(org: Org, type: string, user: User | undefined): Policy {
  const policies = org.policies.ofType(type).filter(({ status }) => status === 'ACTIVE');
  return policies.find((policy) => applies(org, policy, user)) ?? org.policies.systemPolicy(type);
}

/** The first active rule of the policy that holds for the person. */
export function ruleFor(org: Org, policyId: string, user: User | undefined): PolicyRule | undefined {
  return org.policies.rules(policyId).find((rule) => rule.status === 'ACTIVE' && applies(org, rule, user));
}

/** Without a person only what asks for nobody in particular applies. */
function applies(org: Org, { conditions }: Policy | PolicyRule, user: User | undefined): boolean {
  const { people, network, riskScore, userType } = (conditions ?? {}) as Conditions;
  // The sandbox knows no network zones and rates every sign-in a low risk.
  if (network?.connection !== undefined && network.connection !== 'ANYWHERE') return false;
  if (riskScore?.level !== undefined && riskScore.level !== 'ANY' && riskScore.level !== 'LOW') return false;
  if (!holds(userType, user && [user.typeId])) return false;
  const groupIds = user ? org.groups.ofUser(user.id).map(({ id }) => id) : [org.groups.everyone.id];
  const { users, groups } = people ?? {};
  if (groups?.exclude?.some((id) => groupIds.includes(id))) return false;
  if (user && users?.exclude?.includes(user.id)) return false;
  if (!users?.include?.length && !groups?.include?.length) return true;
  const byName = user !== undefined && (users?.include?.includes(user.id) ?? false);
  return byName || (groups?.include?.some((id) => groupIds.includes(id)) ?? false);
}

function holds(selection: Selection | null | undefined, ids: readonly string[] | undefined): boolean {
  if (!selection || ids === undefined) return true;
  if (selection.exclude?.some((id) => ids.includes(id))) return false;
  return !selection.include?.length || selection.include.some((id) => ids.includes(id));
}

/** One alternative of an access rule. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/ */
export interface Constraint {
  readonly knowledge?: FactorConstraint;
  readonly possession?: FactorConstraint;
}

export interface FactorConstraint {
  readonly required?: boolean;
  readonly types?: readonly string[];
  readonly methods?: readonly string[];
  readonly authenticationMethods?: readonly { readonly key: string; readonly method?: string }[];
  readonly excludedAuthenticationMethods?: readonly { readonly key: string; readonly method?: string }[];
  readonly deviceBound?: string;
  readonly hardwareProtection?: string;
  readonly phishingResistant?: string;
  readonly userPresence?: string;
}

export interface AccessRule {
  readonly access: 'ALLOW' | 'DENY';
  readonly factorMode: '1FA' | '2FA';
  /** ISO 8601 duration: a sign-in older than this counts for nothing. */
  readonly reauthenticateIn?: string;
  /** Any one of them suffices. */
  readonly constraints: readonly Constraint[];
}

/** What the app's access policy asks of the person; undefined when no rule lets them in. */
export function accessRule(org: Org, app: App, user: User): AccessRule | undefined {
  const policyId = app.accessPolicyId ?? org.policies.systemPolicy('ACCESS_POLICY').id;
  const rule = ruleFor(org, policyId, user);
  const { appSignOn } = (rule?.actions ?? {}) as {
    readonly appSignOn?: {
      readonly access?: 'ALLOW' | 'DENY';
      readonly verificationMethod?: Partial<Omit<AccessRule, 'access'>> & { readonly type?: string };
    };
  };
  if (appSignOn?.access !== 'ALLOW') return undefined;
  const method = appSignOn.verificationMethod;
  return {
    access: 'ALLOW',
    factorMode: method?.factorMode ?? '1FA',
    ...(method?.reauthenticateIn !== undefined && { reauthenticateIn: method.reauthenticateIn }),
    constraints: method?.constraints ?? [],
  };
}

/** Whether the first page asks for the password at once, as the org's global session policy says. */
export function asksPasswordFirst(org: Org): boolean {
  const rule = ruleFor(org, policyFor(org, 'OKTA_SIGN_ON', undefined).id, undefined);
  const { signon } = (rule?.actions ?? {}) as { readonly signon?: { readonly primaryFactor?: string } };
  return signon?.primaryFactor === 'PASSWORD_IDP';
}

export interface PasswordRules {
  readonly complexity: Readonly<Record<string, unknown>>;
  readonly age: { readonly minAgeMinutes: number; readonly historyCount: number };
  readonly showLockoutFailures: boolean;
  readonly mayReset: boolean;
  readonly mayUnlock: boolean;
}

/** What the password policy says for the person, or for anybody. */
export function passwordRules(org: Org, user: User | undefined): PasswordRules {
  const policy = policyFor(org, 'PASSWORD', user);
  const { password } = (policy.settings ?? {}) as {
    readonly password?: {
      readonly complexity?: Readonly<Record<string, unknown>>;
      readonly age?: { readonly minAgeMinutes?: number; readonly historyCount?: number };
      readonly lockout?: { readonly showLockoutFailures?: boolean };
    };
  };
  const actions = (ruleFor(org, policy.id, user)?.actions ?? {}) as {
    readonly selfServicePasswordReset?: { readonly access?: string };
    readonly selfServiceUnlock?: { readonly access?: string };
  };
  return {
    complexity: password?.complexity ?? {},
    age: {
      minAgeMinutes: password?.age?.minAgeMinutes ?? 0,
      historyCount: password?.age?.historyCount ?? 0,
    },
    showLockoutFailures: password?.lockout?.showLockoutFailures ?? false,
    mayReset: actions.selfServicePasswordReset?.access === 'ALLOW',
    mayUnlock: actions.selfServiceUnlock?.access === 'ALLOW',
  };
}

export type EnrolSetting = 'REQUIRED' | 'OPTIONAL' | 'NOT_ALLOWED';

/** Whether people of the policy have to enrol an authenticator, may, or must not. */
export function enrolSetting(org: Org, user: User, authenticatorKey: string): EnrolSetting {
  const { settings } = policyFor(org, 'MFA_ENROLL', user);
  const { authenticators = [] } = (settings ?? {}) as {
    readonly authenticators?: readonly {
      readonly key: string;
      readonly enroll?: { readonly self?: EnrolSetting };
    }[];
  };
  return authenticators.find(({ key }) => key === authenticatorKey)?.enroll?.self ?? 'NOT_ALLOWED';
}

export interface Registration {
  readonly attributes: readonly {
    readonly name: string;
    readonly label: string;
    readonly required: boolean;
  }[];
  readonly verifiesEmail: boolean;
  readonly groupIds: readonly string[];
}

/** How strangers may sign up, or undefined when they may not. */
export function registration(org: Org): Registration | undefined {
  const rule = ruleFor(org, policyFor(org, 'PROFILE_ENROLLMENT', undefined).id, undefined);
  const { profileEnrollment } = (rule?.actions ?? {}) as {
    readonly profileEnrollment?: {
      readonly access?: string;
      readonly activationRequirements?: { readonly emailVerification?: boolean };
      readonly profileAttributes?: Registration['attributes'];
      readonly targetGroupIds?: readonly string[] | null;
    };
  };
  if (profileEnrollment?.access !== 'ALLOW') return undefined;
  return {
    attributes: profileEnrollment.profileAttributes ?? [],
    verifiesEmail: profileEnrollment.activationRequirements?.emailVerification ?? true,
    groupIds: profileEnrollment.targetGroupIds ?? [],
  };
}
