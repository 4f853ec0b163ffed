import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faults, good } from '../helpers/themes/broken-themes.ts';
import { runCli } from '../helpers/cli.ts';
import { folderOf, hostOf } from '../helpers/themes/themes.ts';

/** One folder for all: the org in it is made only once. */
const cwd = await mkdtemp(join(tmpdir(), 'multidemo-broken-'));
const serve = (theme: string) =>
  runCli(['serve', '--port', '0', '--org-port', '0', '--theme', theme], { cwd });

/** The lines below "The theme … cannot be used:". */
function reasons(stderr: string): string[] {
  const [head = '', ...lines] = stderr.trim().split('\n');
  expect(head).toMatch(/The theme .+ cannot be used:$/);
  return lines.map((line) => line.trim());
}

describe('serve does not start with a theme in which', () => {
  test.each(faults)('%s', async (_name, change, message) => {
    const run = await serve(await folderOf({ ...good, ...change }));
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(reasons(run.stderr)).toEqual([expect.stringMatching(message)]);
  });

  test('nothing answers', async () => {
    const run = await serve('http://localhost:9/theme');
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(reasons(run.stderr)).toEqual([
      expect.stringMatching(/^config\.json: nothing is listening at localhost:9\./),
    ]);
  });

  test('a picture has no end', async () => {
    const host = await hostOf(good, (request, response) => {
      if (request.url?.endsWith('icon.png') !== true) return false;
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        response.once('drain', more);
      };
      more();
      return true;
    });
    const run = await serve(host.url);
    await host.close();
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(reasons(run.stderr)).toEqual([expect.stringMatching(/^icon\.png: is larger than 8192 kB\./)]);
  });
});
