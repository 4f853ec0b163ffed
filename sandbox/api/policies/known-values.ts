import { invalid } from '../../org/kernel/errors.ts';
import { idpTypes } from '../idps/idp-settings.ts';
import { covers, leavesOf, placesOf } from '../settings/settings.ts';

const access = ['ALLOW', 'DENY'];
const demand = ['OPTIONAL', 'REQUIRED'];
const status = ['ACTIVE', 'INACTIVE'];
const enrollment = ['NOT_ALLOWED', 'OPTIONAL', 'REQUIRED'];
const levels = ['ANY', 'LOW', 'MEDIUM', 'HIGH'];
/** Okta takes these in capital and in small letters. */
const inBothCases = (words: readonly string[]) => words.flatMap((word) => [word, word.toLowerCase()]);
const method = 'actions.appSignOn.verificationMethod';

/** Places in the bodies of policies and rules → their possible values: those of Okta's description, and those that its console still sends. */
const known: Readonly<Record<string, readonly string[]>> = {
  'conditions.network: connection': ['ANYWHERE', 'ZONE', 'ON_NETWORK', 'OFF_NETWORK'],
  'conditions.authContext: authType': ['ANY', 'RADIUS', 'LDAP_INTERFACE'],
  'conditions.riskScore: level': levels,
  'conditions.identityProvider: provider': ['ANY', 'OKTA', 'SPECIFIC_IDP'],
  'conditions.authProvider: provider': ['ACTIVE_DIRECTORY', 'ANY', 'LDAP', 'OKTA'],
  'conditions.app: include.type exclude.type': ['APP', 'APP_TYPE'],
  'conditions.platform: include.type exclude.type': ['ANY', 'DESKTOP', 'MOBILE', 'OTHER'],
  'conditions.platform: include.os.type exclude.os.type': [
    ...['ANDROID', 'ANY', 'CHROMEOS', 'IOS', 'LINUX', 'MACOS', 'OTHER', 'WINDOWS'],
  ],
  'conditions.userIdentifier: type': ['ATTRIBUTE', 'IDENTIFIER'],
  'conditions.userIdentifier.patterns: matchType': [
    'CONTAINS',
    'EQUALS',
    'EXPRESSION',
    'STARTS_WITH',
    'SUFFIX',
  ],
  'actions.appSignOn: access': access,
  'actions.appSignOn.keepMeSignedIn: postAuth': ['ALLOWED', 'NOT_ALLOWED'],
  [`${method}: type`]: ['ASSURANCE', 'AUTH_METHOD_CHAIN', 'ID_PROOFING'],
  [`${method}: factorMode`]: ['1FA', '2FA'],
  [`${method}.constraints.*: deviceBound hardwareProtection phishingResistant userPresence userVerification`]:
    demand,
  [`${method}.constraints.*: userVerificationMethods`]: ['BIOMETRICS', 'PIN'],
  [`${method}.constraints.*: types`]: inBothCases([
    ...['APP', 'EMAIL', 'FEDERATED', 'PASSWORD', 'PHONE', 'SECURITY_KEY', 'SECURITY_QUESTION'],
  ]),
  [`${method}.constraints.*: methods`]: inBothCases([
    ...['CERT', 'DUO', 'EMAIL', 'IDP', 'OTP', 'PASSWORD', 'PUSH', 'SECURITY_QUESTION', 'SIGNED_NONCE'],
    ...['SMS', 'TOTP', 'VOICE', 'WEBAUTHN'],
  ]),
  'actions.idp: idpSelectionType': ['DYNAMIC', 'SPECIFIC'],
  'actions.idp.providers: type': [...idpTypes, 'OKTA', 'AgentlessDSSO', 'IWA'],
  'actions.signon: access': [...access, 'CHALLENGE'],
  'actions.signon: factorPromptMode': ['ALWAYS', 'DEVICE', 'SESSION'],
  'actions.signon: primaryFactor': ['PASSWORD_IDP', 'PASSWORD_IDP_ANY_FACTOR'],
  'actions.enroll: self': ['CHALLENGE', 'LOGIN', 'NEVER', 'NEVER_INCLUDING_RECOVERY'],
  'actions: passwordChange.access selfServicePasswordReset.access selfServiceUnlock.access profileEnrollment.access':
    access,
  'actions.selfServicePasswordReset.requirement: accessControl': ['AUTH_POLICY', 'LEGACY'],
  'actions.selfServicePasswordReset.requirement.primary: methods': ['push', 'sms', 'voice', 'email', 'otp'],
  'actions.selfServicePasswordReset.requirement.primary.methodConstraints: method': ['otp'],
  'actions.selfServicePasswordReset.requirement.primary.methodConstraints.allowedAuthenticators: key': [
    'google_otp',
  ],
  'actions.selfServicePasswordReset.requirement.stepUp: methods': ['security_question'],
  'actions.profileEnrollment: enrollAuthenticatorTypes': ['password'],
  'actions.profileEnrollment: unknownUserAction': ['DENY', 'REGISTER'],
  'actions.profileEnrollment: progressiveProfilingAction': ['DISABLED', 'ENABLED'],
  'settings: type': ['AUTHENTICATORS', 'FACTORS'],
  'settings: authenticators.enroll.self factors.*.enroll.self': enrollment,
  'settings.password.lockout: userLockoutNotificationChannels': ['EMAIL'],
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

/** Places where only an ISO 8601 duration can be. */
const durations = [
  `${method}: reauthenticateIn inactivityPeriod chains.reauthenticateIn chains.next.reauthenticateIn`,
  `${method}.constraints.*: reauthenticateIn`,
  'actions.appSignOn.keepMeSignedIn: postAuthPromptFrequency',
].flatMap(placesOf);

const isDuration = (value: unknown): boolean =>
  typeof value === 'string' && /^P(?=.)(\d+[YMWD])*(T(?=.)(\d+[HMS])*)?$/.test(value);

const isCount = (value: unknown): boolean =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** @throws OktaError 400 for a word where the body of a policy or a rule can only have others */
export function refuseUnknownValues(body: unknown): void {
  for (const { path, value } of leavesOf(body)) {
    const at = path.join('.');
    if (counts.some((place) => covers(place, path)) && !isCount(value))
      throw invalid(at, [`${at}: The value must be an integer that is not negative.`]);
    if (durations.some((place) => covers(place, path)) && !isDuration(value))
      throw invalid(at, [`${at}: The value must be an ISO 8601 duration.`]);
    const allowed = places.find(({ place }) => covers(place, path))?.values;
    if (allowed !== undefined && typeof value === 'string' && !allowed.includes(value))
      throw invalid(at, [`${at}: Invalid value '${value}'. Valid values: [${allowed.join(', ')}].`]);
  }
}
