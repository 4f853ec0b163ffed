import { isIP } from 'node:net';
import { z } from 'zod';
import { countryOf } from '../../org/expression/countries.ts';
import { invalid } from '../../org/kernel/errors.ts';
import type { NetworkZone } from '../../org/idps/model.ts';
import { optional, text } from '../kernel/validate.ts';

type Json = Readonly<Record<string, unknown>>;

/** As Okta describes them, and as Terraform's provider sends them. */
const proxyTypes = ['', 'null', 'Any', 'Tor', 'TorAnonymizer', 'NotTorAnonymizer'] as const;
const address = z.object({ type: z.enum(['CIDR', 'RANGE']), value: text(128) });
const location = z.object({
  country: z
    .string()
    .refine((code) => code.length === 2 && countryOf(code) !== undefined, 'must be a country code'),
  region: optional(z.string().regex(/^$|^([A-Z]{2}-)?[A-Z0-9]{1,3}$/, 'must be a region code')),
});
const asn = z.string().regex(/^\d{1,10}$/, 'must be the number of an autonomous system');
const groupsOfServices =
  'ALL_ANONYMIZERS ALL_ANONYMIZERS_EXCEPT_TOR ALL_IP_SERVICES ALL_PROXIES_VPNS ANONYMIZER_TOR';
const proxies =
  'ABCPROXY APPLE_ICLOUD_RELAY BIGMAMA DATAIMPULSE FACELESS FROXY GEONODE IPCOLA IPIDEA ' +
  'IPROXYSHOP LUMINATI NETNUT NEXUS OCULUS OXYLABS PROXYRACK SPACEPROXIES YILU';
const vpns =
  'ASTRILL AVAST CYBERGHOST EXPRESS GLOBALPROTECT GOOGLE MULLVAD NORD PIA SAMSUNG SURFSHARK ' +
  'SYMANTEC TRENDMICRO ULTRASURF WARP';
/** Services that a zone can be about: groups of them, and single ones. */
const services: readonly string[] = [
  ...groupsOfServices.split(' '),
  ...proxies.split(' ').map((name) => `${name}_PROXY`),
  ...vpns.split(' ').map((name) => `${name}_VPN`),
];
const service = z.string().refine((name) => services.includes(name), 'is not a known IP service');

const sides = <T extends z.ZodType>(item: T) =>
  optional(z.object({ include: optional(z.array(item).max(75)), exclude: optional(z.array(item).max(75)) }));

type Address = z.infer<typeof address>;
type Location = z.infer<typeof location>;

const schemas = {
  IP: z.object({
    gateways: optional(z.array(address).max(5000)),
    proxies: optional(z.array(address).max(5000)),
  }),
  DYNAMIC: z.object({
    locations: optional(z.array(location).max(75)),
    proxyType: optional(z.enum(proxyTypes)),
    asns: optional(z.array(asn).max(75)),
  }),
  DYNAMIC_V2: z.object({
    locations: sides(location),
    ipServiceCategories: sides(service),
    asns: sides(asn),
  }),
} as const;

/** The part of a zone's body that depends on its type, unparsed. */
export const zoneSettingsSchema = (type: NetworkZone['type']): z.ZodType<Json> => schemas[type];

/**
 * A zone's settings as Okta keeps them: a single address becomes a range, an empty region null, a list that was left
 * out empty.
 * @throws OktaError 400 when an address is not one
 * @see https://developer.okta.com/docs/api/openapi/okta-management/management/tag/NetworkZone/
 */
export function zoneSettings(type: NetworkZone['type'], input: Json): Json {
  switch (type) {
    case 'IP': {
      const { gateways, proxies } = input as z.infer<typeof schemas.IP>;
      return { gateways: addresses('gateways', gateways), proxies: addresses('proxies', proxies) };
    }
    case 'DYNAMIC': {
      const { locations, proxyType, asns } = input as z.infer<typeof schemas.DYNAMIC>;
      return {
        locations: locations ? places(locations) : null,
        ...(proxyType !== undefined && { proxyType }),
        ...(asns && { asns }),
      };
    }
    case 'DYNAMIC_V2': {
      const { locations, ipServiceCategories, asns } = input as z.infer<typeof schemas.DYNAMIC_V2>;
      return {
        locations: {
          include: places(locations?.include ?? []),
          exclude: places(locations?.exclude ?? []),
        },
        ipServiceCategories: { include: [], exclude: [], ...ipServiceCategories },
        asns: { include: [], exclude: [], ...asns },
      };
    }
  }
}

function addresses(field: string, given: readonly Address[] | undefined): readonly Address[] | null {
  if (!given || given.length === 0) return null;
  const bad = given.filter(({ type, value }) => !(type === 'CIDR' ? isBlock(value) : isRange(value)));
  if (bad.length > 0)
    throw invalid(
      field,
      bad.map(({ value }) => `${field}: '${value}' is not a valid IP address range.`),
    );
  return given.map(({ type, value }) => ({
    type,
    value: type === 'RANGE' && isIP(value) !== 0 ? `${value}-${value}` : value,
  }));
}

function isBlock(value: string): boolean {
  const [base = '', bits] = value.split('/');
  const version = isIP(base);
  if (version === 0 || bits === undefined || !/^\d{1,3}$/.test(bits))
    return version !== 0 && bits === undefined;
  return Number(bits) <= (version === 4 ? 32 : 128);
}

function isRange(value: string): boolean {
  const [first = '', last = first, ...more] = value.split('-');
  return more.length === 0 && isIP(first) !== 0 && isIP(first) === isIP(last);
}

/** Okta keeps places in a Java HashSet of sixteen buckets: their order is that of the hash codes, not the request's. */
function places(given: readonly Location[]): readonly { country: string; region: string | null }[] {
  const bucket = ({ country, region }: Location): number => {
    const hash = (17 * 37 + javaHash(country)) * 37 + javaHash(region ?? '');
    return (hash ^ (hash >>> 16)) & 15;
  };
  return [...given]
    .sort((a, b) => bucket(a) - bucket(b))
    .map(({ country, region }) => ({
      country,
      region: region === undefined || region === '' ? null : region,
    }));
}

/** `String.hashCode()` */
function javaHash(value: string): number {
  let hash = 0;
  for (let at = 0; at < value.length; at += 1) hash = (Math.imul(hash, 31) + value.charCodeAt(at)) | 0;
  return hash;
}
