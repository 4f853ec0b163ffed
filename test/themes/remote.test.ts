import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadTheme } from '../../app/theme/index.ts';
import { hostOf, originalTheme } from '../helpers/themes/themes.ts';

const appUrl = 'http://localhost:5000';
const good = await originalTheme();
const newCache = () => mkdtemp(join(tmpdir(), 'themes-cache-'));

it('is used from its address, each file asked for once', async () => {
  const host = await hostOf(good);
  const theme = await loadTheme({ theme: host.url, appUrl, cacheDir: await newCache() });
  await host.close();
  expect(theme).toMatchObject({ label: 'garden', siteTitle: 'Okta Garden Centre', actionTitle: 'Reserve', warnings: [] });
  expect(theme.items.map(({ title, target }) => `${title} ${target}`)).toEqual(['Fern PUBLIC', 'Rose PREMIUM']);
  expect(new Set(host.asked).size).toBe(host.asked.length);
});

it('takes its colour from the icon when it gives none', async () => {
  const host = await hostOf(good);
  const theme = await loadTheme({ theme: host.url, appUrl, cacheDir: await newCache() });
  await host.close();
  expect(theme.palette.primary).toBe('#1f7a3a');
});

it('asks only whether something changed the next time, and takes what did', async () => {
  const cacheDir = await newCache();
  const files = { ...good };
  const host = await hostOf(files);
  await loadTheme({ theme: host.url, appUrl, cacheDir });
  host.asked.length = 0;
  await loadTheme({ theme: host.url, appUrl, cacheDir });
  expect(host.asked.filter((line) => !line.includes('logo'))).toEqual(host.asked.filter((line) => line.endsWith(' 304')));
  files['config.json'] = String(good['config.json']).replace('Okta Garden Centre', 'Okta Orchard');
  const changed = await loadTheme({ theme: host.url, appUrl, cacheDir });
  await host.close();
  expect(changed.siteTitle).toBe('Okta Orchard');
});

it('goes on with the copy when the host is gone, and says so', async () => {
  const cacheDir = await newCache();
  const host = await hostOf(good);
  const before = await loadTheme({ theme: host.url, appUrl, cacheDir });
  await host.close();
  const after = await loadTheme({ theme: host.url, appUrl, cacheDir });
  expect(after.items).toEqual(before.items);
  expect(after.name).toBe(before.name);
  expect(after.warnings).toEqual([expect.stringMatching(/could not be fetched \(config\.json: nothing is listening at .*The copy of 20.* UTC is used instead\.$/)]);
});

it('keeps the copy when what the host has now is not valid', async () => {
  const cacheDir = await newCache();
  const files = { ...good };
  const host = await hostOf(files);
  await loadTheme({ theme: host.url, appUrl, cacheDir });
  files['data.json'] = 'gone wrong';
  const theme = await loadTheme({ theme: host.url, appUrl, cacheDir });
  await host.close();
  expect(theme.items).toHaveLength(2);
  expect(theme.warnings).toEqual([expect.stringContaining('data.json: is not JSON')]);
});

it.each(['http://localhost:5000', 'http://127.0.0.1:5000'])("means its own theme by %s's /static/themes", async (origin) => {
  const theme = await loadTheme({ theme: `${origin}/static/themes/default`, appUrl, cacheDir: await newCache() });
  expect(theme.name).toBe('default');
});
