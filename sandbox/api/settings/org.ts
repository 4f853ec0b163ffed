import type { SettingsOf } from './settings.ts';
import { inlineHookTypes } from '../../org/hooks/model.ts';

const config = 'channel.config';

export const orgSettings: readonly SettingsOf[] = [
  {
    resource: 'Org settings',
    operations: ['updateOrgSettings'],
    effective: {
      companyName: 'the name of the org on pages and in messages',
      'address1 address2 city state postalCode country phoneNumber supportPhoneNumber endUserSupportHelpURL website':
        'contact details of the company, returned as stored',
    },
  },
  {
    resource: 'Attack protection',
    operations: ['replaceAuthenticatorSettings', 'replaceUserLockoutSettings'],
    effective: {
      verifyKnowledgeSecondWhen2faRequired: 'whether users verify a possession factor before their password',
      preventBruteForceLockoutFromUnknownDevices:
        'whether known devices stay unlocked when attempts from unknown devices fail',
    },
  },
  {
    resource: 'Brands',
    operations: ['createBrand', 'replaceBrand'],
    effective: { name: 'the name on the org’s pages' },
    stored: {
      'agreeToCustomPrivacyPolicy removePoweredByOkta': [false],
      'customPrivacyPolicyUrl emailDomainId locale': [],
      'defaultApp: appInstanceId appLinkName classicApplicationUri': [],
    },
  },
  {
    resource: 'Brand themes',
    operations: ['replaceBrandTheme'],
    effective: {
      'primaryColorHex primaryColorContrastHex': 'the color of buttons and links',
      signInPageTouchPointVariant: 'the background of the sign-in page',
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
    effective: { 'domain validationSubdomain brandId': 'the domain, and the brand that uses it' },
    stored: { 'displayName userName': [] },
  },
  {
    resource: 'Trusted origins',
    operations: ['createTrustedOrigin', 'replaceTrustedOrigin'],
    effective: {
      'name origin': 'the trusted origin and its name',
      'scopes: type': 'whether the origin is trusted for CORS, redirects or both',
      status: 'whether the origin is trusted',
      'createdBy lastUpdatedBy': 'read-only',
    },
    stored: { 'scopes: allowedOktaApps': [] },
  },
  {
    resource: 'Network zones',
    operations: ['createNetworkZone', 'replaceNetworkZone'],
    effective: { 'name type status usage': 'the name and type of the zone' },
    // Where a request comes from is not evaluated: a rule for specific zones never applies.
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
    effective: { 'type role resource-set': 'the permissions of the admin; custom roles are rejected' },
  },
  {
    resource: 'Event hooks',
    operations: ['createEventHook', 'replaceEventHook'],
    effective: {
      'name description': 'the name and description of the hook',
      'events: items type': 'the events that are delivered',
      'events.filter.eventFilterMap: event': 'the event type that the filter applies to',
      'events.filter.eventFilterMap.condition: expression':
        'delivers only events for which the expression is true',
      'channel: type version': 'the channel of the hook',
      [`${config}: uri`]: 'the URL that the org calls',
      [`${config}.headers: key value`]: 'headers added to each request',
      [`${config}.authScheme: type key value`]: 'the authentication header of each request',
    },
  },
  {
    resource: 'Inline hooks',
    operations: ['createInlineHook', 'replaceInlineHook'],
    effective: {
      'name version': 'the name and version of the hook',
      'channel: type version': 'the channel of the hook',
      [`${config}: uri authScheme`]: 'the URL that the org calls, and how it authenticates',
      [`${config}.headers: key value`]: 'headers added to each request',
      [`${config}.authScheme: type key value`]: 'the authentication header of each request',
      [`${config}: authType clientId clientSecret hookKeyId scope tokenUrl`]:
        'how the org gets an access token for the request',
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
    effective: { name: 'the name of the key' },
  },
  {
    resource: 'Authenticators',
    operations: ['createAuthenticator', 'replaceAuthenticator'],
    effective: {
      'key name status': 'the authenticator, and whether users can use it',
      'settings: allowedFor': 'whether it can be used for sign-in, recovery or both',
      'settings: tokenLifetimeInMinutes': 'the lifetime of codes',
      type: 'read-only',
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
    resource: 'Custom AAGUIDs',
    operations: ['createCustomAAGUID', 'replaceCustomAAGUID', 'updateCustomAAGUID'],
    effective: { name: 'the name of the model' },
    // The model of a security key is not checked.
    stored: {
      aaguid: [],
      'attestationRootCertificates: x5c': [],
      'authenticatorCharacteristics: fipsCompliant hardwareProtected platformAttached': [false],
    },
  },
  {
    resource: 'Authenticator methods',
    operations: ['replaceAuthenticatorMethod'],
    effective: { 'type status': 'the method, and whether users can use it' },
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
