import type { NetworkZone } from '../idps/model.ts';

type NewZone = Omit<NetworkZone, 'id' | 'created' | 'lastUpdated'>;

const ipZone = (name: string, usage: NetworkZone['usage']): NewZone => ({
  type: 'IP',
  name,
  status: 'ACTIVE',
  usage,
  system: true,
  settings: { gateways: null, proxies: null },
});

/**
 * The network zones that a new org has.
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/ (`system`)
 */
export const defaultZones: readonly NewZone[] = [
  ipZone('LegacyIpZone', 'POLICY'),
  ipZone('BlockedIpZone', 'BLOCKLIST'),
  {
    type: 'DYNAMIC_V2',
    name: 'DefaultEnhancedDynamicZone',
    status: 'INACTIVE',
    usage: 'BLOCKLIST',
    system: true,
    settings: {
      locations: { include: [], exclude: [] },
      ipServiceCategories: { include: ['ALL_ANONYMIZERS'], exclude: [] },
      asns: { include: [], exclude: [] },
    },
  },
  ipZone('DefaultExemptIpZone', 'POLICY'),
];
