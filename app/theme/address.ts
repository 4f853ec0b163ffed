/**
 * Which machines a theme may be fetched from. An address entered by the user may be in the private network; a
 * redirect must not lead there, or a theme on the internet could make us access internal machines.
 */
import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Name resolution and connections; replaceable in tests. */
export interface Network {
  /** Time limit for a file in milliseconds. */
  timeout: number;
  /** All addresses of a host name. */
  resolve(hostname: string): Promise<readonly string[]>;
  /** The address to connect to in place of the one resolved. */
  connect(address: string): string;
}

export const systemNetwork: Network = {
  timeout: 8_000,
  resolve: async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address),
  connect: (address) => address,
};

/** This machine and private networks: https://www.rfc-editor.org/rfc/rfc1918, 4193, 6598. */
const near = listOf([
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
  ['198.18.0.0', 15],
  ['::1', 128],
  ['fc00::', 7],
]);

/**
 * Never a web server: unspecified, link-local (where clouds keep credentials), multicast, reserved, and every
 * form in which an IPv4 address hides in an IPv6 one (compatible, translated, 6to4, Teredo):
 * https://www.iana.org/assignments/iana-ipv6-special-registry
 */
const forbidden = listOf([
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['192.0.0.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['192.88.99.0', 24],
  ['::', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2002::', 16],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
]);

function listOf(subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, familyOf(net));
  return list;
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

type Zone = 'public' | 'near' | 'forbidden';

function zoneOf(address: string): Zone {
  const family = familyOf(address);
  if (near.check(address, family)) return 'near'; // first: `::1` lies in a range that is otherwise forbidden
  return forbidden.check(address, family) ? 'forbidden' : 'public';
}

interface Located {
  readonly addresses: readonly string[];
  readonly zone: Zone;
}

/** The addresses of a host, and their zone: the least trusted of them all. */
export async function locate(hostname: string, network: Network): Promise<Located> {
  const literal = hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(literal) ? [literal] : await network.resolve(hostname);
  const zones = addresses.map(zoneOf);
  const zone = zones.find((z) => z === 'forbidden') ?? zones.find((z) => z === 'near') ?? 'public';
  return { addresses, zone };
}

/** A network that remembers the first addresses of a name, so that connections go to the checked address. */
export function settled(network: Network): Network {
  const known = new Map<string, Promise<readonly string[]>>();
  return {
    ...network,
    resolve: (hostname) => {
      const found = known.get(hostname) ?? network.resolve(hostname);
      known.set(hostname, found);
      return found;
    },
  };
}
