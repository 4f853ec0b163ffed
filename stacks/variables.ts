import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';

/** The inputs of the demo org. Each has a value that suits the sandbox, except where only the caller can know. */
export interface Variables {
  orgUrl: TerraformVariable;
  appUrl: TerraformVariable;
  audience: TerraformVariable;
  name: TerraformVariable;
  adminGroup: TerraformVariable;
  premiumGroup: TerraformVariable;
  eventHook: TerraformVariable;
  eventHookSecret: TerraformVariable;
  signOnPolicy: TerraformVariable;
  googleClientId: TerraformVariable;
  googleClientSecret: TerraformVariable;
  facebookClientId: TerraformVariable;
  facebookClientSecret: TerraformVariable;
  samlIssuer: TerraformVariable;
  samlSsoUrl: TerraformVariable;
  samlCertificate: TerraformVariable;
  idpDomain: TerraformVariable;
}

/** An input that switches something on when it is given. */
const optional = (scope: Construct, name: string, description: string, sensitive = false) =>
  new TerraformVariable(scope, name, {
    type: 'string',
    default: '',
    description,
    ...(sensitive && { sensitive }),
  });

/** Declares the Terraform variables on `scope`; the name in Terraform is the first argument of each. */
export function declareVariables(scope: Construct): Variables {
  return {
    orgUrl: new TerraformVariable(scope, 'org_url', {
      type: 'string',
      description: 'URL of the Okta org, without a slash at the end; the issuer of OAuth for Okta scopes.',
    }),
    appUrl: new TerraformVariable(scope, 'app_url', {
      type: 'string',
      default: 'http://localhost:5000',
      description: 'Where people open the shop, without a slash at the end.',
    }),
    audience: new TerraformVariable(scope, 'audience', {
      type: 'string',
      default: 'http://localhost:5000',
      description: "The `aud` of access tokens: what the shop's API expects.",
    }),
    name: new TerraformVariable(scope, 'name', {
      type: 'string',
      default: 'Okta Multidemo',
      description: 'Label of the web app; the other names begin with it.',
    }),
    adminGroup: new TerraformVariable(scope, 'admin_group', {
      type: 'string',
      default: 'Admin',
      description: 'Group whose members administer the shop.',
    }),
    premiumGroup: new TerraformVariable(scope, 'premium_group', {
      type: 'string',
      default: 'Premium',
      description: 'Group whose members see premium products.',
    }),
    eventHook: new TerraformVariable(scope, 'event_hook', {
      type: 'bool',
      default: true,
      description:
        'Whether Okta sends events to the shop. An org in the cloud needs an https URL that it can reach.',
    }),
    eventHookSecret: new TerraformVariable(scope, 'event_hook_secret', {
      type: 'string',
      sensitive: true,
      description: 'What Okta sends in the Authorization header of every event.',
    }),
    signOnPolicy: new TerraformVariable(scope, 'sign_on_policy', {
      type: 'bool',
      default: true,
      description: 'Whether the app gets a sign-on policy of its own, password only. False on a Classic org.',
    }),
    googleClientId: optional(scope, 'google_client_id', 'Client ID at Google; switches its button on.'),
    googleClientSecret: optional(scope, 'google_client_secret', 'Client secret at Google.', true),
    facebookClientId: optional(scope, 'facebook_client_id', 'App ID at Facebook; switches its button on.'),
    facebookClientSecret: optional(scope, 'facebook_client_secret', 'App secret at Facebook.', true),
    samlIssuer: optional(scope, 'saml_issuer', "Issuer (entity ID) of the partner's SAML identity provider."),
    samlSsoUrl: optional(scope, 'saml_sso_url', 'Where it takes authentication requests.'),
    samlCertificate: optional(scope, 'saml_certificate', 'The certificate it signs with: DER in base64.'),
    idpDomain: optional(scope, 'idp_domain', 'E-mail domain whose people sign in at the partner.'),
  };
}
