import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Script } from '../demo/schema.ts';
import { loadScript } from '../demo/library.ts';
import { Gate } from '../class/gate.ts';
import { namesOf, placesByName, placesByPort, readPattern } from '../class/places.ts';
import type { Places } from '../class/places.ts';
import { openRecord } from '../class/record.ts';
import { Room } from '../class/room.ts';
import type { Seat } from '../class/seat.ts';
import { createSite } from '../class/site.ts';
import { parseSeats } from '../program/values.ts';
import { UserError } from '../errors.ts';
import { qrCode, reachFor, type ReachOptions } from '../https/reach.ts';
import type { Io } from '../io.ts';
import { listenAtChoice, requireHost } from '../port.ts';
import { isLoopback } from '../run/loopback.ts';
import { hasOrg, readEnvironment, refuseWrongSettings } from '../run/environment.ts';
import type { Environment } from '../run/environment.ts';
import { takeLock } from '../run/lock.ts';
import { sandboxFolder } from '../run/sandbox-org.ts';
import { locateTheme } from '../run/theme-reference.ts';
import { untilStopped } from '../run/until-stopped.ts';
import { createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';

export interface ClassOptions extends ReachOptions {
  seats?: number[];
  lesson?: string;
  port?: number;
  theme?: string;
  sleepAfter: number;
  newCode?: boolean;
  json?: boolean;
}

const defaultPort = 8000;
const defaultSeats = 30;
/** The names that a certificate needs: browsers accept no wildcard directly below `localhost`. */
const everyName = (seats: readonly number[], pattern?: string): string[] =>
  namesOf(placesByName(defaultPort, seats, true, pattern), seats);

/** Runs a class until it is stopped: many demos in one process, each with its own org, shop and people. */
export async function runClass(options: ClassOptions, io: Io): Promise<void> {
  const output = createOutput(io);
  const { seats = parseSeats(String(defaultSeats)), sleepAfter, baseUrl, lan = false } = options;
  const pattern = baseUrl === undefined ? undefined : readPattern(baseUrl);
  const env = withoutOrg(await readEnvironment(io), options.theme, io.cwd);
  await Promise.all([refuseWrongSettings(env), requireHost(options.host)]);
  const script = options.lesson === undefined ? undefined : await loadScript(options.lesson, io.cwd);
  const more = [...everyName(seats), ...(pattern === undefined ? [] : everyName(seats, pattern))];
  const { baseUrl: _, ...others } = options;
  const reach = await reachFor(others, io, output, options.https || lan ? more : []);
  const { host, certificate, trustNetwork } = reach;
  const folder = join(io.cwd, '.multidemo', 'class');
  const release = await takeLock(join(folder, 'lock'), 'The class of this folder');
  const closing: (() => Promise<unknown>)[] = [release];
  try {
    const { record, trainerCode } = await openRecord(folder, options.newCode === true);
    const wish = { what: 'the class', wanted: options.port ?? defaultPort, flag: '--port' };
    const askedBy = options.port === undefined ? undefined : '--port';
    const gate = await listenAtChoice(io, output, { ...wish, askedBy }, (port) =>
      Gate.listen(port, host, certificate),
    );
    closing.push(() => gate.close());
    const places =
      lan && pattern === undefined
        ? placesByPort(gate.port, seats, reach.addresses.of)
        : placesByName(gate.port, seats, certificate !== undefined, pattern);
    await gate.listenForSeats(places, host, certificate);
    const room = await Room.open({
      ...{ classFolder: folder, record, places, seats, script, env, trustNetwork, io },
      sleepAfter: sleepAfter * 60_000,
    });
    closing.push(() => room.close());
    gate.open(room, createSite(room));
    report(output, options, { places, room, script, trainerCode, folder });
    const isReady = (seat: Seat): boolean => existsSync(join(sandboxFolder(seat.folder), 'provisioned.json'));
    void room.prepare(isReady).then(() => {
      if (!options.json && !io.signal.aborted) output.note('All seats are ready.');
    });
    await untilStopped(io, output);
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

/** The trainer's settings that apply to every seat; org and addresses differ, because each seat has its own. */
function withoutOrg(env: Environment, theme: string | undefined, cwd: string): Environment {
  if (hasOrg(env))
    throw new UserError(
      'An org is configured, but each seat of a class has its own sandbox org.',
      'Run the class in a folder without an org in .env, or with --cwd.',
      { code: 'configuration' },
    );
  const { APP_URL, PORT, SAMPLE_APP_URL, ASSISTANT_URL, FULFILMENT_URL, DB_PATH, DATABASE_URL, ...rest } =
    env;
  if (theme === undefined) return rest;
  return /^https?:/.test(theme)
    ? { ...rest, THEME_URI: theme }
    : { ...rest, THEME: locateTheme(theme, cwd), THEME_URI: undefined };
}

interface Facts {
  readonly places: Places;
  readonly room: Room;
  readonly script: Script | undefined;
  readonly trainerCode: string | undefined;
  readonly folder: string;
}

function report(
  output: Output,
  options: ClassOptions,
  { places: { url }, room, script, trainerCode, folder }: Facts,
): void {
  const { line, paint } = output;
  const joinUrl = `${url}/?code=${room.code}`;
  if (options.json) {
    output.json({
      ...{ url, join: joinUrl, code: room.code, board: `${url}/board`, room: `${url}/room` },
      ...(trainerCode !== undefined && { trainerCode }),
      ...{ lesson: script?.name ?? null, folder },
      seats: room.seats.map((seat) => ({ name: seat.name, shop: seat.shop, org: seat.url('org') })),
    });
    return;
  }
  const row = (title: string, text: string) => line(`  ${paint.quiet(title.padEnd(8))} ${text}`);
  line(`${paint.strong('Class')} · ${room.seats.length} seats${script ? ` · ${script.title}` : ''}`);
  line();
  row('Join', `${paint.link(url)}   code ${paint.strong(room.code)}`);
  row('Room', `${paint.link(`${url}/room`)}   for the projector: the code, or the seat that you are showing`);
  row('Board', `${paint.link(`${url}/board`)}   for you`);
  row(
    '',
    trainerCode === undefined
      ? 'The trainer’s code was printed at the first start; --new-code generates another one.'
      : `trainer’s code ${paint.strong(trainerCode)}, shown only once`,
  );
  line();
  if (isLoopback(url))
    line(
      `  ${paint.quiet('Only browsers on this machine can join. In a room, start the class with --lan.')}`,
    );
  if (options.lan) line(qrCode(joinUrl));
}
