import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { runCli, startCli } from '../helpers/cli.ts';
import { folderOf, hostOf, originalTheme, readJson } from '../helpers/themes/themes.ts';
import { freePorts } from '../helpers/ports.ts';

let cwd: string;
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'multidemo-theme-'));
});

const logoOf = (background: string) =>
  sharp({ create: { width: 400, height: 160, channels: 4, background: '#ffffff' } })
    .composite([
      { input: { create: { width: 120, height: 120, channels: 4, background } }, left: 20, top: 20 },
      {
        input: { create: { width: 200, height: 40, channels: 4, background: '#1c1c1c' } },
        left: 170,
        top: 60,
      },
    ])
    .png()
    .toBuffer();

describe('theme new', () => {
  test('makes by flags what passes the check', async () => {
    const flags = [
      '--site-title',
      'Acme Store',
      '--items-title',
      'Tools',
      '--items-label',
      'tools',
      '--action',
      'Order',
      '--color',
      '#C2410C',
      '--currency',
      'EUR',
    ];
    const made = await runCli(['theme', 'new', 'acme', ...flags], { cwd });
    expect(made).toMatchObject({ status: 0, stderr: '' });
    const folder = join(cwd, 'themes/acme');
    expect((await readdir(folder)).sort()).toEqual(['bg.jpg', 'config.json', 'data.json', 'icon.png']);
    expect(await readJson(join(folder, 'config.json'))).toMatchObject({
      'site-title': 'Acme Store',
      'items-title': 'Tools',
      'items-title-label': 'tools',
      'action-title': 'Order',
      currency: 'EUR',
      colors: { primary: '#c2410c' },
    });
    const items = (await readJson(join(folder, 'data.json'))) as { target: string }[];
    expect(items.length).toBeGreaterThanOrEqual(8);
    expect(new Set(items.map(({ target }) => target)).size).toBe(2);
    const { width } = await sharp(join(folder, 'bg.jpg')).metadata();
    expect(width).toBe(1920);
    const checked = await runCli(['theme', 'check', 'acme'], { cwd });
    expect(checked).toEqual({ status: 0, stdout: 'acme is valid: no warnings, no errors.\n', stderr: '' });
  });

  test.each([
    ['retail', 'Buy', undefined],
    ['bank', 'Apply', 'Applications'],
    ['software', 'Subscribe', 'Subscriptions'],
    ['insurance', 'Get a quote', 'Quotes'],
    ['travel', 'Book', 'Bookings'],
    ['public-service', 'Request', 'Requests'],
  ])('--yes asks nothing, and takes catalogue and words of the trade %s', async (trade, action, orders) => {
    const argv = ['theme', 'new', 'ours', '--label', 'Ours', '--trade', trade, '--yes'];
    expect(await runCli(argv, { cwd })).toMatchObject({ status: 0, stderr: '' });
    const config = (await readJson(join(cwd, 'themes/ours/config.json'))) as Record<string, unknown>;
    expect(config).toMatchObject({ label: 'Ours', 'site-title': 'Ours', 'action-title': action });
    expect(config['orders-title']).toBe(orders);
    expect((await runCli(['theme', 'check', 'ours'], { cwd })).stdout).toMatch(/no warnings, no errors/);
  });

  test.each(['#d4252a', '#0b7a4b', '#1b3fa0'])('takes the colour %s from the logo', async (colour) => {
    await writeFile(join(cwd, 'logo.png'), await logoOf(colour));
    const made = await runCli(['theme', 'new', 'brand', '--logo', 'logo.png'], { cwd });
    expect(made.status).toBe(0);
    const config = await readJson(join(cwd, 'themes/brand/config.json'));
    expect(config).toMatchObject({ colors: { primary: colour }, 'site-title': 'Brand' });
    expect(existsSync(join(cwd, 'themes/brand/logo.png'))).toBe(true);
    expect((await runCli(['theme', 'check', 'brand'], { cwd })).status).toBe(0);
  });

  test.each([
    ['its black when it has no other', '#ffffff', '#1d1a18', '#2b2826'],
    ['a quiet blue when it is white throughout', '#ffffff00', '#ffffff', '#33475b'],
  ])('takes from a logo %s', async (_case, background, ink, expected) => {
    const words = { create: { width: 200, height: 60, channels: 4 as const, background: ink } };
    const ground = sharp({ create: { width: 400, height: 120, channels: 4, background } });
    await ground
      .composite([{ input: words, left: 100, top: 30 }])
      .png()
      .toFile(join(cwd, 'logo.png'));
    await runCli(['theme', 'new', 'brand', '--logo', 'logo.png'], { cwd });
    const config = await readJson(join(cwd, 'themes/brand/config.json'));
    expect(config).toMatchObject({ colors: { primary: expected } });
  });

  test.each([
    ['--currency', 'Euro', /config\.json currency: must be a currency code/],
    ['--site-title', ' ', /config\.json site-title: must not be empty/],
    ['--action', 'x'.repeat(31), /config\.json action-title: must not be longer than 30 characters/],
  ])('writes nothing when %s %s is not valid in a theme', async (flag, value, message) => {
    const run = await runCli(['theme', 'new', 'wrong', flag, value], { cwd });
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(message);
    expect(existsSync(join(cwd, 'themes/wrong'))).toBe(false);
  });

  test('leaves out an empty sentence', async () => {
    await runCli(['theme', 'new', 'terse', '--hero-text', ''], { cwd });
    expect((await runCli(['theme', 'check', 'terse'], { cwd })).status).toBe(0);
  });

  test('takes of a long logo its sign for the icon, of words their first letter, and draws one for joined letters', async () => {
    const words = Array.from(
      { length: 9 },
      (_, i) => `<rect x="${120 + i * 26}" y="30" width="20" height="40"/>`,
    );
    const iconFor = async (sign: string) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100">${sign}${words.join('')}</svg>`;
      await writeFile(join(cwd, 'long.png'), await sharp(Buffer.from(svg)).png().toBuffer());
      const flags = ['--logo', 'long.png', '--color', '#123456', '--force'];
      expect(await runCli(['theme', 'new', 'long', ...flags], { cwd })).toMatchObject({ status: 0 });
      const icon = sharp(join(cwd, 'themes/long/icon.png')).removeAlpha().raw();
      const pixels = await icon.toBuffer();
      return (x: number, y: number) => [...pixels.subarray((y * 256 + x) * 3, (y * 256 + x) * 3 + 3)];
    };
    const cut = await iconFor('<rect x="20" y="20" width="60" height="60" fill="#cc0000"/>');
    expect(cut(128, 128)).toEqual([204, 0, 0]);
    expect(cut(128, 10)).toEqual([255, 255, 255]);
    const letter = await iconFor('');
    expect(letter(128, 128)).toEqual([0, 0, 0]);
    expect(letter(128, 10)).toEqual([255, 255, 255]);
    const [red = 0, , blue = 0] = (await iconFor('<rect x="110" y="60" width="250" height="5"/>'))(128, 10);
    expect(red).toBeLessThan(40);
    expect(blue).toBeGreaterThan(60);
  });

  test('takes catalogue and pictures of another theme', async () => {
    await runCli(['theme', 'new', 'shelf', '--from', 'books'], { cwd });
    const folder = join(cwd, 'themes/shelf');
    expect(await readdir(join(folder, 'img-items'))).toContain('walden.avif');
    expect(await readJson(join(folder, 'config.json'))).toMatchObject({
      'items-title': 'Books',
      'img-items': true,
    });
    expect((await runCli(['theme', 'check', 'shelf'], { cwd })).status).toBe(0);
  });

  test('does not overwrite, unless told to', async () => {
    await runCli(['theme', 'new', 'acme', '--color', '#123456'], { cwd });
    const again = await runCli(['theme', 'new', 'acme', '--color', '#654321'], { cwd });
    expect(again.status).toBe(1);
    expect(again.stderr).toMatch(
      /themes\/acme already exists: bg\.jpg, config\.json, data\.json, icon\.png\.\n {2}Choose another name, or overwrite with --force\./,
    );
    expect(await readFile(join(cwd, 'themes/acme/config.json'), 'utf8')).toContain('#123456');
    expect((await runCli(['theme', 'new', 'acme', '--color', '#654321', '--force'], { cwd })).status).toBe(0);
    expect(await readFile(join(cwd, 'themes/acme/config.json'), 'utf8')).toContain('#654321');
  });

  test.each([
    [['theme', 'new', '../evil'], /"\.\.\/evil" is not a valid theme name/],
    [
      ['theme', 'new', 'acme', '--color', 'red'],
      /--color red is invalid\.\n +It must be # followed by six hexadecimal digits/,
    ],
    [
      ['theme', 'new', 'acme', '--logo', 'nowhere.png'],
      /nowhere\.png: cannot be read\. Check the path of the logo\./,
    ],
    [['theme', 'new', 'acme', '--from', 'nowhere'], /there is no theme or folder with this name/],
  ])('%j', async (argv, message) => {
    const run = await runCli(argv, { cwd });
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(message);
    expect(existsSync(join(cwd, 'themes'))).toBe(false);
  });

  test('refuses a logo that is not a picture', async () => {
    await writeFile(join(cwd, 'logo.png'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
    const run = await runCli(['theme', 'new', 'acme', '--logo', 'logo.png'], { cwd });
    expect(run.stderr).toMatch(/is an SVG, which can contain scripts\. Export it as PNG or JPEG\./);
  });
});

describe('theme list', () => {
  test('names those that came with the app and those of this folder', async () => {
    await runCli(['theme', 'new', 'acme'], { cwd });
    const { stdout } = await runCli(['theme', 'list', '--json'], { cwd });
    const names = (JSON.parse(stdout) as { name: string }[]).map(({ name }) => name);
    expect(names).toEqual(['bank', 'books', 'cloud', 'default', 'acme']);
  });
});

describe('theme check', () => {
  test('names every problem with file, key path and remedy, and fails', async () => {
    const good = await originalTheme();
    const folder = await folderOf({ ...good, 'icon.png': 'none', 'config.json': '{"label":1}' });
    const run = await runCli(['theme', 'check', folder], { cwd });
    expect(run.status).toBe(1);
    expect(run.stdout).toMatch(
      /✗ config\.json label: must be a string, e\.g\. "books"\. Give the theme a short name/,
    );
    expect(run.stdout).toMatch(/✗ config\.json site-title: is missing\./);
    expect(run.stdout).toMatch(/✗ icon\.png: is not a picture\./);
    expect(run.stderr).toMatch(/is not valid: 8 errors\./);
  });

  test('of an address', async () => {
    const host = await hostOf(await originalTheme());
    const run = await runCli(['theme', 'check', host.url], { cwd });
    await host.close();
    expect(run).toMatchObject({ status: 0, stderr: '' });
  });
});

describe('theme pack', () => {
  test('writes what can be put on a static host and worn from there', async () => {
    await runCli(['theme', 'new', 'acme', '--from', 'cloud', '--site-title', 'Acme Cloud'], { cwd });
    expect((await runCli(['theme', 'pack', 'acme', '--out', 'out/acme'], { cwd })).status).toBe(0);
    const folder = join(cwd, 'out/acme');
    const files = Object.fromEntries(
      await Promise.all(
        (await readdir(folder, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map(async (entry) => {
            const file = join(entry.parentPath, entry.name);
            return [file.slice(folder.length + 1), await readFile(file)] as const;
          }),
      ),
    );
    expect(String(files['config.json'])).not.toContain('$schema');
    const host = await hostOf(files);
    expect(await runCli(['theme', 'check', host.url], { cwd })).toMatchObject({ status: 0 });
    await host.close();
    expect((await runCli(['theme', 'pack', 'acme', '--out', folder], { cwd })).stderr).toMatch(
      /already exists/,
    );
  });
});

describe('theme preview', () => {
  const state = async (reader: ReadableStreamDefaultReader<Uint8Array>) => {
    const { value } = await reader.read();
    return JSON.parse(
      Buffer.from(value!)
        .toString()
        .replace(/^data: /, ''),
    ) as { version: number; problems: string[] };
  };

  test('follows each change, and tells what is wrong', async () => {
    await runCli(['theme', 'new', 'acme', '--site-title', 'Acme One'], { cwd });
    const cli = startCli(['theme', 'preview', 'acme', '--port', '0', '--org-port', '0'], { cwd });
    const [, url = ''] = await cli.until(/· acme theme ·[^]+Shop\s+(http:\S+)/);
    expect(await (await fetch(url)).text()).toContain('Acme One');
    const reader = (await fetch(`${url}/theme-preview/events`)).body!.getReader();
    const first = await state(reader);
    expect(first.problems).toEqual([]);

    const file = join(cwd, 'themes/acme/config.json');
    const good = await readFile(file, 'utf8');
    await writeFile(file, good.replace('Acme One', ''));
    expect((await state(reader)).problems).toEqual([
      expect.stringMatching(/^config\.json site-title: must not be empty\./),
    ]);
    expect(await (await fetch(url)).text()).toContain('Acme One');

    await writeFile(file, good.replace('Acme One', 'Acme Two'));
    const changed = await state(reader);
    expect(changed.version).toBeGreaterThan(first.version);
    expect(changed.problems).toEqual([]);
    expect(await (await fetch(url)).text()).toContain('Acme Two');
    await reader.cancel();
    expect(await cli.stop()).toBe(0);
  });

  test('shows what is saved while it starts', async () => {
    await runCli(['theme', 'new', 'acme', '--site-title', 'Acme One'], { cwd });
    const [port] = await freePorts(1);
    const cli = startCli(['theme', 'preview', 'acme', '--port', `${port}`, '--org-port', '0'], { cwd });
    const page = async (): Promise<string> =>
      fetch(`http://localhost:${port}`).then(
        (response) => response.text(),
        () => '',
      );
    await expect.poll(page, { interval: 10 }).toContain('Acme One');
    const file = join(cwd, 'themes/acme/config.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('Acme One', 'Acme Two'));
    await expect.poll(page).toContain('Acme Two');
    expect(await cli.stop()).toBe(0);
  });

  test('begins with a theme that cannot be used yet', async () => {
    await runCli(['theme', 'new', 'acme'], { cwd });
    await rm(join(cwd, 'themes/acme/icon.png'));
    const cli = startCli(['theme', 'preview', 'acme', '--port', '0', '--org-port', '0'], { cwd });
    const [, url = ''] = await cli.until(/Shop\s+(http:\S+)/);
    const reader = (await fetch(`${url}/theme-preview/events`)).body!.getReader();
    expect((await state(reader)).problems).toEqual([expect.stringMatching(/^icon\.png: is missing\./)]);
    await reader.cancel();
    await cli.stop();
  });
});

describe('serve', () => {
  test('starts from the copy when the host of the theme is gone, and says so', async () => {
    const host = await hostOf(await originalTheme());
    const serve = ['serve', '--port', '0', '--org-port', '0', '--theme', host.url];
    const before = startCli(serve, { cwd });
    const [, url = ''] = await before.until(/Shop\s+(http:\S+)/);
    await host.close();
    const page = await (await fetch(url)).text();
    expect(page).toContain('Okta Garden Centre');
    const [, icon = ''] = /<link rel="icon" href="([^"]+)"/.exec(page) ?? [];
    expect((await fetch(url + icon)).status).toBe(200);
    await before.stop();
    const after = startCli(serve, { cwd });
    const [, again = ''] = await after.until(/Shop\s+(http:\S+)/);
    expect(await (await fetch(again)).text()).toContain('Okta Garden Centre');
    expect(after.stderr()).toMatch(/could not be fetched .* The copy of .* is used instead\./);
    await after.stop();
  });
});
