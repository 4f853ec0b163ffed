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
    const listening = page.waitForResponse(/theme-preview\/events/);
    await page.goto(url);
    await listening;
    const title = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
    await title('Acme One');

    const file = join(cwd, 'themes/acme/config.json');
    const good = await readFile(file, 'utf8');
    await writeFile(file, good.replace('Acme One', '<b>Acme</b> Two'));
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
