import type { RequestListener } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Stage } from '../../app/index.ts';
import { Ledger } from '../../exchange/index.ts';
import type { Door } from '../../sandbox/index.ts';
import { groundOf } from '../demo/ground.ts';
import type { Ground } from '../demo/ground.ts';
import type { Io } from '../io.ts';
import { demoPeople } from '../provision/people.ts';
import { AppServer } from '../run/app-server.ts';
import { dressAssistant } from '../run/assistant.ts';
import { compose } from '../run/compose.ts';
import type { Environment } from '../run/environment.ts';
import { noteRunning } from '../run/running.ts';
import { dressSandbox, sandboxFolder, startSandboxOrg } from '../run/sandbox-org.ts';
import { ShopServer } from '../run/shop.ts';
import { SideApps } from '../run/side-apps.ts';
import type { Part, Place } from './places.ts';

export interface SeatOptions {
  /** The seat's folder, which contains its entire state. */
  readonly folder: string;
  readonly place: (part: Part) => Place;
  /** What the trainer has set for all seats. */
  readonly env: Environment;
  readonly trustNetwork: boolean;
  /** Where encoded pictures of the theme are, for all seats. */
  readonly cacheDir: string;
  readonly stage: Stage;
  /** Hears of unexpected errors. */
  readonly report: (error: string) => void;
  readonly io: Io;
}

/** A seat that is awake. */
export interface SeatDemo {
  /** To play scripts on. */
  ground(signal: AbortSignal): Promise<Ground>;
  close(): Promise<void>;
}

/** The places of a seat, to which requests are passed on; those that come before there is an answer wait. */
export class SeatDoors {
  readonly #place: (part: Part) => Place;
  readonly #servers = new Map<Part, AppServer>();

  constructor(place: (part: Part) => Place) {
    this.#place = place;
  }

  server(part: Part): AppServer {
    const known = this.#servers.get(part) ?? AppServer.behind(this.#place(part).port);
    this.#servers.set(part, known);
    return known;
  }

  door(part: Part): Door {
    const server = this.server(part);
    return {
      ...this.#place(part),
      answer: (listener) => server.answer(listener as RequestListener),
      close: () => server.close(),
    };
  }
}

/** Opens what is in a seat's folder: the demo that `serve` runs, with its own org, shop and people. */
export async function openSeat(
  { folder: cwd, place, env, trustNetwork, cacheDir, stage, report, io }: SeatOptions,
  doors: SeatDoors,
): Promise<SeatDemo> {
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing.reverse()) await end();
  };
  const keep = <One extends { close(): Promise<unknown> }>(one: One): One => {
    closing.push(() => one.close());
    return one;
  };
  const quiet: Io = {
    ...io,
    cwd,
    env,
    stdout: new PassThrough().resume(),
    stderr: new PassThrough().resume(),
  };
  // Small, because there are many seats, and a class only looks at what has just happened.
  const ledger = new Ledger({ messages: 300, bytes: 2 * 1024 * 1024 });
  try {
    const shop = keep(ShopServer.at(doors.server('shop')));
    const beside = keep(new SideApps());
    beside.sample = doors.server('sample');
    beside.assistant = doors.server('assistant');
    beside.fulfilment = doors.server('deliveries');
    const sandbox = keep(
      await startSandboxOrg({
        ...{ folder: sandboxFolder(cwd), trustNetwork, ledger, onRestore: shop.orgCameBack },
        doors: { org: doors.door('org'), outside: doors.door('outside') },
        log: (error) => report(String(error)),
      }),
    );
    const settings = {
      ...env,
      PORT: String(place('shop').port),
      APP_URL: place('shop').url,
      SAMPLE_APP_URL: place('sample').url,
      ASSISTANT_URL: place('assistant').url,
      FULFILMENT_URL: place('deliveries').localUrl,
    };
    const log = { note: () => undefined, line: noteErrors(report), isRead: false };
    const presenter = { people: demoPeople, outside: sandbox.outside.url };
    const {
      env: complete,
      theme,
      subject,
    } = await compose(
      {
        ...{ cwd, shop, beside, sandbox, settings },
        options: { log, ledger, stage, presenter, cacheDir },
      },
      quiet,
    );
    Object.assign(subject.variables ?? {}, await dressSandbox(sandbox, theme, sandboxFolder(cwd)));
    await dressAssistant(sandbox, complete, theme.siteTitle);
    const { variables = {}, orgHere } = subject;
    closing.push(await noteRunning(cwd, { env: complete, variables, orgHere }));
    ledger.clear();
    return {
      close,
      ground: (signal) => groundOf(subject, { ...quiet, env: complete, signal }),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The errors in the shop's log, whose lines are JSON. */
const noteErrors =
  (report: SeatOptions['report']) =>
  (line: string): void => {
    const { level, event, error } = JSON.parse(line) as Record<string, string>;
    if (level === 'error') report(`${event}: ${error?.split('\n')[0] ?? ''}`);
  };
