/**
 * Looks at every page of every built-in theme, light and dark: axe, Lighthouse and bytes transferred.
 *
 *   npm run pages [-- --only=/products] [-- --no-lighthouse]
 *
 * Prints a table for docs/pages.md. Lighthouse is no dependency of the project because of its size:
 * `npm install --no-save lighthouse@12` gives it to this script.
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
const themes = ['default', 'books', 'bank', 'cloud'];
const modes = ['light', 'dark'] as const;
/** Pages with Okta's widget carry its megabyte: axe looks at them, the other measures are not for them. */
const signedOut = ['/', '/login', '/login/custom-form', '/no-such-page'];
const widgets = [
  '/login/sign-up',
  '/login/recovery',
  '/login/widget',
  '/login/implicit',
  '/login/social',
  '/login/idp-discovery',
  '/login/custom-css',
];
const signedIn = ['/', '/products', '/orders', '/events', '/no-such-page'];

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

const only = process.argv
  .find((word) => word.startsWith('--only='))
  ?.slice(7)
  .split(',');
const wanted = (page: string): boolean => only === undefined || only.includes(page);
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

async function main(): Promise<void> {
  const lighthouse = await findLighthouse();
  const axe = await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
  const findings: Finding[] = [];
  for (const theme of themes) {
    const folder = await mkdtemp(join(tmpdir(), 'pages-'));
    const demo = await startDemo(folder, { THEME: theme, FF_EVENTS: 'true' });
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
      await lookAtSignIn(browser, demo.shopUrl, axe, (finding) => findings.push({ theme, mode, ...finding }));
      await look(signedIn, '(signed in)', true);
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
  const violations = await runAxe(page, axe);
  await page.close();
  return { axe: violations, kilobytes };
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

/** The org's hosted page is looked at on the way to signing in. */
async function lookAtSignIn(
  browser: BrowserContext,
  shop: string,
  axe: string,
  add: (finding: Pick<Finding, 'page' | 'axe' | 'kilobytes'>) => void,
): Promise<void> {
  const { login, password } = demoPeople.find(({ kind }) => kind === 'admin') ?? { login: '', password: '' };
  const page = await browser.newPage();
  await page.goto(`${shop}/login/okta`, { waitUntil: 'load' });
  await page.waitForTimeout(500);
  const violations = await runAxe(page, axe);
  add({ page: 'sign-in page of the org', axe: violations, kilobytes: 0 });
  if (violations.length > 0) console.error(violations);
  await page.getByLabel(/username/i).fill(login);
  await page.getByLabel(/^password/i).fill(password);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.getByRole('heading', { level: 1, name: /Welcome/ }).waitFor();
  await page.close();
}

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
    disableStorageReset: true, // the session and the chosen mode are in there
    formFactor: 'desktop',
    screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false },
    throttling: { rttMs: 40, throughputKbps: 10_240, cpuSlowdownMultiplier: 1 },
  };
  const result = await lighthouse(url, desktop);
  const of = (name: string): number => Math.round((result?.lhr.categories[name]?.score ?? 0) * 100);
  return { performance: of('performance'), accessibility: of('accessibility') };
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
