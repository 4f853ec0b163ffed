import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * The inputs of the demo org. Each has a default that suits the sandbox, unless only the caller can know it.
 */
export interface Variables {
  orgUrl: TerraformVariable;
  appUrl: TerraformVariable;
  audience: TerraformVariable;
  name: TerraformVariable;
  appLabel: TerraformVariable;
  adminGroup: TerraformVariable;
  premiumGroup: TerraformVariable;
  eventHook: TerraformVariable;
  eventHookSecret: TerraformVariable;
  tokenHook: TerraformVariable;
  tokenHookSecret: TerraformVariable;
  par: TerraformVariable;
  dpop: TerraformVariable;
  fulfilment: TerraformVariable;
  assistant: TerraformVariable;
  signOnPolicy: TerraformVariable;
  googleClientId: TerraformVariable;
  googleClientSecret: TerraformVariable;
  facebookClientId: TerraformVariable;
  facebookClientSecret: TerraformVariable;
  samlIssuer: TerraformVariable;
  samlSsoUrl: TerraformVariable;
  samlCertificate: TerraformVariable;
  idpDomain: TerraformVariable;
  sampleAppUrl: TerraformVariable;
}

/** An input that enables something if it is set. */
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
      description: 'URL of the Okta org, without a trailing slash; the issuer of OAuth for Okta scopes.',
    }),
    appUrl: new TerraformVariable(scope, 'app_url', {
      type: 'string',
      default: 'http://localhost:5000',
      description: 'Address of the shop, without a trailing slash.',
    }),
    audience: new TerraformVariable(scope, 'audience', {
      type: 'string',
      default: 'http://localhost:5000',
      description: "The `aud` of access tokens: what the shop's API expects.",
    }),
    name: new TerraformVariable(scope, 'name', {
      type: 'string',
      default: 'Okta Multidemo',
      description: 'Name of the authorization server and prefix of other names.',
    }),
    appLabel: new TerraformVariable(scope, 'app_label', {
      type: 'string',
      default: 'Okta Multidemo',
      description: 'Label of the web app, on its tile and where people sign in to it.',
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
    tokenHook: new TerraformVariable(scope, 'token_hook', {
      type: 'bool',
      default: false,
      description:
        'Whether Okta asks the shop for a claim before it signs tokens. Needs an https URL that Okta can reach.',
    }),
    tokenHookSecret: optional(
      scope,
      'token_hook_secret',
      'What Okta sends in the Authorization header of these requests.',
      true,
    ),
    par: new TerraformVariable(scope, 'par', {
      type: 'bool',
      default: false,
      description:
        'Whether the shop pushes its authorization requests (RFC 9126). Changes nothing in the org.',
    }),
    dpop: new TerraformVariable(scope, 'dpop', {
      type: 'bool',
      default: false,
      description:
        'Whether the shop binds its tokens to a key (RFC 9449). init sets the app accordingly: the oldest supported provider cannot.',
    }),
    fulfilment: new TerraformVariable(scope, 'fulfilment', {
      type: 'bool',
      default: false,
      description: "Whether the shop's API calls a second API with exchanged tokens, the fulfilment service.",
    }),
    assistant: new TerraformVariable(scope, 'assistant', {
      type: 'bool',
      default: false,
      description:
        'Whether an AI agent uses the shop for its users. init and serve make the agent: the provider has no resource for it.',
    }),
    signOnPolicy: new TerraformVariable(scope, 'sign_on_policy', {
      type: 'bool',
      default: true,
      description: 'Whether the app gets its own, password-only sign-on policy. False on a Classic org.',
    }),
    googleClientId: optional(scope, 'google_client_id', 'Client ID at Google; enables its button.'),
    googleClientSecret: optional(scope, 'google_client_secret', 'Client secret at Google.', true),
    facebookClientId: optional(scope, 'facebook_client_id', 'App ID at Facebook; enables its button.'),
    facebookClientSecret: optional(scope, 'facebook_client_secret', 'App secret at Facebook.', true),
    samlIssuer: optional(scope, 'saml_issuer', "Issuer (entity ID) of the partner's SAML identity provider."),
    samlSsoUrl: optional(scope, 'saml_sso_url', 'Where it accepts authentication requests.'),
    samlCertificate: optional(scope, 'saml_certificate', 'The certificate it signs with: DER in base64.'),
    idpDomain: optional(scope, 'idp_domain', 'Email domain whose users sign in at the partner.'),
    sampleAppUrl: optional(
      scope,
      'sample_app_url',
      'Address of the sample third-party app, without a trailing slash; lets it sign users in by SAML.',
    ),
  };
}
