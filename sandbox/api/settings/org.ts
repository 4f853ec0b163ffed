import type { SettingsOf } from './settings.ts';
import { inlineHookTypes } from '../../org/hooks/model.ts';

const config = 'channel.config';

export const orgSettings: readonly SettingsOf[] = [
  {
    resource: 'Org settings',
    operations: ['updateOrgSettings'],
    effective: {
      companyName: 'the name of the org, on pages and in messages',
      'address1 address2 city state postalCode country phoneNumber supportPhoneNumber endUserSupportHelpURL website':
        'facts about the company',
    },
  },
  {
    resource: 'Attack protection',
    operations: ['replaceAuthenticatorSettings', 'replaceUserLockoutSettings'],
    effective: {
      verifyKnowledgeSecondWhen2faRequired: 'whether two factors begin with the one that people have',
      preventBruteForceLockoutFromUnknownDevices:
        'whether wrong passwords from unknown devices leave known ones alone',
    },
  },
  {
    resource: 'Brands',
    operations: ['createBrand', 'replaceBrand'],
    effective: { name: 'the name on pages' },
    stored: {
      'agreeToCustomPrivacyPolicy removePoweredByOkta': [false],
      'customPrivacyPolicyUrl emailDomainId locale': [],
      'defaultApp: appInstanceId appLinkName classicApplicationUri': [],
    },
  },
  {
    resource: 'Themes of brands',
    operations: ['replaceBrandTheme'],
    effective: {
      'primaryColorHex primaryColorContrastHex': 'the color of buttons and links',
      signInPageTouchPointVariant: 'what is behind the sign-in page',
    },
    stored: {
      'secondaryColorHex secondaryColorContrastHex': ['#ebebed', '#000000'],
      'emailTemplateTouchPointVariant endUserDashboardTouchPointVariant errorPageTouchPointVariant loadingPageTouchPointVariant':
        ['OKTA_DEFAULT'],
    },
  },
  {
    resource: 'Email domains',
    operations: ['createEmailDomain', 'replaceEmailDomain'],
    effective: { 'domain validationSubdomain brandId': 'what the domain is' },
    stored: { 'displayName userName': [] },
  },
  {
    resource: 'Trusted origins',
    operations: ['createTrustedOrigin', 'replaceTrustedOrigin'],
    effective: {
      'name origin': 'which address',
      'scopes: type': 'for CORS, or for redirects',
      status: 'whether it counts',
      'createdBy lastUpdatedBy': 'read only',
    },
    stored: { 'scopes: allowedOktaApps': [] },
  },
  {
    resource: 'Network zones',
    operations: ['createNetworkZone', 'replaceNetworkZone'],
    effective: { 'name type status usage': 'what the zone is called' },
    // Nobody is asked where they are: a rule for zones never holds.
    stored: {
      'gateways: type value': [],
      'proxies: type value': [],
      'asns asns.* locations locations.* ipServiceCategories.* proxyType': [],
      useAsExemptList: [false],
    },
  },
  {
    resource: 'Admin roles',
    operations: ['assignRoleToUser', 'assignRoleToGroup', 'assignRoleToClient'],
    effective: { 'type role resource-set': 'what the admin may do; custom roles are refused' },
  },
  {
    resource: 'Event hooks',
    operations: ['createEventHook', 'replaceEventHook'],
    effective: {
      'name description': 'what the hook is called',
      'events: items type': 'what it hears of',
      'events.filter.eventFilterMap: event': 'which of these are filtered',
      'events.filter.eventFilterMap.condition: expression': 'which of them it hears of',
      'channel: type version': 'how it is called',
      [`${config}: uri`]: 'where it is called',
      [`${config}.headers: key value`]: 'sent along',
      [`${config}.authScheme: type key value`]: 'sent along',
    },
  },
  {
    resource: 'Inline hooks',
    operations: ['createInlineHook', 'replaceInlineHook'],
    effective: {
      'name version': 'which hook it is',
      'channel: type version': 'how it is called',
      [`${config}: uri authScheme`]: 'where it is called, and how the org proves itself',
      [`${config}.headers: key value`]: 'sent along',
      [`${config}.authScheme: type key value`]: 'sent along',
      [`${config}: authType clientId clientSecret hookKeyId scope tokenUrl`]:
        'how the org gets an access token for the call',
    },
    stored: {
      [`${config}: method`]: ['POST'],
      // The sandbox imports no users from apps: such a hook is only previewed.
      type: inlineHookTypes.filter((type) => type !== 'com.okta.import.transform'),
    },
  },
  {
    resource: 'Hook keys',
    operations: ['createHookKey', 'replaceHookKey'],
    effective: { name: 'what the key is called' },
  },
  {
    resource: 'Authenticators',
    operations: ['createAuthenticator', 'replaceAuthenticator'],
    effective: {
      'key name status': 'which authenticator, and whether people use it',
      'settings: allowedFor': 'for sign-in, recovery or both',
      'settings: tokenLifetimeInMinutes': 'how long a code works',
      type: 'read only',
    },
    stored: {
      'agreeToTerms description': [],
      'settings: appInstanceId': [],
      'settings: userVerification': ['DISCOURAGED', 'PREFERRED'],
      'settings.channelBinding: required style': ['HIGH_RISK_ONLY', 'NEVER', 'NUMBER_CHALLENGE'],
      'settings.compliance: fips': ['OPTIONAL'],
      'provider: type': [],
      'provider.configuration.*': [],
    },
  },
  {
    resource: 'Custom models of security keys',
    operations: ['createCustomAAGUID', 'replaceCustomAAGUID', 'updateCustomAAGUID'],
    effective: { name: 'what the model is called' },
    // The model of a passkey is not looked at.
    stored: {
      aaguid: [],
      'attestationRootCertificates: x5c': [],
      'authenticatorCharacteristics: fipsCompliant hardwareProtected platformAttached': [false],
    },
  },
  {
    resource: 'Methods of authenticators',
    operations: ['replaceAuthenticatorMethod'],
    effective: { 'type status': 'which method, and whether people use it' },
    stored: {
      'settings: algorithm encoding passCodeLength timeIntervalInSeconds': [
        'HMacSHA1',
        'HMacSHA512',
        'base32',
        6,
        30,
      ],
      'algorithm encoding passCodeLength timeIntervalInSeconds acceptableAdjacentIntervals protocol factorProfileId':
        [],
      'settings: algorithms': ['ES256', 'RS256'],
      'settings: keyProtection attachment': ['ANY'],
      'settings: userVerification userVerificationForVerify': ['DISCOURAGED'],
      'settings: showSignInWithOV': ['ALWAYS'],
      'settings: allowSyncablePasskeys': [true],
      'settings: certBasedAttestationValidation enableAutofillUI fipsCompliant hardwareProtected residentKeyRequirement showSignInWithAPasskeyButton transactionTypes':
        [false],
      'settings.aaguidGroups: name aaguids': [],
      'settings.rpId.*': [],
      verifiableProperties: [],
    },
  },
];
