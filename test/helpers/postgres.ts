import { execFile, execFileSync, spawn } from 'node:child_process';
import type { SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/** Debian keeps the server's programs by version, outside PATH. */
const debian = '/usr/lib/postgresql';
const places = [
  ...(process.env['PATH'] ?? '').split(delimiter),
  ...(existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : []),
];
const programs = places.find(
  (place) => existsSync(join(place, 'initdb')) && existsSync(join(place, 'postgres')),
);

const remedy =
  'No PostgreSQL server was found. Install one: `apt-get install postgresql`, `brew install postgresql`.';

/**
 * For `describe.skipIf`: true without PostgreSQL. The name of the suite should be `withPostgres(...)`, so that a skipped one
 * says what is missing. With MULTIDEMO_FAIL_ON_SKIP=1 (continuous integration) a missing PostgreSQL fails instead.
 */
export const noPostgres = ((): boolean => {
  if (programs === undefined && process.env['MULTIDEMO_FAIL_ON_SKIP'] === '1') throw new Error(remedy);
  return programs === undefined;
})();

export const withPostgres = (name: string): string => (noPostgres ? `${name} (skipped: ${remedy})` : name);

export interface Postgres {
  url: string;
  /** Ends every connection, as a server that fails over does. */
  restart: () => Promise<void>;
  stop: () => Promise<void>;
}

/**
 * A server of the test's own, reached by a socket in its folder alone. Stopped and removed by `stop`.
 * @param isDurable commits wait for the disk
 */
export async function startPostgres({ isDurable = false } = {}): Promise<Postgres> {
  const folder = await mkdtemp(join(tmpdir(), 'multidemo-pg-'));
  const owner = unprivileged();
  if (owner) await chown(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const run = { cwd: folder, ...owner };
  const initdb = ['-D', data, '-U', 'shop', '--auth=trust', '--no-sync', '--encoding=UTF8'];
  await promisify(execFile)(join(programs!, 'initdb'), initdb, run);
  const start = () =>
    startServer(
      ['-D', data, '-k', folder, '-c', 'listen_addresses=', ...(isDurable ? [] : ['-c', 'fsync=off'])],
      run,
    );
  let stopServer = await start();
  return {
    url: `postgres://shop@localhost/postgres?host=${encodeURIComponent(folder)}`,
    restart: async () => {
      await stopServer();
      stopServer = await start();
    },
    stop: async () => {
      await stopServer();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startServer(options: string[], run: SpawnOptions): Promise<() => Promise<void>> {
  const server = spawn(join(programs!, 'postgres'), options, { ...run, stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((ready, fail) => {
    let log = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (log.includes('database system is ready to accept connections')) ready();
    });
    server.once('exit', () => fail(new Error(`PostgreSQL did not start: ${log}`)));
  });
  return async () => {
    const ended = once(server, 'exit');
    server.kill('SIGINT'); // a fast shutdown: connections are closed, not waited for
    await ended;
  };
}

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
