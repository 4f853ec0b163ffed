import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../shared/package-root.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lock-file-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const systems = ['win32', 'darwin', 'linux'].flatMap((os) => ['x64', 'arm64'].map((cpu) => ({ os, cpu })));

/** What the tool says of a lock file with one package that has these binaries. */
async function check(binaries: typeof systems, over: object = {}) {
  const name = ({ os, cpu }: { os: string; cpu: string }) => `@fast/${os}-${cpu}`;
  const optionalDependencies = Object.fromEntries(binaries.map((one) => [name(one), '1.0.0']));
  const packages = {
    '': {},
    'node_modules/fast': { optionalDependencies, ...over },
    ...Object.fromEntries(
      binaries.map((one) => [`node_modules/${name(one)}`, { os: [one.os], cpu: [one.cpu], optional: true }]),
    ),
  };
  const file = join(folder, 'package-lock.json');
  await writeFile(file, JSON.stringify({ packages }));
  const { status, stderr } = spawnSync(process.execPath, ['tools/native-packages.js', file], {
    cwd: packageRoot(),
  });
  return { status, stderr: stderr.toString() };
}

describe('the check of packages with native code', () => {
  it('passes with a binary for each system', async () => {
    expect(await check(systems)).toEqual({ status: 0, stderr: '' });
  });

  it.each(systems)('names what lacks one for $os $cpu', async (missing) => {
    const rest = systems.filter((one) => one !== missing);
    expect(await check(rest)).toEqual({
      status: 1,
      stderr: `fast has no binary for ${missing.os} ${missing.cpu}.\n`,
    });
  });

  it('names what runs a program when it is installed', async () => {
    const { status, stderr } = await check(systems, { hasInstallScript: true });
    expect({ status, stderr }).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^fast runs a program/) as string,
    });
  });
});
