import { saidElsewhere, type SettingsOf } from './settings.ts';

/** What an OIDC client is told, by either API. */
const client = {
  effective:
    'grant_types response_types redirect_uris post_logout_redirect_uris application_type token_endpoint_auth_method jwks_uri initiate_login_uri',
  stored: 'client_uri logo_uri policy_uri tos_uri',
};

export const appSettings: readonly SettingsOf[] = [
  {
    resource: 'Applications',
    operations: ['createApplication', 'replaceApplication'],
    effective: {
      'name label': 'the name of the app, on pages and in the log',
      'profile profile.*': '`app.profile` in expressions',
      'credentials.userNameTemplate: template suffix userSuffix':
        'the user name in the app, unless one is given',
      'credentials.userNameTemplate: type': 'goes with the template',
      'credentials.oauthClient: client_id client_secret token_endpoint_auth_method':
        'how the client authenticates',
      'credentials.oauthClient: pkce_required': 'requests without PKCE are refused',
      [`settings.oauthClient: ${client.effective}`]: 'what the client may do, and where answers go',
      'settings.oauthClient: participate_slo frontchannel_logout_uri frontchannel_logout_session_required':
        'whether and where the app hears that a session has ended',
      'settings.oauthClient: wildcard_redirect': 'which redirect URIs match',
      'settings.oauthClient: consent_method': 'whether people are asked',
      'settings.oauthClient: dpop_bound_access_tokens': 'tokens without DPoP are refused',
      'settings.oauthClient: request_object_signing_alg backchannel_authentication_request_signing_alg':
        'how requests are signed',
      'settings.oauthClient.jwks.keys.*': 'what assertions of the client are verified with',
      'settings.oauthClient.refresh_token: rotation_type leeway': 'whether and how refresh tokens change',
      'settings.signOn: ssoAcsUrl ssoAcsUrlOverride recipient recipientOverride destination destinationOverride audience audienceOverride':
        'where assertions go, and for whom they are',
      'settings.signOn: subjectNameIdTemplate subjectNameIdFormat': 'how assertions name the person',
      'settings.signOn: assertionSigned responseSigned signatureAlgorithm digestAlgorithm':
        'what is signed, and how',
      'settings.signOn: defaultRelayState idpIssuer authnContextClassRef samlAssertionLifetimeSeconds':
        'what the response says',
      'settings.signOn: honorForceAuthn requestCompressed samlSignedRequestEnabled spIssuer allowMultipleAcsEndpoints':
        'which requests are taken',
      'settings.signOn.acsEndpoints: url index': 'where a request may want the response',
      'settings.signOn.attributeStatements: type name namespace values filterType filterValue':
        'the attributes of assertions',
      'settings.signOn.assertionEncryption: enabled encryptionAlgorithm keyTransportAlgorithm x5c':
        'how assertions are encrypted',
      'settings.signOn.inlineHooks: id': 'the hooks that change assertions',
      'settings.signOn.spCertificate: x5c': 'what requests of the app are verified with',
      'settings.signOn.slo: enabled issuer logoutUrl': 'single logout that the app begins',
      'settings.signOn.participateSlo: enabled logoutRequestUrl bindingType sessionIndexRequired':
        'how the app is notified that the user has signed out elsewhere',
      'credentials.signing: kid': 'which key signs assertions',
      'settings.notes: admin enduser': 'a note for readers of the app',
      'visibility.hide: web': 'whether `appLinks` calls the app hidden',
    },
    stored: {
      // What a sign-in to such an app would need is said with the mode.
      signOnMode: ['OPENID_CONNECT', 'BOOKMARK', 'SAML_2_0'],
      'settings.signOn.configuredAttributeStatements.*': [],
      // For the other modes the mode says it.
      'settings.signOn: loginUrl redirectUrl passwordField usernameField loginUrlRegex': saidElsewhere,
      'settings.app settings.app.*': saidElsewhere,
      'credentials: scheme userName revealPassword': saidElsewhere,
      'credentials.password.*': saidElsewhere,
      'credentials.signing: rotationMode use': saidElsewhere,
      'credentials.userNameTemplate: pushStatus': ['PUSH', 'DONT_PUSH', 'NOT_CONFIGURED'],
      'credentials.oauthClient: autoKeyRotation': [true],
      'accessibility: selfService errorRedirectUrl loginRedirectUrl': [false],
      'visibility: autoLaunch autoSubmitToolbar': [false],
      'visibility.hide: iOS': [false],
      'visibility.appLinks.*': [true],
      'licensing: seatCount': [0],
      'settings: identityStoreId inlineHookId': [],
      'settings: implicitAssignment': [false],
      'settings.notifications.vpn: helpUrl message': [],
      'settings.notifications.vpn.network: connection include exclude': ['DISABLED'],
      [`settings.oauthClient: ${client.stored}`]: [],
      'settings.oauthClient: issuer_mode': ['ORG_URL', 'DYNAMIC', 'CUSTOM_URL'],
      'settings.oauthClient: sector_identifier_uri id_token_encrypted_response_alg': [],
      'settings.oauthClient: subject_type': ['public'],
      'settings.oauthClient: backchannel_token_delivery_mode': ['poll'],
      'settings.oauthClient: backchannel_custom_authenticator_id': [],
      'settings.oauthClient.idp_initiated_login: mode default_scope': ['DISABLED'],
      'settings.oauthClient.network: connection include exclude': ['ANYWHERE'],
    },
  },
  {
    resource: 'Applications: settings of the ID token',
    operations: ['updateAppOAuthIdTokenSettings'],
    effective: { 'name value valueType groupFilterType': 'the groups claim at the org server' },
    stored: { issuerMode: ['ORG_URL', 'DYNAMIC', 'CUSTOM_URL'] },
  },
  {
    resource: 'OAuth clients',
    operations: ['createClient', 'replaceClient'],
    effective: {
      client_name: 'the name of the app, on pages and in the log',
      'client_id client_secret': 'how the client authenticates',
      [client.effective]: 'what the client may do, and where answers go',
      'frontchannel_logout_uri frontchannel_logout_session_required':
        'where the app hears that a session has ended, once the app takes part',
      'jwks.keys.*': 'what assertions of the client are verified with',
      request_object_signing_alg: 'how requests are signed',
    },
    stored: {
      [client.stored]: [],
      'id_token_encrypted_response_alg sector_identifier_uri': [],
      subject_type: ['public'],
    },
  },
  {
    resource: 'Client secrets',
    operations: ['createOAuth2ClientSecret'],
    effective: { 'client_secret status': 'how the client authenticates' },
  },
  {
    resource: 'Federated claims',
    operations: ['createFederatedClaim', 'replaceFederatedClaim'],
    effective: { 'name expression': 'a claim of the ID tokens of the app' },
  },
  {
    resource: 'Scope grants of an app',
    operations: ['grantConsentToScope'],
    effective: { 'issuer scopeId': 'which Okta API scopes the app gets' },
  },
  {
    resource: 'Group assignments of an app',
    operations: ['assignGroupToApplication'],
    effective: {
      priority: 'which group wins where profiles disagree',
      'profile profile.*': '`appuser` in expressions',
      lastUpdated: 'read only',
    },
  },
  {
    resource: 'User assignments of an app',
    operations: ['assignUserToApplication', 'updateApplicationUser'],
    effective: {
      'id scope': 'who is assigned',
      'created lastUpdated': 'read only',
      'profile profile.*': '`appuser` in expressions',
      'credentials: userName': 'the user name in the app',
    },
    stored: { 'credentials.password: value': [] },
  },
  {
    resource: 'Interclient trust',
    operations: ['createInterclientTrustMapping'],
    effective: { id: 'which app may open this one with an interclient token' },
  },
];
