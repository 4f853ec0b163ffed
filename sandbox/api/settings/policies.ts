import { saidElsewhere, type SettingsOf } from './settings.ts';

const method = 'actions.appSignOn.verificationMethod';

export const policySettings: readonly SettingsOf[] = [
  {
    resource: 'Policies',
    operations: ['createPolicy', 'replacePolicy'],
    effective: {
      'name description type': 'the name, description and type of the policy',
      'priority status': 'the order in which policies are evaluated, and whether the policy is active',
      conditions: 'the users that the policy applies to',
      'conditions.people.groups: include': 'the groups that the policy applies to',
      'settings.authenticators: key': 'the authenticator',
      'settings.authenticators.enroll: self': 'whether enrollment is required, optional or disabled',
      'settings.password.complexity: minLength minLowerCase minUpperCase minNumber minSymbol maxConsecutiveCharacters excludeUsername excludeAttributes':
        'complexity requirements for passwords',
      'settings.password.complexity.dictionary.common: exclude': 'rejects common passwords',
      'settings.password.age: maxAgeDays expireWarnDays minAgeMinutes historyCount':
        'when passwords expire, and which can be reused',
      'settings.password.lockout: maxAttempts autoUnlockMinutes showLockoutFailures userLockoutNotificationChannels':
        'when accounts are locked and unlocked, and how users are notified',
      'settings.recovery.factors.okta_email.properties.recoveryToken: tokenLifetimeMinutes':
        'the lifetime of the link in recovery emails',
      'settings.recovery.factors.recovery_question: status':
        'whether the recovery question is asked (Classic Engine)',
      'settings: type': 'implied by the authenticators',
      system: 'read-only',
    },
    stored: {
      'conditions.authProvider: provider include': ['OKTA'],
      'settings.authenticators: id': [],
      'settings.authenticators.constraints: aaguidGroups': [],
      'settings.authenticators.enroll: autoEnroll': [false],
      'settings.authenticators.enroll.gracePeriod: type expiry skipCount': [],
      'settings.delegation.options: skipUnlock': [false],
      'settings.password.breachedProtection: expireAfterDays logoutEnabled delegatedWorkflowId': [false],
      'settings.password.complexity: oelStatement': [],
      'settings.recovery.factors.okta_email: status': ['ACTIVE'],
      'settings.recovery.factors: okta_sms.status okta_call.status': ['INACTIVE'],
    },
  },
  {
    resource: 'Policy simulation',
    operations: ['createPolicySimulation'],
    effective: {
      'appInstance policyTypes': 'the app and the types of policies to simulate',
      'policyContext.user: id': 'the user to simulate',
      'policyContext.groups: ids': 'the groups of the simulated user',
      'policyContext.zones: ids': 'the network zones of the simulated request',
      'policyContext: ip': 'the ID of a network zone; IP addresses are rejected',
      'policyContext.risk: level minRiskLevel':
        'the risk level of the simulated request; `minRiskLevel` is rejected',
      'policyContext.device: platform registered managed assuranceId': 'the simulated device',
    },
    stored: {},
  },
  {
    resource: 'Policy rules',
    operations: ['createPolicyRule', 'replacePolicyRule'],
    effective: {
      'name type': 'the name and type of the rule',
      'priority status': 'the order in which rules are evaluated, and whether the rule is active',
      'conditions actions': 'when the rule applies, and what it does',
      'conditions.people.users: include exclude': 'users that the rule includes or excludes',
      'conditions.people.groups: include exclude': 'groups that the rule includes or excludes',
      'conditions.userType: include exclude': 'user types that the rule includes or excludes',
      'conditions.network: connection': 'a rule for specific zones never applies',
      'conditions.riskScore: level': 'every sign-in has low risk',
      'conditions.elCondition: condition': 'an expression about the user; every sign-in has low risk',
      'conditions.authContext: authType': 'a rule for RADIUS never applies',
      'conditions.device: managed registered': 'devices are never managed or registered',
      'conditions.app.include: type id name': 'apps that a routing rule includes',
      'conditions.app.exclude: type id name': 'apps that a routing rule excludes',
      'conditions.userIdentifier: type attribute':
        'whether a routing rule compares usernames or an attribute',
      'conditions.userIdentifier.patterns: matchType value': 'the patterns that a routing rule matches',
      'actions.appSignOn: access': 'whether access is allowed or denied',
      [`${method}: factorMode reauthenticateIn`]:
        'how many factors are required, and how often users must reauthenticate',
      [`${method}.constraints.knowledge: required types methods`]:
        'the knowledge factors that satisfy the rule',
      [`${method}.constraints.knowledge.authenticationMethods: key method`]:
        'the only knowledge methods allowed',
      [`${method}.constraints.knowledge.excludedAuthenticationMethods: key method`]:
        'knowledge methods that are not allowed',
      [`${method}.constraints.possession: required types methods deviceBound hardwareProtection phishingResistant`]:
        'the possession factors that satisfy the rule',
      [`${method}.constraints.possession.authenticationMethods: key method`]:
        'the only possession methods allowed',
      [`${method}.constraints.possession.excludedAuthenticationMethods: key method`]:
        'possession methods that are not allowed',
      'actions.enroll: self': 'when users are prompted to enroll authenticators',
      'actions.idp.providers: id type name': 'the identity providers that users are routed to',
      'actions.profileEnrollment: access targetGroupIds':
        'whether self-service registration is allowed, and the groups that new users are added to',
      'actions.profileEnrollment.activationRequirements: emailVerification':
        'whether new users must verify their email address',
      'actions.profileEnrollment.profileAttributes: name label required': 'the fields of the sign-up form',
      'actions.profileEnrollment.preRegistrationInlineHooks: inlineHookId': 'the registration inline hook',
      'actions.selfServicePasswordReset: access': 'whether users can reset their passwords',
      'actions.selfServicePasswordReset.requirement.primary: methods':
        'the methods that start password recovery',
      'actions.selfServicePasswordReset.requirement.stepUp: required':
        'whether additional verification is required',
      'actions.selfServiceUnlock: access': 'whether users can unlock their accounts',
      'actions.signon: access requireFactor primaryFactor':
        'whether access is allowed, and with which factors',
      'actions.signon.session: maxSessionIdleMinutes maxSessionLifetimeMinutes usePersistentCookie':
        'the lifetime of sessions',
      system: 'read-only',
    },
    stored: {
      'conditions.network: include exclude': saidElsewhere,
      'conditions.device.assurance: include': [],
      'conditions.entityRisk: level': ['ANY'],
      'conditions.identityProvider: provider idpIds': ['ANY', 'OKTA'],
      'conditions.platform.include: type': ['ANY'],
      'conditions.platform.include.os.*': ['ANY'],
      'conditions.platform.exclude.*': [],
      'conditions.riskDetectionTypes: include exclude': [],
      'conditions.riskScore: minRiskLevel': [],
      'actions.appSignOn.keepMeSignedIn: postAuth postAuthPromptFrequency': ['NOT_ALLOWED'],
      [`${method}: type`]: ['ASSURANCE'],
      [`${method}: id inactivityPeriod`]: [],
      [`${method}.chains.*`]: [],
      [`${method}.constraints.knowledge: reauthenticateIn`]: [],
      [`${method}.constraints.knowledge.authenticationMethods: id`]: [],
      [`${method}.constraints.knowledge.excludedAuthenticationMethods: id`]: [],
      [`${method}.constraints.possession: reauthenticateIn userPresence userVerification userVerificationMethods`]:
        ['OPTIONAL', 'REQUIRED'],
      [`${method}.constraints.possession.authenticationMethods: id`]: [],
      [`${method}.constraints.possession.excludedAuthenticationMethods: id`]: [],
      'actions.claimSourcing: redirectType': [],
      'actions.claimSourcing.refresh.*': [],
      'actions.deviceSignalCollection.deviceContextProviders: id key userIdentification': [],
      'actions.entityRisk.actions.*': [],
      'actions.idp: idpSelectionType shouldFallBackToOkta': ['SPECIFIC', false],
      'actions.idp.matchCriteria: propertyName providerExpression': [],
      'actions.passwordChange: access': ['ALLOW'],
      'actions.postAuthSession.failureActions.*': [],
      'actions.profileEnrollment: allowedIdentifiers': ['login'],
      'actions.profileEnrollment: enrollAuthenticatorTypes uiSchemaId': [],
      'actions.profileEnrollment: progressiveProfilingAction': ['DISABLED'],
      'actions.profileEnrollment: unknownUserAction': ['DENY', 'REGISTER'],
      'actions.selfServicePasswordReset: type': ['selfServicePasswordReset'],
      'actions.selfServicePasswordReset.requirement: accessControl': ['LEGACY'],
      'actions.selfServicePasswordReset.requirement.primary.methodConstraints: method': [],
      'actions.selfServicePasswordReset.requirement.primary.methodConstraints.allowedAuthenticators: key': [],
      'actions.selfServicePasswordReset.requirement.stepUp: methods': [],
      'actions.selfServicePasswordReset.settings: allowRecoveryEmailWithoutEnrollment': [false],
      'actions.sessionViolationDetection.policyEvaluation: enabled': [false],
      'actions.signon: factorLifetime factorPromptMode rememberDeviceByDefault': ['ALWAYS', false, 0, 15],
      'actions.updateControls.actions: action value': [],
    },
  },
  {
    resource: 'Policy mappings',
    operations: ['mapResourceToPolicy'],
    effective: { 'resourceId resourceType': 'the app that the policy applies to' },
  },
  {
    resource: 'Behaviors',
    operations: ['createBehaviorDetectionRule', 'replaceBehaviorDetectionRule'],
    effective: { 'name type status': 'the name and type of the behavior' },
    stored: {
      settings: [],
      'settings: maxEventsUsedForEvaluation': [15, 20, 50, 100],
      'settings: minEventsNeededForEvaluation radiusKilometers velocityKph granularity': [
        0,
        20,
        805,
        'LAT_LONG',
        'CITY',
        'COUNTRY',
        'SUBDIVISION',
      ],
    },
  },
  {
    resource: 'Device assurance policies',
    operations: ['createDeviceAssurancePolicy', 'replaceDeviceAssurancePolicy'],
    effective: { name: 'the name of the policy' },
    // Devices are not evaluated; the platform reports that for all settings.
    stored: {
      platform: [],
      'jailbreak secureHardwarePresent displayRemediationMode diskEncryptionType.* screenLockType.* osVersion.* osVersionConstraints.* gracePeriod.* callerContext.* devicePostureChecks.* thirdPartySignalProviders.*':
        saidElsewhere,
    },
  },
];
