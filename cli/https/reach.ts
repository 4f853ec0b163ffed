import { hostname, networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { addressesFor, type Addresses } from '../run/addresses.ts';
import type { Output } from '../terminal/output.ts';
import { openAuthority } from './authority.ts';
import { trustHere } from './trust-here.ts';

/** Options for the demo's addresses, and for who can reach them. */
export interface ReachOptions {
  host: string;
  trustNetwork?: boolean;
  baseUrl?: string;
  https?: boolean;
  /** For a room: everything answers at this machine's address. */
  lan?: boolean;
}

/** Where browsers find the ports, and how these are opened. */
export interface Reach {
  readonly host: string;
  readonly trustNetwork: boolean;
  /** As `--base-url` would name it; undefined for plain `localhost`. */
  readonly baseUrl: string | undefined;
  readonly addresses: Addresses;
  readonly certificate: { cert: string; key: string } | undefined;
  /** The file of the authority that has signed it. */
  readonly authority?: string;
}

const own = ['localhost', '*.localhost', '*.okta.localhost', '127.0.0.1', '::1'];

/**
 * @param more names that a certificate has besides
 * @throws UserError if options contradict each other, or this machine is in no network
 */
export async function reachFor(
  options: ReachOptions,
  io: Io,
  output: Output,
  more: readonly string[] = [],
): Promise<Reach> {
  const { lan = false, https = lan, trustNetwork = lan } = options;
  const host = lan && options.host === 'localhost' ? '0.0.0.0' : options.host;
  const baseUrl =
    options.baseUrl ?? (lan ? `https://${lanAddress()}` : https ? 'https://localhost' : undefined);
  const addresses = addressesFor(io.env, baseUrl);
  const reach = { host, trustNetwork, baseUrl, addresses };
  if (!https) return { ...reach, certificate: undefined };
  if (baseUrl?.startsWith('http:'))
    throw new UserError(
      '--https and a --base-url with http cannot be used together.',
      'Choose one of them.',
      {
        code: 'invalid_answer',
      },
    );
  const authority = await openAuthority(io);
  trustHere(authority.certificate);
  if (authority.isNew)
    output.note(
      `A local authority was created: ${authority.file}. Browsers warn until they trust it: run multidemo trust.`,
    );
  const { hostname: name } = new URL(addresses.of(5000));
  const names = new Set([
    ...own,
    ...more,
    name.replace(/^\[|\]$/g, ''),
    ...(lan ? [hostname(), `${hostname()}.local`] : []),
  ]);
  return { ...reach, authority: authority.file, certificate: await authority.issue([...names]) };
}

/** This machine's address in the network of the room: the first that is not a loopback or link-local one. */
function lanAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const found = all.find(
    ({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'),
  );
  if (found === undefined)
    throw new UserError('This machine is not connected to a network.', 'Connect it, or do not pass --lan.', {
      code: 'machine',
    });
  return found.address;
}

/** The address as a QR code for the phones in the room. */
export const qrCode = (url: string): string => renderUnicodeCompact(url);
