import { defaultIdleMinutes } from '../org/sessions.ts';
import type { Policy, PolicyRule } from '../kernel/model.ts';
import type { Org } from '../org.ts';
import { passwordSettings } from './password-settings.ts';

type NewRule = Omit<PolicyRule, 'id' | 'created' | 'lastUpdated' | 'policyId' | 'type'>;
type NewPolicy = Omit<Policy, 'id' | 'created' | 'lastUpdated'> & { readonly rules: readonly NewRule[] };

const twoFactors = {
  factorMode: '2FA',
  type: 'ASSURANCE',
  reauthenticateIn: 'PT12H',
  constraints: [],
};

const rule = (
  name: string,
  actions: PolicyRule['actions'],
  conditions: PolicyRule['conditions'],
): NewRule => ({
  name,
  status: 'ACTIVE',
  priority: 1,
  system: true,
  conditions,
  actions,
});

/** The rule that every access policy ends with: two factors, unless a rule before it says otherwise. */
export const catchAllRule = (
  verificationMethod: Readonly<Record<string, unknown>> = twoFactors,
): NewRule => ({
  ...rule(
    'Catch-all Rule',
    { appSignOn: { access: 'ALLOW', verificationMethod, keepMeSignedIn: { postAuth: 'NOT_ALLOWED' } } },
    null,
  ),
  priority: 99,
});

/** An access policy of one of Okta's own apps. */
const appPolicy = (
  name: string,
  description: string | undefined,
  system: boolean,
  resourceType = 'APP',
): NewPolicy => ({
  type: 'ACCESS_POLICY',
  name,
  description,
  status: 'ACTIVE',
  priority: 1,
  system,
  conditions: null,
  resourceType,
  rules: [catchAllRule()],
});

/** The policies that a new Identity Engine org has. */
export function defaultPolicies(org: Org): readonly NewPolicy[] {
  const everyone = { people: { groups: { include: [org.groups.everyone.id] } } };
  return [
    appPolicy('Okta Admin Console', undefined, false),
    appPolicy('Okta Dashboard', undefined, false),
    appPolicy('Okta Browser Plugin', undefined, false),
    appPolicy('Any two factors', 'Require two factors to access.', true),
    appPolicy(
      'Okta Account Management Policy',
      'This policy defines how users must authenticate for authenticator enrollment, password reset, or unlock account. Password policy rules control whether to enforce this policy for password reset and unlock account.',
      false,
      'END_USER_ACCOUNT_MANAGEMENT',
    ),
    appPolicy('Okta End User Settings', undefined, false),
    {
      type: 'OKTA_SIGN_ON',
      name: 'Default Policy',
      description: 'The default policy applies in all situations if no other policy applies.',
      status: 'ACTIVE',
      priority: 1,
      system: true,
      conditions: everyone,
      rules: [
        rule(
          'Default Rule',
          {
            signon: {
              access: 'ALLOW',
              requireFactor: false,
              primaryFactor: 'PASSWORD_IDP_ANY_FACTOR',
              rememberDeviceByDefault: false,
              session: {
                usePersistentCookie: false,
                maxSessionIdleMinutes: defaultIdleMinutes,
                maxSessionLifetimeMinutes: 0,
              },
            },
          },
          {
            people: { users: { exclude: [] } },
            network: { connection: 'ANYWHERE' },
            authContext: { authType: 'ANY' },
          },
        ),
      ],
    },
    {
      type: 'PASSWORD',
      name: 'Default Policy',
      description: 'The default policy applies in all situations if no other policy applies.',
      status: 'ACTIVE',
      priority: 1,
      system: true,
      conditions: { ...everyone, authProvider: { provider: 'OKTA' } },
      settings: defaultPasswordSettings,
      rules: [
        rule(
          'Default Rule',
          {
            passwordChange: { access: 'ALLOW' },
            selfServicePasswordReset: {
              access: 'ALLOW',
              requirement: {
                primary: { methods: ['email'] },
                stepUp: { required: false },
              },
            },
            selfServiceUnlock: { access: 'DENY' },
          },
          { people: { users: { exclude: [] } }, network: { connection: 'ANYWHERE' } },
        ),
      ],
    },
    {
      type: 'MFA_ENROLL',
      name: 'Default Policy',
      description: 'The default policy applies in all situations if no other policy applies.',
      status: 'ACTIVE',
      priority: 1,
      system: true,
      conditions: everyone,
      settings: {
        type: 'AUTHENTICATORS',
        authenticators: org.authenticators.all().map(({ key }) => ({
          key,
          enroll: { self: key === 'okta_password' ? 'REQUIRED' : 'OPTIONAL' },
        })),
      },
      rules: [
        rule(
          'Default Rule',
          { enroll: { self: 'CHALLENGE' } },
          { people: { users: { exclude: [] } }, network: { connection: 'ANYWHERE' } },
        ),
      ],
    },
    {
      type: 'IDP_DISCOVERY',
      name: 'Idp Discovery Policy',
      description: 'The default IdP Discovery Policy',
      status: 'ACTIVE',
      priority: 1,
      system: true,
      conditions: null,
      rules: [
        rule(
          'Default Rule',
          { idp: { providers: [{ type: 'OKTA' }], idpSelectionType: 'SPECIFIC' } },
          { network: { connection: 'ANYWHERE' } },
        ),
      ],
    },
    {
      type: 'PROFILE_ENROLLMENT',
      name: 'Default Policy',
      description: 'The default policy applies in all situations if no other policy applies.',
      status: 'ACTIVE',
      priority: 1,
      system: true,
      conditions: null,
      rules: [
        rule(
          'Catch-all Rule',
          {
            profileEnrollment: {
              access: 'DENY',
              unknownUserAction: 'DENY',
              activationRequirements: { emailVerification: true },
              profileAttributes: [
                { name: 'email', label: 'Email', required: true },
                { name: 'firstName', label: 'First name', required: true },
                { name: 'lastName', label: 'Last name', required: true },
              ],
              targetGroupIds: null,
              preRegistrationInlineHooks: null,
              progressiveProfilingAction: 'DISABLED',
              allowedIdentifiers: ['login'],
            },
          },
          null,
        ),
      ],
    },
  ];
}

/** Okta's password policy for a new org: eight characters of three kinds, ten attempts. */
const defaultPasswordSettings = passwordSettings({
  password: { complexity: { minSymbol: 0 }, age: { historyCount: 4 } },
  recovery: {
    factors: { okta_email: { properties: { recoveryToken: { tokenLifetimeMinutes: 60 } } } },
  },
});
