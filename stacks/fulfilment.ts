import { AppOauth } from '@cdktf/provider-okta/lib/app-oauth/index.js';
import { AuthServerPolicyRule } from '@cdktf/provider-okta/lib/auth-server-policy-rule/index.js';
import { AuthServerPolicy } from '@cdktf/provider-okta/lib/auth-server-policy/index.js';
import { AuthServerScope } from '@cdktf/provider-okta/lib/auth-server-scope/index.js';
import { AuthServer } from '@cdktf/provider-okta/lib/auth-server/index.js';
import { TrustedServer } from '@cdktf/provider-okta/lib/trusted-server/index.js';
import { conditional, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { secret } from './outputs.ts';
import type { Variables } from './variables.ts';

const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const scopeName = 'deliveries:create';
const serverId = '${okta_auth_server.fulfilment_server[0].id}';

/**
 * The fulfilment service, a second API that the shop's API calls on behalf of its users: its own authorization server, which
 * trusts the shop's, and a service app that exchanges tokens. Optional, so everything has a count.
 * https://developer.okta.com/docs/guides/set-up-token-exchange/main/
 */
export function declareFulfilment(
  scope: Construct,
  { name, fulfilment }: Variables,
  shopServer: AuthServer,
): void {
  const count = Token.asNumber(conditional(fulfilment.value, 1, 0));
  const called = `${name.stringValue} fulfilment`;
  new AuthServer(scope, 'fulfilment_server', {
    name: called,
    description: 'Issues the tokens of the fulfilment service',
    audiences: ['api://fulfilment'],
    issuerMode: 'ORG_URL',
    count,
  });
  const ready = new AuthServerScope(scope, 'deliveries_create', {
    authServerId: serverId,
    name: scopeName,
    displayName: 'Plan a delivery',
    description: 'Plan the delivery of an order',
    consent: 'IMPLICIT',
    metadataPublish: 'ALL_CLIENTS',
    count,
  });
  new TrustedServer(scope, 'fulfilment_trusts_shop', {
    authServerId: serverId,
    trusted: [shopServer.id],
    count,
  });
  new AppOauth(scope, 'fulfilment_client', {
    label: called,
    type: 'service',
    // Terraform's provider requires client_credentials for service apps; no access policy allows it here.
    grantTypes: ['client_credentials', tokenExchange],
    responseTypes: ['token'],
    issuerMode: 'ORG_URL',
    consentMethod: 'TRUSTED',
    tokenEndpointAuthMethod: 'client_secret_basic',
    count,
  });
  new AuthServerPolicy(scope, 'fulfilment_policy', {
    authServerId: serverId,
    name: 'On behalf of people',
    description: 'The shop’s API, for the person whose token it exchanges',
    priority: 1,
    clientWhitelist: ['${okta_app_oauth.fulfilment_client[0].client_id}'],
    count,
  });
  new AuthServerPolicyRule(scope, 'fulfilment_exchange', {
    authServerId: serverId,
    policyId: '${okta_auth_server_policy.fulfilment_policy[0].id}',
    name: 'Token exchange',
    priority: 1,
    groupWhitelist: ['EVERYONE'],
    grantTypeWhitelist: [tokenExchange],
    scopeWhitelist: [scopeName],
    dependsOn: [ready],
    count,
  });
}

/** For `.env`; empty without the service. */
export const fulfilmentOutputs = (fulfilment: Variables['fulfilment']) => ({
  okta_fulfilment_issuer: '${join("", okta_auth_server.fulfilment_server[*].issuer)}',
  okta_fulfilment_client_id: '${join("", okta_app_oauth.fulfilment_client[*].client_id)}',
  okta_fulfilment_client_secret: secret('${join("", okta_app_oauth.fulfilment_client[*].client_secret)}'),
  ff_fulfilment: fulfilment.stringValue,
});
