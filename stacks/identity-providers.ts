import { DataOktaPolicy } from '@cdktf/provider-okta/lib/data-okta-policy/index.js';
import { IdpSamlKey } from '@cdktf/provider-okta/lib/idp-saml-key/index.js';
import { IdpSaml } from '@cdktf/provider-okta/lib/idp-saml/index.js';
import { IdpSocial } from '@cdktf/provider-okta/lib/idp-social/index.js';
import { PolicyRuleIdpDiscovery } from '@cdktf/provider-okta/lib/policy-rule-idp-discovery/index.js';
import { Token } from 'cdktf';
import type { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import type { Variables } from './variables.ts';

/** One instance if the variable is set, otherwise none: this is how everything here is enabled. */
const whenSaid = (...variables: TerraformVariable[]): number =>
  Token.asNumber(
    `\${${variables.map((variable) => `var.${variable.friendlyUniqueId} == ""`).join(' ? 0 : ')} ? 0 : 1}`,
  );

/** Common settings: the first sign-in creates a user, or links the user with the same email address. */
const people = {
  usernameTemplate: 'idpuser.email',
  accountLinkAction: 'AUTO',
  provisioningAction: 'AUTO',
  subjectMatchType: 'USERNAME',
  issuerMode: 'ORG_URL',
};

/** External identity providers: each is created if its variables are set. */
export function declareIdentityProviders(scope: Construct, variables: Variables, webAppId: string): void {
  const { name, googleClientId, googleClientSecret, facebookClientId, facebookClientSecret } = variables;
  new IdpSocial(scope, 'google', {
    ...people,
    type: 'GOOGLE',
    protocolType: 'OIDC',
    name: `${name.stringValue} Google`,
    scopes: ['openid', 'profile', 'email'],
    clientId: googleClientId.stringValue,
    clientSecret: googleClientSecret.stringValue,
    count: whenSaid(googleClientId),
  });
  new IdpSocial(scope, 'facebook', {
    ...people,
    type: 'FACEBOOK',
    protocolType: 'OAUTH2',
    name: `${name.stringValue} Facebook`,
    scopes: ['public_profile', 'email'],
    clientId: facebookClientId.stringValue,
    clientSecret: facebookClientSecret.stringValue,
    count: whenSaid(facebookClientId),
  });
  declareSamlPartner(scope, variables, webAppId);
}

/** Another company's SAML identity provider, and the rule that sends users of its domain there. */
function declareSamlPartner(scope: Construct, variables: Variables, webAppId: string): void {
  const { name, samlIssuer, samlSsoUrl, samlCertificate, idpDomain } = variables;
  const partner = [samlIssuer, samlSsoUrl, samlCertificate];
  new IdpSamlKey(scope, 'partner_key', {
    x5C: [samlCertificate.stringValue],
    count: whenSaid(...partner),
  });
  new IdpSaml(scope, 'partner', {
    ...people,
    name: `${name.stringValue} partner`,
    issuer: samlIssuer.stringValue,
    ssoUrl: samlSsoUrl.stringValue,
    ssoDestination: samlSsoUrl.stringValue,
    ssoBinding: 'HTTP-REDIRECT',
    acsType: 'INSTANCE',
    kid: '${okta_idp_saml_key.partner_key[0].id}',
    count: whenSaid(...partner),
  });
  const discovery = new DataOktaPolicy(scope, 'idp_discovery', {
    name: 'Idp Discovery Policy',
    type: 'IDP_DISCOVERY',
  });
  new PolicyRuleIdpDiscovery(scope, 'partner_domain', {
    policyId: discovery.id,
    name: `${name.stringValue} partner domain`,
    priority: 1,
    appInclude: [{ id: webAppId, type: 'APP' }], // the rest of the org does not concern the demo
    userIdentifierType: 'IDENTIFIER',
    userIdentifierPatterns: [{ matchType: 'SUFFIX', value: idpDomain.stringValue }],
    idpProviders: [{ id: '${okta_idp_saml.partner[0].id}', type: 'SAML2' }],
    count: whenSaid(...partner, idpDomain),
  });
}

/** Ids of existing ones, for `.env`; empty for others. */
export const identityProviderOutputs = {
  okta_google_idp: '${join("", okta_idp_social.google[*].id)}',
  okta_facebook_idp: '${join("", okta_idp_social.facebook[*].id)}',
  okta_saml_idp: '${join("", okta_idp_saml.partner[*].id)}',
};

/**
 * Path of the app's embed link, where the Classic engine continues after IdP discovery. The last part is set by
 * Okta.
 */
export const requestContext = (clientId: string): string =>
  `/home/oidc_client/${clientId}/aln177a159h7Zf52X0g8`;
