import { defaultIdleMinutes } from '../org/sessions.ts';
import type { App } from '../apps/model.ts';
import type { User } from '../kernel/model.ts';
import type { Org } from '../org.ts';
import { type EnrollSetting, enrollSettingIn } from './policies.ts';
import { decide } from './policy-evaluation.ts';

/**
 * One alternative of an access rule.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/
 */
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
  /** Two factors need not be of two kinds. */
  readonly anyTwo?: boolean;
  /** ISO 8601 duration: a sign-in older than this is ignored. */
  readonly reauthenticateIn?: string;
  /** Any one of them suffices. */
  readonly constraints: readonly Constraint[];
}

/** What the app's access policy asks of the person; undefined when no rule lets them in. */
export function accessRule(org: Org, app: App, user: User): AccessRule | undefined {
  const { rule } = decide(org, 'ACCESS_POLICY', user, app);
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

/** What the org's global session policy requires for a sign-in, whatever the app. */
export interface SessionRule {
  readonly denies: boolean;
  /** Whether a second factor is required, regardless of the app's own policy. */
  readonly requiresFactor: boolean;
  /** Whether the first page asks for the password together with the username. */
  readonly asksPasswordFirst: boolean;
  readonly lifetime: {
    readonly idleMinutes: number;
    /** 0 means no limit. */
    readonly maxMinutes: number;
    /** Whether the cookie is kept when the browser is closed. */
    readonly persistent: boolean;
  };
}

export function sessionRule(org: Org, user: User | undefined): SessionRule {
  const { rule } = decide(org, 'OKTA_SIGN_ON', user);
  const { signon } = (rule?.actions ?? {}) as {
    readonly signon?: {
      readonly access?: string;
      readonly requireFactor?: boolean;
      readonly primaryFactor?: string;
      readonly session?: {
        readonly maxSessionIdleMinutes?: number;
        readonly maxSessionLifetimeMinutes?: number;
        readonly usePersistentCookie?: boolean;
      };
    };
  };
  const { session } = signon ?? {};
  return {
    denies: signon?.access === 'DENY',
    requiresFactor: signon?.requireFactor ?? false,
    asksPasswordFirst: signon?.primaryFactor === 'PASSWORD_IDP',
    lifetime: {
      idleMinutes: session?.maxSessionIdleMinutes ?? defaultIdleMinutes,
      maxMinutes: session?.maxSessionLifetimeMinutes ?? 0,
      persistent: session?.usePersistentCookie ?? false,
    },
  };
}

/** The requirements for a password. */
interface Complexity {
  readonly minLength?: number;
  readonly minLowerCase?: number;
  readonly minUpperCase?: number;
  readonly minNumber?: number;
  readonly minSymbol?: number;
  readonly maxConsecutiveCharacters?: number;
  readonly excludeUsername?: boolean;
  readonly excludeAttributes?: readonly string[];
  readonly dictionary?: { readonly common?: { readonly exclude?: boolean } };
}

export interface PasswordRules {
  readonly complexity: Complexity;
  readonly age: {
    readonly minAgeMinutes: number;
    readonly historyCount: number;
    /** 0: it never expires. */
    readonly maxAgeDays: number;
    readonly expireWarnDays: number;
  };
  readonly lockout: {
    /** Failed sign-ins in a row that lock a person out; 0: none do. */
    readonly maxAttempts: number;
    /** 0: until the account is unlocked manually. */
    readonly autoUnlockMinutes: number;
    /** Whether the person gets a mail about it. */
    readonly sendsMail: boolean;
  };
  readonly showLockoutFailures: boolean;
  readonly mayReset: boolean;
  readonly mayUnlock: boolean;
  /** How users prove that the account is theirs before a reset or unlock: `email`, `sms`, `push` … */
  readonly recoveryMethods: readonly string[];
  /** How many minutes the token in a recovery email is valid. */
  readonly recoveryTokenMinutes: number;
  /** Whether recovery also asks the security question, if the user has one. */
  readonly asksQuestion: boolean;
}

interface PasswordPolicySettings {
  readonly password?: {
    readonly complexity?: Complexity;
    readonly age?: Partial<PasswordRules['age']>;
    readonly lockout?: {
      readonly maxAttempts?: number;
      readonly autoUnlockMinutes?: number;
      readonly showLockoutFailures?: boolean;
      readonly userLockoutNotificationChannels?: readonly string[];
    };
  };
  readonly recovery?: {
    readonly factors?: {
      readonly okta_email?: {
        readonly properties?: { readonly recoveryToken?: { readonly tokenLifetimeMinutes?: number } };
      };
      readonly recovery_question?: { readonly status?: string };
    };
  };
}

interface SelfService {
  readonly selfServicePasswordReset?: {
    readonly access?: string;
    readonly requirement?: {
      readonly primary?: { readonly methods?: readonly string[] };
      readonly stepUp?: { readonly required?: boolean };
    };
  };
  readonly selfServiceUnlock?: { readonly access?: string };
}

/** The password policy for the user, or the default one. */
export function passwordRules(org: Org, user: User | undefined): PasswordRules {
  const { policy, rule } = decide(org, 'PASSWORD', user);
  const { password, recovery } = (policy.settings ?? {}) as PasswordPolicySettings;
  const actions = (rule?.actions ?? {}) as SelfService;
  const reset = actions.selfServicePasswordReset;
  const { factors } = recovery ?? {};
  return {
    complexity: password?.complexity ?? {},
    age: {
      minAgeMinutes: password?.age?.minAgeMinutes ?? 0,
      historyCount: password?.age?.historyCount ?? 0,
      maxAgeDays: password?.age?.maxAgeDays ?? 0,
      expireWarnDays: password?.age?.expireWarnDays ?? 0,
    },
    lockout: {
      maxAttempts: password?.lockout?.maxAttempts ?? 10,
      autoUnlockMinutes: password?.lockout?.autoUnlockMinutes ?? 0,
      sendsMail: password?.lockout?.userLockoutNotificationChannels?.includes('EMAIL') ?? false,
    },
    showLockoutFailures: password?.lockout?.showLockoutFailures ?? false,
    mayReset: reset?.access === 'ALLOW',
    mayUnlock: actions.selfServiceUnlock?.access === 'ALLOW',
    recoveryMethods: reset?.requirement?.primary?.methods ?? ['email'],
    recoveryTokenMinutes: factors?.okta_email?.properties?.recoveryToken?.tokenLifetimeMinutes ?? 60,
    // On Identity Engine the rule decides, on Classic the settings of the policy.
    asksQuestion:
      org.engine === 'idx'
        ? reset?.requirement?.stepUp?.required === true
        : factors?.recovery_question?.status === 'ACTIVE',
  };
}

const day = 24 * 60 * 60 * 1000;

/**
 * Days until the password expires, as the policy counts them; undefined when it never does. Negative: it has.
 */
export function daysUntilExpiry(org: Org, user: User): number | undefined {
  const { maxAgeDays } = passwordRules(org, user).age;
  if (maxAgeDays === 0 || user.passwordChanged === undefined) return undefined;
  return Math.floor((Date.parse(user.passwordChanged) + maxAgeDays * day - org.clock()) / day);
}

/** Whether the user's policy requires, allows or prohibits enrolling an authenticator. */
export function enrollSetting(org: Org, user: User, authenticatorKey: string): EnrollSetting {
  return enrollSettingIn(decide(org, 'MFA_ENROLL', user).policy.settings, authenticatorKey);
}

export interface Registration {
  readonly attributes: readonly {
    readonly name: string;
    readonly label: string;
    readonly required: boolean;
  }[];
  readonly verifiesEmail: boolean;
  readonly groupIds: readonly string[];
  /** The registration inline hook that is called before the account is created. */
  readonly hookId?: string;
}

/**
 * How new users may sign up, or undefined if they may not.
 * @param app the app that they want to use; there is no sign-up for the org itself
 */
export function registration(org: Org, app: App | undefined): Registration | undefined {
  if (app === undefined) return undefined;
  const { rule } = decide(org, 'PROFILE_ENROLLMENT', undefined, app);
  const { profileEnrollment } = (rule?.actions ?? {}) as {
    readonly profileEnrollment?: {
      readonly access?: string;
      readonly activationRequirements?: { readonly emailVerification?: boolean };
      readonly profileAttributes?: Registration['attributes'];
      readonly targetGroupIds?: readonly string[] | null;
      readonly preRegistrationInlineHooks?: readonly { readonly inlineHookId: string }[] | null;
    };
  };
  if (profileEnrollment?.access !== 'ALLOW') return undefined;
  const [hook] = profileEnrollment.preRegistrationInlineHooks ?? [];
  return {
    ...(hook && { hookId: hook.inlineHookId }),
    attributes: profileEnrollment.profileAttributes ?? [],
    verifiesEmail: profileEnrollment.activationRequirements?.emailVerification ?? true,
    groupIds: profileEnrollment.targetGroupIds ?? [],
  };
}
