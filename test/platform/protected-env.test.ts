import type * as fs from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { runCli } from '../helpers/cli.ts';

/** What the system says about writing `.env`: on Linux, root may write it whatever its mode is. */
const system = vi.hoisted(() => ({ code: 'EPERM' }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  return {
    ...real,
    access: async (path: string, mode?: number) => {
      if (basename(path) === '.env' && mode === real.constants.W_OK)
        throw Object.assign(new Error(), { code: system.code, syscall: 'access', path });
      await real.access(path, mode);
    },
  };
});

let cwd: string;
let requests: number;
const org = createServer((_request, response) => {
  requests += 1;
  response.writeHead(500).end();
});
let url: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'protected-env-'));
  await new Promise<void>((settle) => org.listen(0, 'localhost', settle));
  url = `http://localhost:${(org.address() as AddressInfo).port}`;
  requests = 0;
});
afterEach(async () => {
  await new Promise((settle) => org.close(settle));
  await rm(cwd, { recursive: true });
});

it.each([
  ['init', 'EPERM', 'win32'],
  ['init', 'EACCES', 'darwin'],
  ['init', 'EROFS', 'linux'],
  ['destroy', 'EPERM', 'win32'],
  ['destroy', 'EACCES', 'linux'],
] as const)(
  '%s stops at a read-only .env (%s on %s) before it asks the org anything',
  async (command, code, platform) => {
    system.code = code;
    const file = join(cwd, '.env');
    const text = `OKTA_BASE_URL=${url}\nOKTA_API_KEY=token\n`;
    await writeFile(file, text);
    const { status, stdout, stderr } = await runCli([command, '--org-url', url, '--yes'], { cwd, platform });
    const remedy = platform === 'win32' ? `attrib -r "${file}"` : `chmod u+rw ${file}`;
    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: `✗ ${file} could not be written (${code}); it is unchanged.\n  Close it in other programs. If it is read-only, make it writable: ${remedy}\n`,
    });
    expect(requests).toBe(0);
    expect(await readdir(cwd)).toEqual(['.env']);
    expect(await readFile(file, 'utf8')).toBe(text);
  },
);
