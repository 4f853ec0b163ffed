import type * as sqlite from '../../shared/sqlite.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ManagementApi } from '../../cli/provision/management-api.ts';
import { createSandbox } from '../../sandbox/index.ts';

const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock('../../shared/sqlite.ts', async (original) => {
  const real = await original<typeof sqlite>();
  return {
    ...real,
    openSqlite: (file: string, timeout: number) => {
      const db = real.openSqlite(file, timeout);
      return {
        ...{ prepare: db.prepare.bind(db), close: db.close.bind(db) },
        exec: (sql: string) => {
          if (disk.isFull && sql === 'COMMIT')
            throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
          return db.exec(sql);
        },
      };
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-full-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('a sandbox whose disk is full changes nothing, and says what is the matter', async () => {
  const said: unknown[] = [];
  const file = join(folder, 'org.db');
  const sandbox = await createSandbox({ file, log: (error) => said.push(error) });
  const api = new ManagementApi(sandbox.url, sandbox.apiToken);
  const names = async () => (await api.list('/api/v1/groups')).map(({ profile }) => profile);
  const before = await names();
  disk.isFull = true;
  await expect(api.post('/api/v1/groups', { profile: { name: 'One too many' } })).rejects.toMatchObject({
    status: 500,
    remedy: ['The org on this machine says why in its own output.'],
  });
  expect(said).toContainEqual(
    expect.objectContaining({
      message: `The disk is full: ${file} could not be written. Free some space and try again.`,
    }),
  );
  disk.isFull = false;
  expect(await names()).toEqual(before);
  await api.post('/api/v1/groups', { profile: { name: 'Now there is room' } });
  await sandbox.close();
});
