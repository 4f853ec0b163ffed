/**
 * Looks at every page of every built-in theme, light and dark: axe with the help closed and open, Lighthouse, and bytes
 * transferred.
 *
 *   npm run pages [-- --only=/products,/orders] [--themes=books] [--modes=dark] [--no-lighthouse]
 *
 * Prints a table for docs/pages.md. Lighthouse is no dependency of the project because of its size:
 * `npm install --no-save lighthouse@12.8.2` gives it to this script.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { BrowserContext, Page } from 'playwright-core';
import { demoPeople } from '../cli/provision/people.ts';
import { freePort, startDemo } from './demo.ts';

const require = createRequire(join(process.cwd(), 'package.json'));
/** What follows `--name=`, divided at the commas. */
const chosen = (name: string): string[] | undefined =>
  process.argv
    .find((word) => word.startsWith(`--${name}=`))
    ?.slice(name.length + 3)
    .split(',');
const themes = chosen('themes') ?? ['default', 'books', 'bank', 'cloud'];
const modes = (chosen('modes') ?? ['light', 'dark']) as ('light' | 'dark')[];
/** `/orders` is the page of 401 here, `/login/okta` leads to the org's own page, and the custom form brings auth-js. */
const signedOut = ['/', '/login', '/orders', '/no-such-page', '/login/okta', '/login/custom-form'];
/** Pages with Okta's widget carry its megabyte: axe looks at them, the other measures are not for them. */
const widgets = [
  '/login/sign-up',
  '/login/recovery',
  '/login/widget',
  '/login/implicit',
  '/login/social',
  '/login/idp-discovery',
  '/login/custom-css',
];
/** What Grace sees, who is premium and no admin: `/admin` is the page of 403. */
const forPremium = [
  '/',
  '/products',
  '/orders',
  '/apps',
  '/profile',
  '/portfolio',
  '/developer',
  '/developer/new',
  '/admin',
  '/no-such-page',
];
const forAdmin = [
  '/admin',
  '/admin/users',
  '/admin/orders',
  '/admin/config',
  '/admin/data',
  '/admin/doctor',
  '/events',
];

interface Finding {
  readonly theme: string;
  readonly mode: string;
  readonly page: string;
  readonly axe: readonly string[];
  readonly kilobytes: number;
  readonly performance?: number;
  readonly accessibility?: number;
}

interface LighthouseResult {
  lhr: { categories: Record<string, { score: number | null } | undefined> };
}
type Lighthouse = (url: string, flags: object, config?: object) => Promise<LighthouseResult | undefined>;

async function findLighthouse(): Promise<Lighthouse | undefined> {
  if (process.argv.includes('--no-lighthouse')) return undefined;
  try {
    const module = (await import(pathToFileURL(require.resolve('lighthouse')).href)) as {
      default: Lighthouse;
    };
    return module.default;
  } catch {
    console.error('Lighthouse is not installed: npm install --no-save lighthouse@12');
    return undefined;
  }
}

const only = chosen('only');
const wanted = (page: string): boolean => only === undefined || only.includes(page);
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

