/**
 * Replays answers that real Okta orgs gave, where they are at hand: `../shared/okta-recordings`, with the tool beside
 * them. The numbers in recordings.json only go up. Each difference has a reason, and docs/sandbox.md counts them.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createSandbox } from '../../sandbox/index.ts';
import { type Difference, tableOfReasons } from '../helpers/provider/recorded-differences.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shared = [`${root}../shared`, `${root}../../shared`].find((folder) =>
  existsSync(`${folder}/okta-recordings`),
);

interface Score {
  readonly sum: { readonly ok: number; readonly replayed: number };
  readonly byKind: number;
  readonly failures: readonly Difference[];
}

const title = 'recorded answers of real orgs';
const named =
  shared === undefined ? `${title} (skipped: no ../shared/okta-recordings beside the project)` : title;

test.skipIf(shared === undefined)(named, { timeout: 600_000 }, async () => {
  const sandbox = await createSandbox();
  const tool = `${shared!}/tools/replay-okta.mjs`;
  const args = [
    '--base',
    sandbox.url,
    '--token',
    sandbox.apiToken,
    '--recordings',
    `${shared!}/okta-recordings`,
    '--json',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [tool, ...args], { maxBuffer: 50_000_000 });
  await sandbox.close();
  const { sum, byKind, failures } = JSON.parse(stdout) as Score;
  process.stdout.write(
    `recordings: ${sum.ok} of ${sum.replayed} answers match, ${byKind.toFixed(1)} % by kind of call\n`,
  );
  const least = JSON.parse(await readFile(`${root}test/sandbox/recordings.json`, 'utf8')) as {
    readonly leastMatching: number;
    readonly leastByKind: number;
  };
  expect(sum.ok).toBeGreaterThanOrEqual(least.leastMatching);
  expect(byKind).toBeGreaterThanOrEqual(least.leastByKind);
  const docs = await readFile(`${root}docs/sandbox.md`, 'utf8');
  expect(docs).toContain(`${sum.ok.toLocaleString('en')} of ${sum.replayed.toLocaleString('en')} answers`);
  expect(docs).toContain(tableOfReasons(failures));
});
