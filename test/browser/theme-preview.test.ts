import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { launchBrowser, named, noBrowser } from '../helpers/browser/browser.ts';
import { runCli, startCli } from '../helpers/cli.ts';

describe.skipIf(noBrowser)(named('theme preview in a browser'), () => {
  test('each save reloads the page, which shows problems until they are fixed', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'preview-'));
    await runCli(['theme', 'new', 'acme', '--site-title', 'Acme One'], { cwd });
    const cli = startCli(['theme', 'preview', 'acme', '--port', '0', '--org-port', '0'], { cwd });
    const [, url = ''] = await cli.until(/Shop\s+(http:\S+)/);
    const browser = await launchBrowser();
    const page = await browser.newPage();
    const title = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
    const file = join(cwd, 'themes/acme/config.json');
    const good = await readFile(file, 'utf8');
    // Saved while the page is on its way: it listens only after that.
    await page.route(
      /theme-preview\/events/,
      async (route) => {
        await title('Acme One');
        await writeFile(file, good.replace('Acme One', '<b>Acme</b> Two'));
        await expect.poll(() => firstOf(new URL('/theme-preview/events', url))).toMatchObject({ version: 2 });
        await route.continue();
      },
      { times: 1 },
    );
    await page.goto(url);
    await title('<b>Acme</b> Two');

    await writeFile(file, good.replace(/"#[\da-f]{6}"/, '"greenish"'));
    const problems = page.getByRole('status').filter({ hasText: 'One problem in the theme' });
    await problems.waitFor();
    expect(await problems.getByRole('listitem').allTextContents()).toEqual([
      expect.stringMatching(/^config\.json colors\.primary: must be # followed by six hexadecimal digits/),
    ]);
    await title('<b>Acme</b> Two');

    await writeFile(file, good.replace('Acme One', 'Acme Three'));
    await title('Acme Three');
    await problems.waitFor({ state: 'detached' });
    await browser.close();
    expect(await cli.stop()).toBe(0);
  });
});

/** What a page that begins to listen hears first. */
async function firstOf(events: URL): Promise<unknown> {
  const { body } = await fetch(events);
  const reader = body!.pipeThrough(new TextDecoderStream()).getReader();
  const { value = '' } = await reader.read();
  await reader.cancel();
  return JSON.parse(value.replace('data: ', ''));
}
