import { authnRoutes } from '../authn/routes.ts';
import type { Route } from './route.ts';
import { apiTokenRoutes } from './api-tokens.ts';
import { appAssignmentRoutes } from './app-assignments.ts';
import { appGrantRoutes } from './app-grants.ts';
import { appIdTokenRoutes } from './app-id-token.ts';
import { appKeyRoutes } from './app-keys.ts';
import { appRoutes } from './apps.ts';
import { authenticatorMethodRoutes } from './authenticator-methods.ts';
import { authenticatorRoutes } from './authenticators.ts';
import { authorizationServerRoutes } from './authorization-servers.ts';
import { clientSecretRoutes } from './client-secrets.ts';
import { behaviorRoutes } from './behaviors.ts';
import { deviceAssuranceRoutes } from './device-assurances.ts';
import { brandRoutes } from './brands.ts';
import { eventHookRoutes } from './event-hooks.ts';
import { factorRoutes } from './factors.ts';
import { groupOwnerRoutes } from './group-owners.ts';
import { groupRoutes } from './groups.ts';
import { groupRuleRoutes } from './group-rules.ts';
import { idpKeyRoutes } from './idp-keys.ts';
import { idpRoutes } from './idps.ts';
import { inlineHookRoutes } from './inline-hooks.ts';
import { linkedObjectRoutes } from './linked-objects.ts';
import { logRoutes } from './logs.ts';
import { mappingRoutes } from './mappings.ts';
import { oauthClientRoutes } from './oauth-clients.ts';
import { orgRoutes } from './org.ts';
import { policyRoutes } from './policies.ts';
import { policyMappingRoutes } from './policy-mappings.ts';
import { policyRuleRoutes } from './policy-rules.ts';
import { roleTargetRoutes } from './role-targets.ts';
import { roleRoutes } from './roles.ts';
import { schemaRoutes } from './schemas.ts';
import { serverClaimRoutes } from './server-claims.ts';
import { serverPolicyRoutes } from './server-policies.ts';
import { serverScopeRoutes } from './server-scopes.ts';
import { sessionRoutes } from './sessions.ts';
import { trustedServerRoutes } from './trusted-servers.ts';
import { trustedOriginRoutes } from './trusted-origins.ts';
import { userCredentialRoutes } from './user-credentials.ts';
import { userGrantRoutes } from './user-grants.ts';
import { userTokenRoutes } from './user-tokens.ts';
import { userLifecycleRoutes } from './user-lifecycle.ts';
import { userRelationRoutes } from './user-relations.ts';
import { userRoutes } from './users.ts';
import { userTypeRoutes } from './user-types.ts';
import { zoneRoutes } from './zones.ts';

/** Every endpoint of the Management API that the sandbox has, by resource. */
export const routes: readonly Route[] = [
  ...orgRoutes,
  ...authnRoutes,
  ...userRoutes,
  ...userLifecycleRoutes,
  ...userCredentialRoutes,
  ...userRelationRoutes,
  ...roleRoutes,
  ...roleTargetRoutes,
  ...groupRoutes,
  ...appRoutes,
  ...appAssignmentRoutes,
  ...appGrantRoutes,
  ...appIdTokenRoutes,
  ...schemaRoutes,
  ...linkedObjectRoutes,
  ...authorizationServerRoutes,
  ...trustedServerRoutes,
  ...serverScopeRoutes,
  ...serverClaimRoutes,
  ...serverPolicyRoutes,
  ...trustedOriginRoutes,
  ...brandRoutes,
  ...eventHookRoutes,
  ...appKeyRoutes,
  ...clientSecretRoutes,
  ...oauthClientRoutes,
  ...userTypeRoutes,
  ...groupOwnerRoutes,
  ...groupRuleRoutes,
  ...policyRoutes,
  ...policyRuleRoutes,
  ...policyMappingRoutes,
  ...authenticatorRoutes,
  ...authenticatorMethodRoutes,
  ...factorRoutes,
  ...userGrantRoutes,
  ...userTokenRoutes,
  ...sessionRoutes,
  ...idpRoutes,
  ...idpKeyRoutes,
  ...mappingRoutes,
  ...inlineHookRoutes,
  ...zoneRoutes,
  ...behaviorRoutes,
  ...deviceAssuranceRoutes,
  ...logRoutes,
  ...apiTokenRoutes,
];
