type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The given settings, merged over the defaults; null means not given. */
function over(defaults: Json, given: unknown): Json {
  if (!isObject(given)) return defaults;
  const merged: Record<string, unknown> = { ...defaults };
  for (const [name, value] of Object.entries(given)) {
    const standard = defaults[name];
    if (isObject(standard)) merged[name] = over(standard, value);
    else if (value != null || standard === undefined) merged[name] = value;
  }
  return merged;
}

const defaults: Json = {
  password: {
    complexity: {
      minLength: 8,
      minLowerCase: 1,
      minUpperCase: 1,
      minNumber: 1,
      minSymbol: 1,
      excludeUsername: true,
      dictionary: { common: { exclude: false } },
      excludeAttributes: [],
    },
    age: { maxAgeDays: 0, expireWarnDays: 0, minAgeMinutes: 0, historyCount: 0 },
    lockout: {
      maxAttempts: 10,
      autoUnlockMinutes: 0,
      userLockoutNotificationChannels: [],
      showLockoutFailures: false,
    },
    breachedProtection: { expireAfterDays: null, logoutEnabled: false, delegatedWorkflowId: null },
  },
  recovery: {
    factors: {
      recovery_question: { status: 'ACTIVE', properties: { complexity: { minLength: 4 } } },
      okta_email: { status: 'ACTIVE', properties: { recoveryToken: { tokenLifetimeMinutes: 10_080 } } },
      okta_sms: { status: 'INACTIVE' },
      okta_call: { status: 'INACTIVE' },
    },
  },
  delegation: { options: { skipUnlock: false } },
};

/**
 * The settings of a password policy, with Okta's published defaults for what was left out.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/ (PasswordPolicySettings)
 */
export const passwordSettings = (given: unknown): Json => over(defaults, given);
