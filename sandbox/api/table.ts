import { authnRoutes } from '../authn/routes.ts';
import { appAssignmentRoutes } from './app-assignments.ts';
import { appGrantRoutes } from './app-grants.ts';
import { appIdTokenRoutes } from './app-id-token.ts';
import { appRoutes } from './apps.ts';
import { authorizationServerRoutes } from './authorization-servers.ts';
import { eventHookRoutes } from './event-hooks.ts';
import { groupRoutes } from './groups.ts';
import { orgRoutes } from './org.ts';
import { roleRoutes } from './roles.ts';
import type { Route } from './route.ts';
import { schemaRoutes } from './schemas.ts';
import { serverClaimRoutes } from './server-claims.ts';
import { serverPolicyRoutes } from './server-policies.ts';
import { serverScopeRoutes } from './server-scopes.ts';
import { trustedOriginRoutes } from './trusted-origins.ts';
import { userCredentialRoutes } from './user-credentials.ts';
import { userLifecycleRoutes } from './user-lifecycle.ts';
import { userRelationRoutes } from './user-relations.ts';
import { userRoutes } from './users.ts';

/** Every endpoint of the Management API that the sandbox has, by resource. */
export const routes: readonly Route[] = [
  ...orgRoutes,
  ...authnRoutes,
  ...userRoutes,
  ...userLifecycleRoutes,
  ...userCredentialRoutes,
  ...userRelationRoutes,
  ...roleRoutes,
  ...groupRoutes,
  ...appRoutes,
  ...appAssignmentRoutes,
  ...appGrantRoutes,
  ...appIdTokenRoutes,
  ...schemaRoutes,
  ...authorizationServerRoutes,
  ...serverScopeRoutes,
  ...serverClaimRoutes,
  ...serverPolicyRoutes,
  ...trustedOriginRoutes,
  ...eventHookRoutes,
];
