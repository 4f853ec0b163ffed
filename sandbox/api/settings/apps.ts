import { saidElsewhere, type SettingsOf } from './settings.ts';

/** Settings of an OIDC client, which two APIs accept. */
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
      'name label': 'the name of the app on pages and in the System Log',
      'profile profile.*': 'available as `app.profile` in expressions',
      'credentials.userNameTemplate: template suffix userSuffix':
        'the username in the app, unless the assignment sets one',
      'credentials.userNameTemplate: type': 'implied by the template',
      'credentials.oauthClient: client_id client_secret token_endpoint_auth_method':
        'how the client authenticates',
      'credentials.oauthClient: pkce_required': 'rejects authorization requests without PKCE',
      [`settings.oauthClient: ${client.effective}`]:
        'what the client can request, and where responses are sent',
      'settings.oauthClient: participate_slo frontchannel_logout_uri frontchannel_logout_session_required':
        'whether and where the app is notified when a session ends',
      'settings.oauthClient: wildcard_redirect': 'whether redirect URIs can contain a wildcard',
      'settings.oauthClient: consent_method': 'whether users are asked for consent',
      'settings.oauthClient: dpop_bound_access_tokens': 'rejects token requests without a DPoP proof',
      'settings.oauthClient: request_object_signing_alg backchannel_authentication_request_signing_alg':
        'the algorithm that requests must be signed with',
      'settings.oauthClient.jwks.keys.*': 'the keys that verify client assertions',
      'settings.oauthClient.refresh_token: rotation_type leeway':
        'whether refresh tokens rotate, and the grace period',
      'settings.signOn: ssoAcsUrl ssoAcsUrlOverride recipient recipientOverride destination destinationOverride audience audienceOverride':
        'the destination, recipient and audience of assertions',
      'settings.signOn: subjectNameIdTemplate subjectNameIdFormat': 'the name ID of assertions',
      'settings.signOn: assertionSigned responseSigned signatureAlgorithm digestAlgorithm':
        'what is signed, and with which algorithms',
      'settings.signOn: defaultRelayState idpIssuer authnContextClassRef samlAssertionLifetimeSeconds':
        'values in the SAML response',
      'settings.signOn: honorForceAuthn requestCompressed samlSignedRequestEnabled spIssuer allowMultipleAcsEndpoints':
        'which SAML requests are accepted',
      'settings.signOn.acsEndpoints: url index': 'other URLs that a SAML request can name for the response',
      'settings.signOn.attributeStatements: type name namespace values filterType filterValue':
        'the attribute statements of assertions',
      'settings.signOn.assertionEncryption: enabled encryptionAlgorithm keyTransportAlgorithm x5c':
        'whether and how assertions are encrypted',
      'settings.signOn.inlineHooks: id': 'the inline hooks that can modify assertions',
      'settings.signOn.spCertificate: x5c': 'the certificate that verifies SAML requests from the app',
      'settings.signOn.slo: enabled issuer logoutUrl': 'single logout initiated by the app',
      'settings.signOn.participateSlo: enabled logoutRequestUrl bindingType sessionIndexRequired':
        'how the app is notified when the user signs out elsewhere',
      'credentials.signing: kid': 'the key that signs assertions',
      'settings.notes: admin enduser': 'notes for admins and users, returned as stored',
      'visibility.hide: web': 'whether `appLinks` marks the app as hidden',
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
    resource: 'ID token settings of apps',
    operations: ['updateAppOAuthIdTokenSettings'],
    effective: {
      'name value valueType groupFilterType':
        'the groups claim of ID tokens from the org authorization server',
    },
    stored: { issuerMode: ['ORG_URL', 'DYNAMIC', 'CUSTOM_URL'] },
  },
  {
    resource: 'OAuth clients',
    operations: ['createClient', 'replaceClient'],
    effective: {
      client_name: 'the name of the app on pages and in the System Log',
      'client_id client_secret': 'how the client authenticates',
      [client.effective]: 'what the client can request, and where responses are sent',
      'frontchannel_logout_uri frontchannel_logout_session_required':
        'where the app is notified when a session ends, if it participates in single logout',
      'jwks.keys.*': 'the keys that verify client assertions',
      request_object_signing_alg: 'the algorithm that requests must be signed with',
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
    effective: { 'name expression': 'a claim in the ID tokens of the app' },
  },
  {
    resource: 'App scope grants',
    operations: ['grantConsentToScope'],
    effective: { 'issuer scopeId': 'the Okta API scopes that the app can request' },
  },
  {
    resource: 'App group assignments',
    operations: ['assignGroupToApplication'],
    effective: {
      priority: 'which group takes precedence if their app profiles differ',
      'profile profile.*': 'available as `appuser` in expressions',
      lastUpdated: 'read-only',
    },
  },
  {
    resource: 'App user assignments',
    operations: ['assignUserToApplication', 'updateApplicationUser'],
    effective: {
      'id scope': 'the user, and whether the assignment is direct or through a group',
      'created lastUpdated': 'read-only',
      'profile profile.*': 'available as `appuser` in expressions',
      'credentials: userName': 'the username in the app',
    },
    stored: { 'credentials.password: value': [] },
  },
  {
    resource: 'Interclient trust',
    operations: ['createInterclientTrustMapping'],
    effective: { id: 'the app that can open this app with an interclient token' },
  },
];
