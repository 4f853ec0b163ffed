import { authnRoutes } from '../sign-in/classic/routes.ts';
import type { Route } from './kernel/route.ts';
import { agentConnectionRoutes } from './agents/agent-connections.ts';
import { agentKeyRoutes } from './agents/agent-keys.ts';
import { agentRoutes } from './agents/agents.ts';
import { delegationLinkRoutes } from './agents/delegation-links.ts';
import { apiTokenRoutes } from './org/api-tokens.ts';
import { appAssignmentRoutes } from './apps/app-assignments.ts';
import { appGrantRoutes } from './apps/app-grants.ts';
import { appIdTokenRoutes } from './apps/app-id-token.ts';
import { appKeyRoutes } from './apps/app-keys.ts';
import { appRoutes } from './apps/apps.ts';
import { authenticatorMethodRoutes } from './factors/authenticator-methods.ts';
import { aaguidRoutes } from './factors/aaguids.ts';
import { appLogoRoutes } from './apps/app-logo.ts';
import { authenticatorRoutes } from './factors/authenticators.ts';
import { orgFactorRoutes } from './factors/org-factors.ts';
import { authorizationServerRoutes } from './servers/authorization-servers.ts';
import { clientSecretRoutes } from './apps/client-secrets.ts';
import { behaviorRoutes } from './policies/behaviors.ts';
import { deviceAssuranceRoutes } from './policies/device-assurances.ts';
import { brandThemeRoutes } from './org/brand-themes.ts';
import { brandRoutes } from './org/brands.ts';
import { emailDomainRoutes } from './org/email-domains.ts';
import { featureRoutes } from './org/features.ts';
import { federatedClaimRoutes } from './apps/federated-claims.ts';
import { eventHookRoutes } from './hooks/event-hooks.ts';
import { factorRoutes } from './factors/factors.ts';
import { groupOwnerRoutes } from './groups/group-owners.ts';
import { groupRoutes } from './groups/groups.ts';
import { groupRuleRoutes } from './groups/group-rules.ts';
import { interclientTrustRoutes } from './apps/interclient-trust.ts';
import { idpKeyRoutes } from './idps/idp-keys.ts';
import { idpRoutes } from './idps/idps.ts';
import { hookKeyRoutes } from './hooks/hook-keys.ts';
import { inlineHookRoutes } from './hooks/inline-hooks.ts';
import { linkedObjectRoutes } from './people/linked-objects.ts';
import { logRoutes } from './log/logs.ts';
import { mappingRoutes } from './people/mappings.ts';
import { globalTokenRevocationRoutes } from './people/global-token-revocation.ts';
import { oauthClientRoutes } from './apps/oauth-clients.ts';
import { attackProtectionRoutes } from './org/attack-protection.ts';
import { orgRoutes } from './org/org.ts';
import { policyRoutes } from './policies/policies.ts';
import { policyMappingRoutes } from './policies/policy-mappings.ts';
import { policySimulationRoutes } from './policies/simulate.ts';
import { policyRuleRoutes } from './policies/policy-rules.ts';
import { roleTargetRoutes } from './org/role-targets.ts';
import { roleAssigneeRoutes } from './org/role-assignees.ts';
import { roleRoutes } from './org/roles.ts';
import { schemaRoutes } from './people/schemas.ts';
import { serverClaimRoutes } from './servers/server-claims.ts';
import { serverPolicyRoutes } from './servers/server-policies.ts';
import { serverScopeRoutes } from './servers/server-scopes.ts';
import { sessionRoutes } from './org/sessions.ts';
import { trustedServerRoutes } from './servers/trusted-servers.ts';
import { trustedOriginRoutes } from './org/trusted-origins.ts';
import { userCredentialRoutes } from './people/user-credentials.ts';
import { userGrantRoutes } from './people/user-grants.ts';
import { userTokenRoutes } from './people/user-tokens.ts';
import { serverClientRoutes } from './servers/server-clients.ts';
import { userLifecycleRoutes } from './people/user-lifecycle.ts';
import { userRelationRoutes } from './people/user-relations.ts';
import { userRoutes } from './people/users.ts';
import { userTypeRoutes } from './people/user-types.ts';
import { zoneRoutes } from './org/zones.ts';

/** Every endpoint of the Management API that the sandbox has, by resource. */
export const routes: readonly Route[] = [
  ...orgRoutes,
  ...attackProtectionRoutes,
  ...authnRoutes,
  ...userRoutes,
  ...userLifecycleRoutes,
  ...userCredentialRoutes,
  ...userRelationRoutes,
  ...roleRoutes,
  ...roleAssigneeRoutes,
  ...roleTargetRoutes,
  ...groupRoutes,
  ...appRoutes,
  ...appAssignmentRoutes,
  ...appGrantRoutes,
  ...appIdTokenRoutes,
  ...appLogoRoutes,
  ...schemaRoutes,
  ...linkedObjectRoutes,
  ...authorizationServerRoutes,
  ...trustedServerRoutes,
  ...serverScopeRoutes,
  ...serverClaimRoutes,
  ...serverPolicyRoutes,
  ...trustedOriginRoutes,
  ...brandRoutes,
  ...brandThemeRoutes,
  ...emailDomainRoutes,
  ...featureRoutes,
  ...federatedClaimRoutes,
  ...interclientTrustRoutes,
  ...eventHookRoutes,
  ...appKeyRoutes,
  ...clientSecretRoutes,
  ...oauthClientRoutes,
  ...userTypeRoutes,
  ...groupOwnerRoutes,
  ...groupRuleRoutes,
  ...policyRoutes,
  ...policySimulationRoutes,
  ...policyRuleRoutes,
  ...policyMappingRoutes,
  ...authenticatorRoutes,
  ...authenticatorMethodRoutes,
  ...aaguidRoutes,
  ...orgFactorRoutes,
  ...factorRoutes,
  ...userGrantRoutes,
  ...userTokenRoutes,
  ...serverClientRoutes,
  ...sessionRoutes,
  ...idpRoutes,
  ...idpKeyRoutes,
  ...mappingRoutes,
  ...inlineHookRoutes,
  ...hookKeyRoutes,
  ...globalTokenRevocationRoutes,
  ...zoneRoutes,
  ...behaviorRoutes,
  ...deviceAssuranceRoutes,
  ...logRoutes,
  ...apiTokenRoutes,
  ...agentRoutes,
  ...agentKeyRoutes,
  ...agentConnectionRoutes,
  ...delegationLinkRoutes,
];
