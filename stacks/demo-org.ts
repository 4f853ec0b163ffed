import { EventHook } from '@cdktf/provider-okta/lib/event-hook/index.js';
import { OktaProvider } from '@cdktf/provider-okta/lib/provider/index.js';
import { TrustedOrigin } from '@cdktf/provider-okta/lib/trusted-origin/index.js';
import { conditional, LocalBackend, TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { declareAccessPolicies, declareAuthServer } from './auth-server.ts';
import { declareFulfilment, fulfilmentOutputs } from './fulfilment.ts';
import { declareGroups } from './groups.ts';
import { declareIdentityProviders, identityProviderOutputs, requestContext } from './identity-providers.ts';
import { declareOutputs, secret } from './outputs.ts';
import { declareSampleApp, sampleAppOutputs } from './sample-app.ts';
import { declareSignOnPolicy } from './sign-on-policy.ts';
import { declareTokenHook } from './token-hook.ts';
import { declareVariables } from './variables.ts';
import type { Variables } from './variables.ts';
import {
  declareBatchApp,
  declareEntitlements,
  declareTvApp,
  declareWebApp,
  grantO4oScopes,
  o4oScopes,
} from './web-app.ts';

/**
 * The imported classes were generated from the first one; tests apply the stack with the first and with 6.12.0.
 */
const providerVersions = '>= 4.20.0, < 7.0.0';

/** Events shown on the Events page, and those that end a user's sessions in the shop. */
const events = [
  'application.user_membership.add',
  'user.authentication.universal_logout',
  'user.lifecycle.create',
  'user.lifecycle.deactivate',
  'user.lifecycle.delete.initiated',
  'user.lifecycle.suspend',
  'user.session.clear',
  'user.session.end',
  'user.session.start',
];

/**
 * The demo org, declared once: everything that the shop needs in an Okta org. Contains no credentials; the
 * provider takes them from the environment (OKTA_API_TOKEN, or OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY).
 */
export class DemoOrg extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new LocalBackend(this, { path: 'terraform.tfstate' });
    new OktaProvider(this, 'okta', {});
    this.addOverride('terraform.required_providers.okta.version', providerVersions);

    const variables = declareVariables(this);
    const groups = declareGroups(this, variables);
    const signOnPolicy = declareSignOnPolicy(this, variables);
    const web = declareWebApp(this, variables, signOnPolicy);
    const tv = declareTvApp(this, variables, signOnPolicy, groups);
    const batch = declareBatchApp(this, variables);
    declareEntitlements(this, web, groups);
    grantO4oScopes(this, variables, web);
    const app = variables.appUrl.stringValue;
    new TrustedOrigin(this, 'app', {
      name: `${variables.name.stringValue} ${app}`, // unique in an org, as the origin is
      origin: app,
      scopes: ['CORS', 'REDIRECT'],
    });
    const shop = declareAuthServer(this, variables);
    const tokenHookId = declareTokenHook(this, variables);
    const policies = declareAccessPolicies(this, variables, shop, {
      tokenHookId,
      web: web.clientId,
      batch: batch.clientId,
      tv: tv.clientId,
      adminGroup: groups.admin.id,
    });
    declareFulfilment(this, variables, shop.server);
    declareEventHook(this, variables);
    declareIdentityProviders(this, variables, web.id);
    declareSampleApp(this, variables, signOnPolicy, groups);

    declareOutputs(this, {
      app_url: app,
      okta_base_url: variables.orgUrl.stringValue,
      okta_issuer: shop.server.issuer,
      okta_audience: variables.audience.stringValue,
      okta_client_id: web.clientId,
      okta_client_secret: secret(web.clientSecret),
      okta_o4o_scopes: o4oScopes.join(','),
      okta_service_client_id: batch.clientId,
      okta_service_client_secret: secret(batch.clientSecret),
      okta_tv_client_id: tv.clientId,
      okta_event_hook_secret: secret(variables.eventHookSecret.stringValue),
      okta_par: variables.par.stringValue,
      okta_dpop: variables.dpop.stringValue,
      okta_token_hook_secret: secret(variables.tokenHookSecret.stringValue),
      ...identityProviderOutputs,
      ...sampleAppOutputs,
      okta_idp_request_context: requestContext(web.clientId),
      ff_developer: 'true',
      ff_developer_cc_policy_id: policies.developerMachines.id,
      ff_developer_pkce_policy_id: policies.developerPkce.id,
      ff_portfolio: 'true',
      ff_portfolio_client_group: groups.everyone.id,
      ff_events: variables.eventHook.stringValue,
      ff_events_hook_id: '${join("", okta_event_hook.events[*].id)}', // declared at most once
      ff_token_hook: variables.tokenHook.stringValue,
      ...fulfilmentOutputs(variables.fulfilment),
      ff_assistant: variables.assistant.stringValue,
    });
  }
}

function declareEventHook(scope: Construct, { appUrl, name, eventHook, eventHookSecret }: Variables): void {
  new EventHook(scope, 'events', {
    name: `${name.stringValue} events`,
    events,
    channel: { type: 'HTTP', version: '1.0.0', uri: `${appUrl.stringValue}/api/events` },
    auth: { type: 'HEADER', key: 'Authorization', value: eventHookSecret.stringValue },
    count: Token.asNumber(conditional(eventHook.value, 1, 0)),
  });
}
