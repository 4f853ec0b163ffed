/**
 * Replays answers that real Okta orgs gave, where they are at hand: `../shared/okta-recordings` and
 * `../shared/okta-recordings-more`, with the tool beside them. Its `--own` leaves out what only the recorded org knew;
 * its header says what that is. The numbers in recordings.json only go up, and docs/sandbox.md has them.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createSandbox } from '../../sandbox/index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = [`${root}../shared`, `${root}../../shared`].find((folder) =>
  existsSync(`${folder}/okta-recordings`),
);

interface Score {
  readonly sum: { readonly ok: number; readonly replayed: number };
  readonly byKind: number;
}
type Folder = 'okta-recordings' | 'okta-recordings-more';
type Least = Readonly<Record<Folder, { readonly matching: number; readonly byKind: number }>>;

const title = 'recorded answers of real orgs';
const named =
  shared === undefined ? `${title} (skipped: no ../shared/okta-recordings beside the project)` : title;

describe.skipIf(shared === undefined)(named, { timeout: 600_000 }, () => {
  test.each<Folder>(['okta-recordings', 'okta-recordings-more'])('%s', async (folder) => {
    const sandbox = await createSandbox();
    const tool = `${shared!}/tools/replay-okta.mjs`;
    const where = [
      '--base',
      sandbox.url,
      '--token',
      sandbox.apiToken,
      '--recordings',
      `${shared!}/${folder}`,
    ];
    const args = [tool, ...where, '--reset', '/__sandbox/reset', '--own', '--json'];
    const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 50_000_000 });
    await sandbox.close();
    const { sum, byKind } = JSON.parse(stdout) as Score;
    const figures = `${sum.ok.toLocaleString('en')} of ${sum.replayed.toLocaleString('en')} responses (${byKind.toFixed(1)} % by kind)`;
    process.stdout.write(`${folder}: ${figures}\n`);
    const least = JSON.parse(await readFile(`${root}test/sandbox/recordings.json`, 'utf8')) as Least;
    expect(sum.ok).toBeGreaterThanOrEqual(least[folder].matching);
    expect(byKind).toBeGreaterThanOrEqual(least[folder].byKind);
    expect(await readFile(`${root}docs/sandbox.md`, 'utf8')).toContain(figures);
  });
});
