import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { runCli } from '../helpers/cli.ts';
import { noTerminal, runInTerminal } from '../helpers/terminal.ts';
import { readJson } from '../helpers/themes/themes.ts';

describe.skipIf(noTerminal)('theme new in a terminal', () => {
  test('asks what no option says, and says what is wrong with an answer', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'multidemo-terminal-'));
    await writeFile(
      join(cwd, 'logo.png'),
      await sharp({ create: { width: 200, height: 200, channels: 3, background: '#0b7a4b' } })
        .png()
        .toBuffer(),
    );
    const terminal = runInTerminal(['theme', 'new', 'north-wind'], cwd);
    await terminal.until(/Shop title \(North Wind\)/);
    terminal.type('North Wind Outfitters\r');
    await terminal.until(/Trade[^]*Retail[^]*Bank[^]*Public service/);
    terminal.type('\r');
    await terminal.until(/Heading for the products \(Products\)/);
    terminal.type('Gear\r');
    await terminal.until(/Word for the products in a sentence \(gear\)/);
    terminal.type('\r');
    await terminal.until(/Order button label \(Buy\)/);
    terminal.type('Reserve\r');
    await terminal.until(/Logo file \(optional\)/);
    terminal.type('nowhere.png\r');
    await terminal.until(/File not found\./);
    terminal.type('\u007f'.repeat(11) + 'logo.png\r');
    await terminal.until(/Primary color \(default: from the logo\)/);
    terminal.type('green\r');
    await terminal.until(/It must be # followed by six hexadecimal digits/);
    terminal.type('\u007f'.repeat(5) + '\r');
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toMatch(/North Wind Outfitters · 5 files in .*themes\/north-wind/);
    expect(await readJson(join(cwd, 'themes/north-wind/config.json'))).toMatchObject({
      'site-title': 'North Wind Outfitters',
      'items-title': 'Gear',
      'items-title-label': 'gear',
      'action-title': 'Reserve',
      colors: { primary: '#0b7a4b' },
    });
    expect((await runCli(['theme', 'check', 'north-wind'], { cwd })).status).toBe(0);
  }, 400_000);

  test('Ctrl-C leaves nothing behind', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'multidemo-terminal-'));
    const terminal = runInTerminal(['theme', 'new', 'acme'], cwd);
    await terminal.until(/Shop title/);
    terminal.type('\u0003');
    expect(await terminal.ended).toBe(130);
    expect(terminal.screen()).toMatch(/Stopped\. Nothing was changed\./);
    expect(existsSync(join(cwd, 'themes'))).toBe(false);
  }, 400_000);
});
