import { z } from 'zod';
import type { Mapping } from '../../org/idps/model.ts';
import type { Org } from '../../org/org.ts';
import { pageById } from '../kernel/paging.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { parseBody } from '../kernel/validate.ts';

const path = '/api/v1/mappings';

/** How attributes go between profiles. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/ProfileMapping/ */
export const mappingRoutes: readonly Route[] = [
  {
    method: 'GET',
    path,
    name: 'listProfileMappings',
    scope: 'okta.profileMappings.read',
    handle: listMappings,
  },
  {
    method: 'GET',
    path: `${path}/:mappingId`,
    name: 'getProfileMapping',
    scope: 'okta.profileMappings.read',
    handle: getMapping,
  },
  {
    method: 'POST',
    path: `${path}/:mappingId`,
    name: 'updateProfileMapping',
    scope: 'okta.profileMappings.manage',
    handle: changeMapping,
  },
];

function presentInList(org: Org, mapping: Mapping): Record<string, unknown> {
  return {
    id: mapping.id,
    source: presentEnd(org, mapping.sourceId, mapping.sourceName, mapping.sourceType),
    target: presentEnd(org, mapping.targetId, mapping.targetName, mapping.targetType),
    _links: { self: { href: `${org.url}${path}/${mapping.id}` } },
  };
}

const presentMapping = (org: Org, mapping: Mapping): Record<string, unknown> => ({
  ...presentInList(org, mapping),
  properties: mapping.properties,
});

function presentEnd(org: Org, id: string, name: string, type: string): Record<string, unknown> {
  const api = `${org.url}/api/v1`;
  return {
    id,
    name,
    type,
    _links:
      type === 'user'
        ? {
            self: { href: `${api}/meta/types/user/${id}` },
            schema: { href: `${api}/meta/schemas/user/${id.replace(/^oty/, 'osc')}` },
          }
        : { self: { href: `${api}/apps/${id}` }, schema: { href: `${api}/meta/schemas/apps/${id}/default` } },
  };
}

function listMappings(org: Org, request: ApiRequest): Answer {
  const { query } = request;
  const [sourceId, targetId] = [query.get('sourceId'), query.get('targetId')];
  const mappings = org.mappings
    .all()
    .filter(
      (mapping) =>
        (!sourceId || mapping.sourceId === sourceId) && (!targetId || mapping.targetId === targetId),
    );
  return pageById(org, request, mappings, (mapping) => presentInList(org, mapping), 20, 200);
}

function getMapping(org: Org, request: ApiRequest): Answer {
  return ok(presentMapping(org, org.mappings.require(request.param('mappingId'))));
}

const schema = z.object({
  properties: z.record(
    z.string().max(100),
    z.object({ expression: z.string().max(4096), pushStatus: z.enum(['PUSH', 'DONT_PUSH']) }).nullable(),
  ),
});

/** Null takes an attribute out of the mapping. */
function changeMapping(org: Org, request: ApiRequest): Answer {
  const mapping = org.mappings.require(request.param('mappingId'));
  const { properties } = parseBody(schema, request.body, 'mapping');
  const merged = Object.entries({ ...mapping.properties, ...properties }).filter(
    ([, value]) => value !== null,
  );
  const updated = org.mappings.update(mapping, {
    properties: Object.fromEntries(merged) as Mapping['properties'],
  });
  return ok(presentMapping(org, updated));
}
