import { z } from 'zod';
import { accessDenied, invalid } from '../../org/kernel/errors.ts';
import type { NetworkZone } from '../../org/idps/model.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { crudRoutes } from '../kernel/crud.ts';
import { filterOf, pathReader } from '../kernel/filter.ts';
import { pageById } from '../kernel/paging.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { optional, parseBody, status, text } from '../kernel/validate.ts';
import { zoneSettings, zoneSettingsSchema } from './zone-settings.ts';

const path = '/api/v1/zones';
const scopes = { read: 'okta.networkZones.read', manage: 'okta.networkZones.manage' };

/** Network zones. @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/ */
export const zoneRoutes: readonly Route[] = [
  ...crudRoutes<NetworkZone>({
    path,
    param: 'zoneId',
    names: [
      'listNetworkZones',
      'createNetworkZone',
      'getNetworkZone',
      'replaceNetworkZone',
      'deleteNetworkZone',
    ],
    scopes,
    find: (org, id) => org.zones.require(id),
    list: listZones,
    create: (org, request) => org.zones.create({ ...parseZone(org, request), system: false }),
    replace: (org, request, current) => org.zones.update(current, parseZone(org, request, current)),
    remove: (org, _request, zone) => {
      if (zone.system) throw accessDenied();
      org.zones.delete(zone);
    },
    present: presentZone,
  }),
  {
    method: 'POST',
    path: `${path}/:zoneId/lifecycle/activate`,
    name: 'activateNetworkZone',
    scope: scopes.manage,
    handle: (org, request) => setZoneStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${path}/:zoneId/lifecycle/deactivate`,
    name: 'deactivateNetworkZone',
    scope: scopes.manage,
    handle: (org, request) => setZoneStatus(org, request, 'INACTIVE'),
  },
];

function presentZone(org: Org, zone: NetworkZone): Record<string, unknown> {
  const self = `${org.url}${path}/${zone.id}`;
  return {
    type: zone.type,
    id: zone.id,
    name: zone.name,
    status: zone.status,
    usage: zone.usage,
    created: zone.created,
    lastUpdated: zone.lastUpdated,
    system: zone.system,
    ...zone.settings,
    _links: { self: link(self, 'GET', 'PUT', 'DELETE'), ...lifecycleLink(zone.status, self) },
  };
}

/** Okta filters zones by `id`, `usage` and `system`. */
function listZones(org: Org, request: ApiRequest): Answer {
  const filter = filterOf(request.query, { filter: (name) => ['id', 'usage', 'system'].includes(name) });
  const zones = org.zones.all().filter((zone) => filter?.(pathReader(zone)) ?? true);
  return pageById(org, request, zones, (zone) => presentZone(org, zone));
}

const schema = z.object({
  type: z.enum(['IP', 'DYNAMIC', 'DYNAMIC_V2']),
  name: text(128),
  status: optional(status),
  usage: optional(z.enum(['POLICY', 'BLOCKLIST'])),
});

function parseZone(
  org: Org,
  request: ApiRequest,
  current?: NetworkZone,
): Omit<NetworkZone, 'id' | 'created' | 'lastUpdated' | 'system'> {
  const { type, name, status: wanted, usage } = parseBody(schema, request.body, 'networkZone');
  const namesake = org.zones.all().find((zone) => zone.name === name);
  if (namesake && namesake.id !== current?.id)
    throw invalid('name', ['name: A zone with this name already exists.']);
  if (current && current.type !== type) throw invalid('type', ['type: The type of a zone cannot change.']);
  return {
    type,
    name,
    // A new zone is active, whatever was asked.
    status: current ? (wanted ?? current.status) : 'ACTIVE',
    usage: usage ?? 'POLICY',
    settings: zoneSettings(type, parseBody(zoneSettingsSchema(type), request.body, 'networkZone')),
  };
}

function setZoneStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const zone = org.zones.require(request.param('zoneId'));
  return ok(presentZone(org, org.zones.update(zone, { status: wanted })));
}
