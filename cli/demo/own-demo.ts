import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { remove } from '../../shared/files.js';
import type { Subject } from '../doctor/context.ts';
import type { Io } from '../io.ts';
import { demoPeople } from '../provision/people.ts';
import { AppServer } from '../run/app-server.ts';
import { addressesFor } from '../run/addresses.ts';
import { completeEnvironment } from '../run/environment.ts';
import { verifyEventHook } from '../run/event-hook.ts';
import { startSandboxOrg } from '../run/sandbox-org.ts';
import { sandboxVariables, settingsOfOrg } from '../run/settings.ts';
import { ShopServer } from '../run/shop.ts';
import { SideApps } from '../run/side-apps.ts';
import { createOutput } from '../terminal/output.ts';

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
    const shop = keep(await ShopServer.listen(0, 'localhost'));
    const beside = keep(new SideApps());
    beside.sample = await AppServer.listen(0, 'localhost');
    beside.assistant = await AppServer.listen(0, 'localhost');
    const fulfilment = await beside.listenForFulfilment();
    const sandbox = keep(await startSandboxOrg({ folder: cwd, port: 0, host: 'localhost', inMemory: true }));
    const settings = {
      PORT: String(shop.port),
      APP_URL: local.of(shop.port),
      SAMPLE_APP_URL: local.of(beside.sample.port),
      ASSISTANT_URL: local.of(beside.assistant.port),
      FULFILMENT_URL: fulfilment,
      DB_PATH: ':memory:',
    };
    const decided = await settingsOfOrg(sandbox, settings, cwd);
    const env = await completeEnvironment({ ...settings, ...decided }, cwd);
    const io: Io = { ...given, cwd, env, stderr: new PassThrough().resume() };
    const silent = { note: () => undefined, line: () => undefined, isRead: false };
    const presenter = { people: demoPeople, outside: sandbox.outside.url, isOn: true };
    const theme = await shop.open(env, cwd, { log: silent, presenter });
    await beside.open(env, theme);
    await verifyEventHook(env, createOutput(io), given.signal);
    const variables = await sandboxVariables(sandbox, settings, cwd);
    return {
      subject: { cwd, env, processEnv: {}, variables, sandbox: 'serve', orgHere: sandbox.localUrl },
      io,
      note: 'No demo is running in this folder, so one was started in memory.',
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
