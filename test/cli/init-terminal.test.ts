import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseEnv } from '../../cli/env-file.ts';
import { checkCount, stackSize, startInitBench } from '../helpers/init.ts';
import type { InitBench } from '../helpers/init.ts';
import { noTerminal, runInTerminal } from '../helpers/terminal.ts';

let bench: InitBench;
beforeEach(async () => {
  bench = await startInitBench();
});
afterEach(() => bench.close());

const down = '\u001b[B';
const up = '\u001b[A';

describe.skipIf(noTerminal)('init in a terminal', () => {
  test('the whole conversation: what is wrong is asked again, and at the end the demo is there', async () => {
    const { org, appUrl, cwd } = bench;
    const terminal = runInTerminal(['init'], cwd);
    await terminal.until(/Which Okta org\?[^]*The sandbox org on this machine/);
    terminal.type(`${down}\r`);
    await terminal.until(/\? Org URL/);
    terminal.type(`${appUrl}\r`); // nothing listens there
    await terminal.until(/is not responding: nothing is listening there\.[^]*\? Org URL/);
    terminal.type(`${org.url}/admin/dashboard\r`);
    await terminal.until(/! Using http:\/\/localhost:\d+, without the path\.[^]*API token/);
    terminal.type('\r');
    await terminal.until(/\? API token/);
    terminal.type('nonsense\r');
    await terminal.until(/The org rejects the API token\.[^]*How should init authenticate\?[^]*API token/);
    terminal.type('\r');
    await terminal.until(/rejects the API token\.[^]*\? API token/);
    terminal.type(`${org.apiToken}\r`);
    await terminal.until(/Okta org {2}Sandbox[^]*Super administrator[^]*What is the shop’s address\?/);
    terminal.type(`${appUrl}\r`);
    await terminal.until(/\? Theme/);
    terminal.type('\r');
    await terminal.until(/Which optional parts do you want\?[^]*Google sign-in[^]*Event hook/);
    terminal.type('\r');
    await terminal.until(/Create three demo accounts\?[^]*No/);
    terminal.type(`${up}\r`);
    await terminal.until(/Shop admins \(logins\)/);
    terminal.type('\r');
    await terminal.until(/Users with premium access \(logins/);
    terminal.type('nobody@example.com\r');
    await terminal.until(
      /no user in the org has the login nobody@example\.com\.[^]*Users with premium access \(logins/i,
    );
    terminal.type('grace@example.com\r'); // created by this very run
    await terminal.until(new RegExp(`\\+ ${stackSize} to create[^]*Apply this in Sandbox\\?`));
    terminal.type('\r');
    expect(await terminal.ended).toBe(0);
    const screen = terminal.screen();
    expect(screen).toMatch(new RegExp(`━+─* \\d+ of ${stackSize} · [\\d.]+ s`));
    expect(screen).toMatch(/Sign in +admin@sandbox\.example +admin[^]*ada@example\.com +basic +Shop-/);
    expect(screen).toMatch(new RegExp(`Doctor +${checkCount - 2} of ${checkCount} passed`));
    expect(screen).not.toContain(org.apiToken);
    const env = Object.fromEntries(
      parseEnv((await bench.env()) ?? '').map(({ name, value }) => [name, value]),
    );
    expect(env).toMatchObject({ OKTA_BASE_URL: org.url, APP_URL: appUrl, OKTA_API_KEY: org.apiToken });
  }, 600_000);

  test('Ctrl-C and a No change nothing', async () => {
    const argv = ['init', '--org-url', bench.org.url, '--app-url', bench.appUrl, '--theme', 'default'];
    await bench.write('token', bench.org.apiToken);
    const asked = runInTerminal(argv, bench.cwd);
    await asked.until(/\? How should init authenticate\?/);
    asked.type('\u0003');
    expect(await asked.ended).toBe(130);
    expect(asked.screen()).toContain('Stopped. Nothing was changed.');
    const atPeople = runInTerminal([...argv, '--token-file', 'token', '--without', 'events'], bench.cwd);
    await atPeople.until(/Which optional parts do you want\?/);
    atPeople.type('\r');
    await atPeople.until(/Create three demo accounts\?/);
    atPeople.type('\u0003');
    expect(await atPeople.ended).toBe(130);
    expect(atPeople.screen()).toContain('Stopped. Nothing was changed.');
    const shown = runInTerminal([...argv, '--token-file', 'token'], bench.cwd);
    for (const question of [
      /Which optional parts do you want\?/,
      /three demo accounts/,
      /Shop admins/,
      /Users with premium/,
    ]) {
      await shown.until(question);
      shown.type('\r');
    }
    await shown.until(/Apply this in Sandbox\?/);
    shown.type('n\r');
    expect(await shown.ended).toBe(1);
    expect(shown.screen()).toContain('Stopped. Nothing was changed.');
    expect(existsSync(join(bench.cwd, '.env'))).toBe(false);
    expect((await bench.api.list('/api/v1/apps')).map(({ label }) => label)).not.toContain('Okta Multidemo');
  }, 600_000);
});
