/** A class in browsers: everyone joins, signs in and orders. Usage: npm run bench:class -- [seats] [at once] */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BrowserContext, chromium } from 'playwright-core';
import { freePort } from './demo.ts';

const [seats = 30, atOnce = 4] = process.argv.slice(2).map(Number);
const people = { login: 'ada@example.com', password: 'Shop-Basic-2026' };

interface Class {
  readonly url: string;
  readonly code: string;
  readonly trainerCode: string;
  readonly seats: readonly { readonly name: string; readonly shop: string }[];
}

const folder = await mkdtemp(join(tmpdir(), 'class-'));
const port = await freePort();
const bin = join(process.cwd(), 'dist/cli/bin.js');
const started = performance.now();
const child = spawn(process.execPath, [bin, 'class', '--seats', `${seats}`, '--port', `${port}`, '--json'], {
  cwd: folder,
  env: {
    PATH: process.env['PATH'],
    ...(process.env['NODE_OPTIONS'] && { NODE_OPTIONS: process.env['NODE_OPTIONS'] }),
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let text = '';
child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
const ended = new Promise((settle) => child.once('exit', settle));

const megabytes = async (): Promise<number> => {
  const status = await readFile(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
};
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1);
const say = async (what: string, since: number): Promise<void> =>
  console.log(
    `${what.padEnd(46)} ${seconds(since).padStart(6)} s  ${String(await megabytes()).padStart(5)} MB`,
  );

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  while (!/\n\}\n$/.test(text)) await sleep(50);
  const room = JSON.parse(text) as Class;
  await say('the class responds', started);
  const isReady = (name: string): boolean =>
    existsSync(join(folder, '.multidemo/class', name, '.multidemo/sandbox/provisioned.json'));
  while (!room.seats.every(({ name }) => isReady(name))) await sleep(100);
  await sleep(2000);
  await say(`${seats} seats prepared, all asleep`, started);

  const trainer = await browser.newContext();
  const board = await trainer.newPage();
  await board.goto(`${room.url}/board`);
  await board.getByLabel('Trainer’s code').fill(room.trainerCode);
  await board.getByRole('button', { name: 'Open' }).click();
  await board.locator('#seats').waitFor();

  const contexts: BrowserContext[] = [];
  const times: number[] = [];
  const failures: string[] = [];
  const attend = async (number: number): Promise<void> => {
    const began = performance.now();
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(60_000);
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${room.url}/?code=${room.code}`);
    await page.getByLabel('Your name').fill(`Person ${number}`);
    await page.getByRole('button', { name: 'Join' }).click();
    const shop = (await page.getByRole('link', { name: 'Shop', exact: true }).getAttribute('href')) ?? '';
    await page.goto(`${shop}/login/okta?return=/products`);
    await page.locator('input[name="identifier"]').fill(people.login);
    await page.locator('input[name="identifier"]').press('Enter');
    await page.locator('input[name="credentials.passcode"]').fill(people.password);
    await page.locator('input[name="credentials.passcode"]').press('Enter');
    await page.waitForURL(`${shop}/products`);
    const card = page.locator('.card-item:not(.is-skeleton)').first();
    await card.getByRole('button').click();
    await card.getByText('Ordered').waitFor();
    const cookies = await context.cookies();
    const foreign = cookies.filter(
      ({ domain }) =>
        !domain.startsWith(new URL(shop).hostname.replace('.localhost', '')) && domain !== 'localhost',
    );
    if (foreign.length > 0)
      failures.push(`seat ${number} has cookies of ${foreign.map(({ domain }) => domain).join(', ')}`);
    await page.close();
    times.push(performance.now() - began);
  };
  const all = performance.now();
  const numbers = Array.from({ length: seats }, (_, index) => index + 1);
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = numbers.shift(); next !== undefined; next = numbers.shift()) {
        const number = next;
        await attend(number).catch((error: unknown) => failures.push(`${number}: ${String(error)}`));
      }
    }),
  );
  await say(`${times.length} of ${seats} joined, signed in and ordered`, all);
  times.sort((one, other) => one - other);
  console.log(
    `one person, median: ${((times[times.length >> 1] ?? 0) / 1000).toFixed(1)} s, ${atOnce} at once`,
  );
  await board.reload();
  console.log((await board.locator('#facts').innerText()).replace(/\s+/g, ' '));
  await sleep(5000);
  await say('5 seconds later', all);
  for (const failure of failures) console.log(`FAILED ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
} finally {
  await browser.close();
  child.kill('SIGINT');
  await ended;
  await rm(folder, { recursive: true, force: true });
}
