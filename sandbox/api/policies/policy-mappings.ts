import { z } from 'zod';
import { invalid, notFound } from '../../org/kernel/errors.ts';
import type { App } from '../../org/apps/model.ts';
import type { Policy } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { appsUnder, isAppPolicyType, putUnder } from '../../org/policies/app-policies.ts';
import { pageById } from '../kernel/paging.ts';
import { policyOf } from './policies.ts';
import { presentApp } from '../apps/present-app.ts';
import { link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, noContent, ok } from '../kernel/route.ts';
import { parseBody } from '../kernel/validate.ts';

const path = '/api/v1/policies/:policyId';
const mappings = `${path}/mappings`;
const read = 'okta.policies.read';
const manage = 'okta.policies.manage';

/** Which apps obey an access policy or a profile enrollment policy. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Policy/ */
export const policyMappingRoutes: readonly Route[] = [
  { method: 'GET', path: `${path}/app`, name: 'listPolicyApps', scope: read, handle: listApps },
  { method: 'GET', path: mappings, name: 'listPolicyMappings', scope: read, handle: listPolicyMappings },
  { method: 'POST', path: mappings, name: 'mapResourceToPolicy', scope: manage, handle: mapPolicy },
  {
    method: 'GET',
    path: `${mappings}/:mappingId`,
    name: 'getPolicyMapping',
    scope: read,
    handle: getPolicyMapping,
  },
  {
    method: 'DELETE',
    path: `${mappings}/:mappingId`,
    name: 'deletePolicyResourceMapping',
    scope: manage,
    handle: removePolicyMapping,
  },
];

const appsOf = (org: Org, request: ApiRequest): App[] => appsUnder(org, policyOf(org, request));

function listApps(org: Org, request: ApiRequest): Answer {
  return pageById(org, request, appsOf(org, request), (app) => presentApp(org, app));
}

/** An app obeys one policy of a type, so the app's id names the mapping. */
const presentPolicyMapping = (org: Org, { id }: App, { id: policyId }: Policy): Record<string, unknown> => {
  const policy = `${org.url}/api/v1/policies/${policyId}`;
  return {
    id,
    _links: {
      application: link(`${org.url}/api/v1/apps/${id}`),
      policy: link(policy),
      self: link(`${policy}/mappings/${id}`, 'GET', 'DELETE'),
    },
  };
};

function listPolicyMappings(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  return ok(appsUnder(org, policy).map((app) => presentPolicyMapping(org, app, policy)));
}

const schema = z.object({ resourceId: z.string(), resourceType: z.enum(['APP']) });

function mapPolicy(org: Org, request: ApiRequest): Answer {
  const policy = policyOf(org, request);
  const { resourceId } = parseBody(schema, request.body, 'policyMapping');
  return ok(presentPolicyMapping(org, assignAccessPolicy(org, org.apps.require(resourceId), policy), policy));
}

/** @throws OktaError 400 when apps do not obey policies of its type */
export function assignAccessPolicy(org: Org, app: App, policy: Policy): App {
  if (!isAppPolicyType(policy.type))
    throw invalid('policyId', ['policyId: Policies of this type cannot be assigned to an app.']);
  return putUnder(org, app, policy.type, policy);
}

function mappedApp(org: Org, request: ApiRequest): App {
  const id = request.param('mappingId');
  const app = appsOf(org, request).find((candidate) => candidate.id === id);
  if (!app) throw notFound(id, 'PolicyMapping');
  return app;
}

function getPolicyMapping(org: Org, request: ApiRequest): Answer {
  return ok(presentPolicyMapping(org, mappedApp(org, request), policyOf(org, request)));
}

/** An app that loses its policy obeys the org's own. */
function removePolicyMapping(org: Org, request: ApiRequest): Answer {
  const { type } = policyOf(org, request);
  if (isAppPolicyType(type)) putUnder(org, mappedApp(org, request), type);
  return noContent();
}
