import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { first200, freePort } from './demo.ts';

/** Outside the project: nothing of it is installed there, and a second run finds it again. */
const folder = join(tmpdir(), 'multidemo-bench-peers');
const wanted = { emulate: '0.12.2', node: '24' };

export interface Peers {
  /** The newest Node.js, with which the peer runs: it needs that one. */
  readonly node: string;
  /** Milliseconds until the Okta service of vercel-labs/emulate answers. */
  startEmulate(): Promise<number>;
}

/** Installs what people would use instead. @throws when npm cannot */
export async function installPeers(): Promise<Peers> {
  const bin = (name: string): string => join(folder, 'node_modules/.bin', name);
  if (!existsSync(bin('emulate')) || !existsSync(bin('node'))) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: wanted }));
    const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
    await promisify(execFile)(npm, ['install', '--no-audit', '--no-fund'], { cwd: folder });
  }
  return {
    node: bin('node'),
    startEmulate: async () => {
      const port = await freePort();
      const began = performance.now();
      const child = spawn(bin('node'), [bin('emulate'), 'start', '-s', 'okta', '-p', String(port)], {
        cwd: folder,
        stdio: 'ignore',
      });
      const ended = new Promise((settle) => child.once('exit', settle));
      try {
        await first200(`http://localhost:${port}/.well-known/openid-configuration`);
        return performance.now() - began;
      } finally {
        child.kill();
        await ended;
      }
    },
  };
}
