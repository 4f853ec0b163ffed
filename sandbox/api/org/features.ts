import { notFound } from '../../org/kernel/errors.ts';
import type { ApiRequest, Route } from '../kernel/route.ts';
import { ok } from '../kernel/route.ts';

const path = '/api/v1/features';
const one = `${path}/:featureId`;

const unknown = (request: ApiRequest): never => {
  throw notFound(request.param('featureId'), 'Feature');
};

/**
 * Self-service features. The sandbox has none to switch: what it has is on, and what it does not have says so.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Feature/
 */
export const featureRoutes: readonly Route[] = [
  { method: 'GET', path, name: 'listFeatures', scope: 'okta.features.read', handle: () => ok([]) },
  {
    method: 'GET',
    path: one,
    name: 'getFeature',
    scope: 'okta.features.read',
    handle: (_org, request) => unknown(request),
  },
  {
    method: 'GET',
    path: `${one}/dependencies`,
    name: 'listFeatureDependencies',
    scope: 'okta.features.read',
    handle: (_org, request) => unknown(request),
  },
  {
    method: 'GET',
    path: `${one}/dependents`,
    name: 'listFeatureDependents',
    scope: 'okta.features.read',
    handle: (_org, request) => unknown(request),
  },
  {
    method: 'POST',
    path: `${one}/:lifecycle`,
    name: 'updateFeatureLifecycle',
    scope: 'okta.features.manage',
    handle: (_org, request) => unknown(request),
  },
];
