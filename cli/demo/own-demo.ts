import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Ledger } from '../../exchange/index.ts';
import { remove } from '../../shared/files.js';
import type { Subject } from '../doctor/context.ts';
import type { Io } from '../io.ts';
import { demoPeople } from '../provision/people.ts';
import { AppServer } from '../run/app-server.ts';
import { addressesFor } from '../run/addresses.ts';
import { compose } from '../run/compose.ts';
import { startSandboxOrg } from '../run/sandbox-org.ts';
import { ShopServer } from '../run/shop.ts';
import { SideApps } from '../run/side-apps.ts';

export interface OwnDemo {
  readonly subject: Subject;
  /** With the demo's settings as the environment, for commands. */
  readonly io: Io;
  readonly note: string;
  close(): Promise<void>;
}

/** A whole demo as `serve` would run it: shop, sandbox org and sample app, in memory and on free ports. */
export async function startOwnDemo(given: Io): Promise<OwnDemo> {
  const cwd = await mkdtemp(join(tmpdir(), 'multidemo-demo-'));
  const closing: (() => Promise<unknown>)[] = [() => remove(cwd)];
  const close = async (): Promise<void> => {
    for (const end of closing.reverse()) await end();
  };
  try {
    const keep = <One extends { close(): Promise<unknown> }>(one: One): One => {
      closing.push(() => one.close());
      return one;
    };
    const local = addressesFor({});
    const ledger = new Ledger();
    const shop = keep(await ShopServer.listen(0, 'localhost'));
    const beside = keep(new SideApps());
    beside.sample = await AppServer.listen(0, 'localhost');
    beside.assistant = await AppServer.listen(0, 'localhost');
    const fulfilment = await beside.listenForFulfilment();
    const sandbox = keep(
      await startSandboxOrg({
        ...{ folder: cwd, port: 0, host: 'localhost', inMemory: true, ledger },
        onRestore: shop.orgCameBack,
      }),
    );
    const settings = {
      PORT: String(shop.port),
      APP_URL: local.of(shop.port),
      SAMPLE_APP_URL: local.of(beside.sample.port),
      ASSISTANT_URL: local.of(beside.assistant.port),
      FULFILMENT_URL: fulfilment,
      DB_PATH: ':memory:',
    };
    const quiet: Io = { ...given, cwd, stderr: new PassThrough().resume() };
    const { env, subject } = await compose(
      {
        ...{ cwd, shop, beside, sandbox, settings },
        options: {
          log: { note: () => undefined, line: () => undefined, isRead: false },
          presenter: { people: demoPeople, outside: sandbox.outside.url },
          presents: true,
          ledger,
        },
      },
      quiet,
    );
    return {
      subject,
      io: { ...quiet, env },
      note: 'No demo is running in this folder, so one was started in memory.',
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
