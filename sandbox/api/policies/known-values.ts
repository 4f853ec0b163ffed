import { invalid } from '../../org/kernel/errors.ts';
import { covers, leavesOf, placesOf } from '../settings/settings.ts';

const access = ['ALLOW', 'DENY'];
const demand = ['OPTIONAL', 'REQUIRED'];
const status = ['ACTIVE', 'INACTIVE'];
const enrolment = ['NOT_ALLOWED', 'OPTIONAL', 'REQUIRED'];
const levels = ['ANY', 'LOW', 'MEDIUM', 'HIGH'];

/** Places in the bodies of policies and rules → their possible values: those of Okta's description, and those that its console still sends. */
const known: Readonly<Record<string, readonly string[]>> = {
  'conditions.network: connection': ['ANYWHERE', 'ZONE', 'ON_NETWORK', 'OFF_NETWORK'],
  'conditions.authContext: authType': ['ANY', 'RADIUS', 'LDAP_INTERFACE'],
  'conditions.riskScore: level': levels,
  'conditions.identityProvider: provider': ['ANY', 'OKTA', 'SPECIFIC_IDP'],
  'conditions.userIdentifier: type': ['ATTRIBUTE', 'IDENTIFIER'],
  'conditions.userIdentifier.patterns: matchType': [
    'CONTAINS',
    'EQUALS',
    'EXPRESSION',
    'STARTS_WITH',
    'SUFFIX',
  ],
  'actions.appSignOn: access': access,
  'actions.appSignOn.verificationMethod: type': ['ASSURANCE', 'AUTH_METHOD_CHAIN', 'ID_PROOFING'],
  'actions.appSignOn.verificationMethod: factorMode': ['1FA', '2FA'],
  'actions.appSignOn.verificationMethod.constraints.*: deviceBound hardwareProtection phishingResistant userPresence userVerification':
    demand,
  'actions.signon: access': [...access, 'CHALLENGE'],
  'actions.signon: factorPromptMode': ['ALWAYS', 'DEVICE', 'SESSION'],
  'actions.signon: primaryFactor': ['PASSWORD_IDP', 'PASSWORD_IDP_ANY_FACTOR'],
  'actions.enroll: self': ['CHALLENGE', 'LOGIN', 'NEVER', 'NEVER_INCLUDING_RECOVERY'],
  'actions: passwordChange.access selfServicePasswordReset.access selfServiceUnlock.access profileEnrollment.access':
    access,
  'actions.profileEnrollment: unknownUserAction': ['DENY', 'REGISTER'],
  'actions.profileEnrollment: progressiveProfilingAction': ['DISABLED', 'ENABLED'],
  'settings: type': ['AUTHENTICATORS', 'FACTORS'],
  'settings: authenticators.enroll.self factors.*.enroll.self': enrolment,
  'settings.recovery.factors.*: status': status,
};

const places = Object.entries(known).flatMap(([key, values]) =>
  placesOf(key).map((place) => ({ place, values })),
);

/** Places where only a number can be that is not negative. */
const counts = [
  'settings.password.complexity: minLength minLowerCase minUpperCase minNumber minSymbol',
  'settings.password.age: maxAgeDays expireWarnDays minAgeMinutes historyCount',
  'settings.password.lockout: maxAttempts autoUnlockMinutes',
  'actions.signon.session: maxSessionIdleMinutes maxSessionLifetimeMinutes',
].flatMap(placesOf);

const isCount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** @throws OktaError 400 for a word where the body of a policy or a rule can only have others */
export function refuseUnknownValues(body: unknown): void {
  for (const { path, value } of leavesOf(body)) {
    const at = path.join('.');
    if (counts.some((place) => covers(place, path)) && !isCount(value))
      throw invalid(at, [`${at}: The value must be an integer that is not negative.`]);
    const allowed = places.find(({ place }) => covers(place, path))?.values;
    if (allowed !== undefined && typeof value === 'string' && !allowed.includes(value))
      throw invalid(at, [`${at}: Invalid value '${value}'. Valid values: [${allowed.join(', ')}].`]);
  }
}
