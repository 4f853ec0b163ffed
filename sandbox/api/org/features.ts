import type { Route } from '../kernel/route.ts';
import { ok } from '../kernel/route.ts';

/**
 * Self-service features. The sandbox has none to switch: what it has is on, and what it does not have says so.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Feature/
 */
export const featureRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v1/features',
    name: 'listFeatures',
    scope: 'okta.features.read',
    handle: () => ok([]),
  },
];