async function main(): Promise<void> {
  const lighthouse = await findLighthouse();
  const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  const findings: Finding[] = [];
  for (const theme of themes) {
    const folder = await mkdtemp(join(tmpdir(), 'pages-'));
    const demo = await startDemo(folder, {
      THEME: theme,
      FF_EVENTS: 'true',
      FF_DEVELOPER: 'true',
      FF_PORTFOLIO: 'true',
    });
    for (const mode of modes) {
      const port = await freePort();
      const browser = await chromium.launchPersistentContext(join(folder, `profile-${mode}`), {
        executablePath,
        args: [`--remote-debugging-port=${port}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
        colorScheme: mode,
        bypassCSP: true, // axe is injected; what the pages load is watched by the browser tests
        viewport: { width: 1350, height: 940 },
      });
      const look = async (pages: readonly string[], who: string, measured: boolean): Promise<void> => {
        for (const page of pages.filter(wanted)) {
          const url = demo.shopUrl + page;
          const seen = await inspect(browser, url, axe);
          const scores = lighthouse && measured ? await score(lighthouse, url, port) : {};
          const finding = { theme, mode, page: `${page} ${who}`, ...seen, ...scores };
          findings.push(finding);
          console.error(JSON.stringify(finding));
        }
      };
      await setMode(browser, demo.shopUrl, mode);
      await look(signedOut, '', true);
      await look(widgets, '', false);
      await signIn(browser, demo.shopUrl, 'premium');
      await order(browser, demo.shopUrl);
      await look(forPremium, '(premium)', true);
      await browser.clearCookies();
      await signIn(browser, demo.shopUrl, 'admin');
      await look(forAdmin, '(admin)', true);
      await browser.close();
    }
    await demo.stop();
    await rm(folder, { recursive: true, force: true });
  }
  print(findings);
}

/** Lighthouse's own tabs know no colour scheme of ours, but the footer's choice is kept in the profile. */
async function setMode(browser: BrowserContext, shop: string, mode: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto(shop);
  await page.evaluate((value) => {
    localStorage.setItem('mode', value);
  }, mode);
  await page.close();
}

async function inspect(
  browser: BrowserContext,
  url: string,
  axe: string,
): Promise<Pick<Finding, 'axe' | 'kilobytes'>> {
  const page = await browser.newPage();
  const cdp = await browser.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  cdp.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(700);
  const kilobytes = Math.round(bytes / 1024);
  const closed = await runAxe(page, axe);
  const help = page.locator('.help-button');
  const isShop = (await help.count()) > 0;
  if (isShop) await help.click();
  const open = isShop ? await runAxe(page, axe) : [];
  if (isShop) await help.click(); // the next page would begin with it
  await page.close();
  return { axe: [...new Set([...closed, ...open])], kilobytes };
}

async function runAxe(page: Page, axe: string): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: library } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { target: unknown[] }[] }[] }> };
    };
    const { violations } = await library.run();
    return violations.map(
      ({ id, nodes }) =>
        `${id}: ${nodes
          .map(({ target }) => String(target))
          .slice(0, 3)
          .join(' | ')}`,
    );
  });
}

async function signIn(browser: BrowserContext, shop: string, kind: 'premium' | 'admin'): Promise<void> {
  const { login, password } = demoPeople.find((person) => person.kind === kind) ?? {
    login: '',
    password: '',
  };
  const page = await browser.newPage();
  await page.goto(`${shop}/login/okta`);
  await page.getByLabel(/username/i).fill(login);
  await page.getByLabel(/^password/i).fill(password);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.getByRole('heading', { level: 1, name: /Welcome/ }).waitFor();
  await page.close();
}

/** An order, so that the lists of orders are not looked at empty. */
async function order(browser: BrowserContext, shop: string): Promise<void> {
  const page = await browser.newPage();
  await page.goto(`${shop}/products`);
  const button = page.locator('.card-item:not(.is-skeleton) .btn').first();
  await button.click();
  await page.locator('.strip', { hasText: 'POST' }).waitFor();
  await page.close();
}

/** Scores of a page; performance wavers with the machine's load, so one below the aim is the median of three. */
async function score(
  lighthouse: Lighthouse,
  url: string,
  port: number,
): Promise<Pick<Finding, 'performance' | 'accessibility'>> {
  const desktop = {
    port,
    output: 'json',
    logLevel: 'error',
    onlyCategories: ['performance', 'accessibility'],
    ignoreStatusCode: true, // error pages are pages too
    disableStorageReset: true, // the session and the chosen mode are in there
    formFactor: 'desktop',
    screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
    throttling: { rttMs: 40, throughputKbps: 10_240, cpuSlowdownMultiplier: 1 },
  };
  const run = async (): Promise<{ performance: number; accessibility: number }> => {
    const result = await lighthouse(url, desktop);
    const of = (name: string): number => Math.round((result?.lhr.categories[name]?.score ?? 0) * 100);
    return { performance: of('performance'), accessibility: of('accessibility') };
  };
  const first = await run();
  if (first.performance >= 98) return first;
  const three = [first.performance, (await run()).performance, (await run()).performance];
  return { ...first, performance: three.sort((a, b) => a - b)[1] ?? 0 };
}

function print(findings: readonly Finding[]): void {
  const worst = (values: readonly (number | undefined)[]): string => {
    const known = values.filter((value) => value !== undefined);
    return known.length === 0 ? '·' : String(Math.min(...known));
  };
  console.log('| page | axe findings | performance, worst | accessibility, worst | kB, most |');
  console.log('|---|---|---|---|---|');
  for (const page of new Set(findings.map((finding) => finding.page))) {
    const these = findings.filter((finding) => finding.page === page);
    const axe = these.reduce((sum, finding) => sum + finding.axe.length, 0);
    const most = Math.max(...these.map((finding) => finding.kilobytes));
    console.log(
      `| ${page.trim()} | ${axe} in ${these.length} | ${worst(these.map((f) => f.performance))} | ${worst(these.map((f) => f.accessibility))} | ${most || '·'} |`,
    );
  }
}

await main();
