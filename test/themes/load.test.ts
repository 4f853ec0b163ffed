import { mkdtemp, readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Koa from 'koa';
import { afterEach, describe, expect, it } from 'vitest';
import { jsonSchemas } from '../../app/theme/format.ts';
import { loadTheme, serveThemes } from '../../app/theme/index.ts';
import { BUILT_IN, builtInThemesDir } from '../../app/theme/reference.ts';

const appUrl = 'http://localhost:5000';
const themesDir = builtInThemesDir();
const built = (await readdir(themesDir)).filter((name) => BUILT_IN.some((known) => known === name));
const cacheDir = await mkdtemp(join(tmpdir(), 'themes-'));
const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function serve(name: string): Promise<string> {
  const theme = await loadTheme({ theme: name, appUrl, cacheDir });
  const app = new Koa().use(serveThemes(theme, { appUrl, cacheDir }));
  const server = createServer((request, response) => void app.callback()(request, response)).listen(0);
  closers.push(() => server.close());
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

describe.each(built)('the built-in theme %s', (name) => {
  it('has at least eight items, basic and premium, each with its own picture', async () => {
    const theme = await loadTheme({ theme: name, appUrl, cacheDir });
    expect(theme.warnings).toEqual([]);
    expect(theme.items.length).toBeGreaterThanOrEqual(8);
    expect(new Set(theme.items.map((item) => item.target))).toEqual(new Set(['PUBLIC', 'PREMIUM']));
    expect(new Set(theme.items.map((item) => item.image)).size).toBe(theme.items.length);
  });

  it('is served as it is on the disk, kept for good by a URL that names the version', async () => {
    const url = await serve(name);
    const theme = await loadTheme({ theme: name, appUrl, cacheDir });
    const paths = [theme.assets.icon, theme.assets.background, ...theme.items.map((item) => item.image)];
    for (const path of paths) {
      const answer = await fetch(url + path);
      expect(answer.status, path).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(/^image\/(avif|png|jpeg)$/);
      expect(answer.headers.get('cache-control')).toContain('immutable');
    }
    const icon = Buffer.from(await (await fetch(url + theme.assets.icon)).arrayBuffer());
    expect(icon.equals(await readFile(join(themesDir, name, 'icon.png')))).toBe(true);
  });
});

describe('serving', () => {
  it('serves the style sheet and the documents, and another theme by its name', async () => {
    const url = await serve('default');
    const style = await fetch(`${url}/static/themes/default/theme.css`);
    expect(style.headers.get('content-type')).toContain('text/css');
    expect(await style.text()).toContain('--bs-primary: #2a6a57');
    expect(await (await fetch(`${url}/static/themes/default/config.json`)).json()).toMatchObject({ label: 'default' });
    for (const name of built) expect((await fetch(`${url}/static/themes/${name}/icon.png`)).status).toBe(200);
  });

  it.each(['../package.json', '..%2f..%2fpackage.json', 'img-items/..%2f..%2f..%2fpackage.json', '%00', 'nothing.png', '%E0%A4%A'])(
    'answers 404 for %s',
    async (path) => {
      const url = await serve('default');
      expect((await fetch(`${url}/static/themes/default/${path}`)).status).toBe(404);
    },
  );

  it('answers 304 for what the browser has', async () => {
    const url = await serve('default');
    const first = await fetch(`${url}/static/themes/default/icon.png`);
    const again = await fetch(`${url}/static/themes/default/icon.png`, { headers: { 'If-None-Match': first.headers.get('etag') ?? '', 'Cache-Control': 'max-age=0' } });
    expect(again.status).toBe(304);
  });
});

it('publishes the JSON Schemas that are used', async () => {
  for (const [file, schema] of Object.entries(jsonSchemas()))
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(join(themesDir, file));
});
