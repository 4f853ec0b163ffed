import type { SettingsOf } from './settings.ts';

export const idpSettings: readonly SettingsOf[] = [
  {
    resource: 'Identity providers',
    operations: ['createIdentityProvider', 'replaceIdentityProvider'],
    effective: {
      'name type status': 'the name and type of the identity provider, and whether users can sign in with it',
      'policy: maxClockSkew': 'the clock skew allowed in assertions',
      'policy: trustClaims': 'whether `amr` claims from the identity provider are trusted',
      'policy.accountLink: action': 'whether users are linked to existing accounts',
      'policy.accountLink.filter.groups: include': 'limits account linking to members of these groups',
      'policy.accountLink.filter.users: exclude excludeAdmins':
        'excludes users or administrators from account linking',
      'policy.provisioning: action profileMaster':
        'whether users are created, and whether their profiles are updated at each sign-in',
      'policy.provisioning.conditions: deprovisioned.action suspended.action':
        'whether deactivated or suspended users are reactivated',
      'policy.provisioning.groups: action assignments filter sourceAttributeName':
        'the groups that users are added to',
      'policy.subject: filter matchAttribute matchType': 'how users are matched with accounts',
      'policy.subject.userNameTemplate: template': 'the username of the user',
      'protocol: type scopes': 'the protocol and the requested scopes',
      'protocol.algorithms.request.signature: scope': 'whether SAML requests are signed',
      'protocol.algorithms.response.signature: scope': 'which parts of SAML responses must be signed',
      'protocol.credentials.client: client_id client_secret': 'the client credentials of the org',
      'protocol.credentials.signing: kid': 'the key that signs requests, published in the metadata',
      'protocol.credentials.trust: issuer audience kid': 'the trusted issuer, audience and signing key',
      'protocol.endpoints.sso: url binding destination': 'where SAML requests are sent',
      'protocol.endpoints: authorization.url token.url userInfo.url jwks.url':
        'the endpoints of the identity provider',
      'protocol.issuer: url': 'the required issuer of ID tokens',
      'protocol.settings: nameFormat': 'the name ID format in SAML requests',
    },
    stored: {
      issuerMode: ['ORG_URL', 'DYNAMIC', 'CUSTOM_URL'],
      'properties: aalValue ialValue additionalAmr inquiryTemplateId': [],
      'properties: allowDynamicUserMatching allowUserUpdates': [false],
      'properties.idvMetadata: privacyPolicy termsOfUse vendorDisplayName': [],
      'protocol.algorithms: request.digest request.signature.algorithm response.signature.algorithm': [
        'SHA-256',
      ],
      'protocol.credentials.bearer: apiKey': [],
      'protocol.credentials.client: pkce_required token_endpoint_auth_method': [
        'client_secret_post',
        'client_secret_basic',
        false,
      ],
      'protocol.credentials.signing: privateKey teamId': [],
      'protocol.credentials.trust: additionalKids revocation revocationCacheLifetime': [0],
      'protocol.endpoints: authorization.binding token.binding userInfo.binding jwks.binding': [
        'HTTP-REDIRECT',
        'HTTP-POST',
      ],
      'protocol.endpoints.acs: binding type': ['HTTP-POST', 'INSTANCE'],
      'protocol.endpoints.par: binding url': [],
      'protocol.endpoints.slo: binding url': [],
      'protocol: oktaIdpOrgUrl': [],
      'protocol.relayState: format': ['FROM_URL', 'OPAQUE'],
      'protocol.settings: honorPersistentNameId': [true],
      'protocol.settings: participateSlo sendApplicationContext': [false],
    },
  },
  {
    resource: 'Identity provider keys',
    operations: ['createIdentityProviderKey'],
    effective: { x5c: 'the certificate that verifies signatures' },
  },
];
