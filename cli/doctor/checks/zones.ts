import { inner } from '../../provision/kinds/kind.ts';
import type { Fields } from '../../provision/value.ts';
import { ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { all, count, show } from '../words.ts';

/** Network zones from which the org blocks every request. */
export const zones: Check = {
  id: 'zones',
  title: 'Blocked networks',
  area: 'Okta org',
  needs: ['credential'],
  docs: 'https://help.okta.com/oie/en-us/content/topics/security/network/network-zones.htm',
  async run({ org }) {
    const answer = await org.get('/api/v1/zones?limit=200');
    if (answer.status === 403) return ok('Not checked: the credential is not allowed to read network zones.');
    const found = answer.expectOkta().json;
    const blocking = (Array.isArray(found) ? (found as Fields[]) : []).filter(
      (zone) => zone.status === 'ACTIVE' && zone.usage === 'BLOCKLIST' && placesOf(zone).length > 0,
    );
    if (blocking.length === 0) return ok('None.');
    return warning({
      found: `The org blocks ${count(blocking.length, 'network zone')}: ${all(blocking.map(({ name }) => show(name)))}.`,
      details: blocking.map((zone) => `${show(zone.name)}: ${placesOf(zone).join(', ')}`),
      expected: 'No blocked network, or none that you present from.',
      consequence: 'Sign-in and all other requests from these networks are refused with 403.',
      remedy: 'Security > Networks: check that the network you present from is not in such a zone.',
    });
  },
};

/** Addresses, countries and services of a zone. */
const placesOf = (zone: Fields): string[] => {
  const entries = [
    zone.gateways,
    zone.locations,
    inner(zone, 'locations').include,
    inner(zone, 'asns').include,
    inner(zone, 'ipServiceCategories').include,
  ];
  return entries.flatMap((items) => (Array.isArray(items) ? items.map(nameOfPlace) : []));
};

const nameOfPlace = (item: Fields[string]): string => {
  if (typeof item === 'string') return item;
  const { value, country, region } = item as Fields;
  return show(value ?? region ?? country ?? 'elsewhere');
};
