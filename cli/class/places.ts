import { UserError } from '../errors.ts';

/** The parts of a seat, each at its own origin. The last one is only called by the shop's API. */
const parts = ['shop', 'org', 'outside', 'sample', 'assistant', 'deliveries'] as const;
export type Part = (typeof parts)[number];

/** Where one of them is reached. */
export interface Place {
  readonly url: string;
  /** The same for programs of this machine. */
  readonly localUrl: string;
  readonly port: number;
}

/** Where the class and its seats are reached. */
export interface Places {
  /** The page that hands out seats. */
  readonly url: string;
  of(seat: number, part: Part): Place;
  /** The seat and part that a request to a shared port is for. */
  read(host: string): { readonly seat: number; readonly part: Part } | undefined;
  /** The seats' own ports; none if host names identify the seats. */
  readonly ports: readonly { readonly port: number; readonly seat: number; readonly part: Part }[];
}

/** The number of ports between two seats; the first of each ten is the shop's. */
const stride = 10;
const name = '{name}';

export const seatName = (seat: number): string => `seat-${String(seat).padStart(2, '0')}`;
/** If seats are distributed over several processes, each process has its own page to join. */
const classLabel = ([first = 1]: readonly number[]): string => (first === 1 ? 'class' : `class-${first}`);
const labelOf = (seat: number, part: Part): string => seatName(seat) + (part === 'shop' ? '' : `-${part}`);

/**
 * Seats by name, all at one port: `seat-07.localhost`, `seat-07-org.localhost`, or as a pattern says. Programs of this
 * machine find each at `*.localhost` as well, whatever names browsers use.
 */
export function placesByName(
  port: number,
  seats: readonly number[],
  isSecure: boolean,
  pattern?: string,
): Places {
  const scheme = isSecure ? 'https' : 'http';
  const urlOf = (label: string): string =>
    new URL(pattern?.replace(name, label) ?? `${scheme}://${label}.localhost:${port}`).origin;
  const local = (label: string): string => `http://${label}.localhost:${port}`;
  return {
    url: pattern === undefined ? `${scheme}://localhost:${port}` : urlOf(classLabel(seats)),
    of: (seat, part) => {
      const label = labelOf(seat, part);
      return { url: urlOf(label), localUrl: local(label), port };
    },
    read: (host) => {
      const hostname = host.replace(/:\d+$/, '').toLowerCase();
      const [label = ''] = hostname.split('.');
      const [, number, kind = 'shop'] = /^seat-(\d{2})(?:-([a-z]+))?$/.exec(label) ?? [];
      const part = parts.find((one) => one === kind);
      if (number === undefined || part === undefined) return undefined;
      const isOurs = [urlOf(label), local(label)].some((url) => new URL(url).hostname === hostname);
      return isOurs ? { seat: Number(number), part } : undefined;
    },
    ports: [],
  };
}

/** Seats by port, for a room whose machines find no names: seat 7 of a class at port 8000 begins at 8070. */
export function placesByPort(
  port: number,
  seats: readonly number[],
  addressOf: (port: number) => string,
): Places {
  const portOf = (seat: number, part: Part): number => port + stride * seat + parts.indexOf(part);
  if (portOf(seats.at(-1) ?? 1, 'deliveries') > 65_535)
    throw new UserError(`Port ${port} leaves no room for the seats.`, 'Choose a lower one with --port.', {
      code: 'invalid_answer',
    });
  return {
    url: addressOf(port),
    of: (seat, part) => {
      const own = portOf(seat, part);
      return { url: addressOf(own), localUrl: `http://localhost:${own}`, port: own };
    },
    read: () => undefined,
    ports: seats.flatMap((seat) => parts.map((part) => ({ seat, part, port: portOf(seat, part) }))),
  };
}

/**
 * The `--base-url` of a class, which has `{name}` in the place of each seat's name.
 * @throws UserError if it is not one
 */
export function readPattern(baseUrl: string): string {
  const example = baseUrl.replace(name, 'seat-01');
  const refuse = (why: string): UserError =>
    new UserError(`--base-url: ${why}`, 'For example: --base-url https://{name}.class.example.com', {
      code: 'invalid_answer',
    });
  if (!/^https?:\/\/\{name\}\./.test(baseUrl) || !URL.canParse(example))
    throw refuse(`${baseUrl} does not begin with https://{name}., so the seats would share a name.`);
  const { pathname, search, hash } = new URL(example);
  if (pathname + search + hash !== '/') throw refuse(`${baseUrl} has a path.`);
  return baseUrl;
}

/** Every name that a certificate needs. */
export function namesOf(places: Places, seats: readonly number[]): string[] {
  const urls = [places.url, ...seats.flatMap((seat) => parts.map((part) => places.of(seat, part).url))];
  return [...new Set(urls.map((url) => new URL(url).hostname))];
}
