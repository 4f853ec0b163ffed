import type { OrgReader } from '../management-api.ts';
import type { Fields } from '../value.ts';
import { appGroupAssignments, appOauthApiScope, appUserSchemaProperty } from './app-access.ts';
import { appOauth } from './app-oauth.ts';
import { appSaml } from './app-saml.ts';
import {
  authServer,
  authServerClaim,
  authServerPolicy,
  authServerPolicyRule,
  authServerScope,
} from './auth-server.ts';
import { group, readGroup } from './group.ts';
import { idpSaml, idpSamlKey, idpSocial, policyRuleIdpDiscovery, readPolicy } from './identity-providers.ts';
import type { Kind } from './kind.ts';
import { appSignonPolicy, appSignonPolicyRule } from './sign-on-policy.ts';
import { eventHook, inlineHook, trustedOrigin } from './org.ts';
import { trustedServer } from './trusted-server.ts';

/** All resource types that the direct engine supports. */
export const kinds: Record<string, Kind> = {
  okta_app_group_assignments: appGroupAssignments,
  okta_app_oauth: appOauth,
  okta_app_oauth_api_scope: appOauthApiScope,
  okta_app_saml: appSaml,
  okta_app_signon_policy: appSignonPolicy,
  okta_app_signon_policy_rule: appSignonPolicyRule,
  okta_app_user_schema_property: appUserSchemaProperty,
  okta_auth_server: authServer,
  okta_auth_server_claim: authServerClaim,
  okta_auth_server_policy: authServerPolicy,
  okta_auth_server_policy_rule: authServerPolicyRule,
  okta_auth_server_scope: authServerScope,
  okta_event_hook: eventHook,
  okta_group: group,
  okta_idp_saml: idpSaml,
  okta_idp_saml_key: idpSamlKey,
  okta_idp_social: idpSocial,
  okta_inline_hook: inlineHook,
  okta_policy_rule_idp_discovery: policyRuleIdpDiscovery,
  okta_trusted_origin: trustedOrigin,
  okta_trusted_server: trustedServer,
};

/** All data sources that it can read. */
export const dataSources: Record<string, (api: OrgReader, attributes: Fields) => Promise<Fields>> = {
  okta_group: readGroup,
  okta_policy: readPolicy,
};
