import { z } from 'zod';
import { accessDenied, invalid } from '../../org/kernel/errors.ts';
import type { NetworkZone } from '../../org/idps/model.ts';
import type { Status } from '../../org/kernel/model.ts';
import type { Org } from '../../org/org.ts';
import { crudRoutes } from '../kernel/crud.ts';
import { pageById } from '../kernel/paging.ts';
import { lifecycleLink, link } from '../kernel/links.ts';
import { type Answer, type ApiRequest, type Route, ok } from '../kernel/route.ts';
import { anyObject, optional, parseBody, status, text } from '../kernel/validate.ts';

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
    list: (org, request) => pageById(org, request, org.zones.all(), (zone) => present(org, zone)),
    create: (org, request) => org.zones.create({ ...parse(org, request), system: false }),
    replace: (org, request, current) => org.zones.update(current, parse(org, request, current)),
    remove: (org, _request, zone) => {
      if (zone.system) throw accessDenied();
      org.zones.delete(zone);
    },
    present,
  }),
  {
    method: 'POST',
    path: `${path}/:zoneId/lifecycle/activate`,
    name: 'activateNetworkZone',
    scope: scopes.manage,
    handle: (org, request) => setStatus(org, request, 'ACTIVE'),
  },
  {
    method: 'POST',
    path: `${path}/:zoneId/lifecycle/deactivate`,
    name: 'deactivateNetworkZone',
    scope: scopes.manage,
    handle: (org, request) => setStatus(org, request, 'INACTIVE'),
  },
];

function present(org: Org, zone: NetworkZone): Record<string, unknown> {
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

const address = z.object({ type: z.enum(['CIDR', 'RANGE']), value: text(64) });
const schema = z.object({
  type: z.enum(['IP', 'DYNAMIC', 'DYNAMIC_V2']),
  name: text(128),
  status: optional(status),
  usage: optional(z.enum(['POLICY', 'BLOCKLIST'])),
  gateways: optional(z.array(address).max(150)),
  proxies: optional(z.array(address).max(150)),
  asns: optional(z.unknown()),
  locations: optional(z.unknown()),
  proxyType: optional(z.string()),
  ipServiceCategories: optional(anyObject),
});

function parse(
  org: Org,
  request: ApiRequest,
  current?: NetworkZone,
): Omit<NetworkZone, 'id' | 'created' | 'lastUpdated' | 'system'> {
  const { type, name, status: wanted, usage, ...settings } = parseBody(schema, request.body, 'networkZone');
  const namesake = org.zones.all().find((zone) => zone.name === name);
  if (namesake && namesake.id !== current?.id)
    throw invalid('name', ['name: A zone with this name already exists.']);
  const bad = [...(settings.gateways ?? []), ...(settings.proxies ?? [])].filter(
    ({ value }) => !isAddress(value),
  );
  if (bad.length > 0)
    throw invalid(
      'gateways',
      bad.map(({ value }) => `value: '${value}' is no address range.`),
    );
  const given = Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
  return {
    type,
    name,
    status: wanted ?? current?.status ?? 'ACTIVE',
    usage: usage ?? 'POLICY',
    settings: type === 'IP' ? { gateways: null, proxies: null, ...given } : given,
  };
}

/** `1.2.3.4/24`, `1.2.3.4-1.2.3.9`, one address, or the same in IPv6. */
const isAddress = (value: string): boolean => /^[\d.a-f:]+([/-][\d.a-f:]+)?$/i.test(value);

function setStatus(org: Org, request: ApiRequest, wanted: Status): Answer {
  const zone = org.zones.require(request.param('zoneId'));
  return ok(present(org, org.zones.update(zone, { status: wanted })));
}
