import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { person } from '../demo.ts';

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** A folder for pictures of the pages that are looked at; none are taken without it. */
const pictures = process.env['MULTIDEMO_SCREENSHOTS'];

interface AxeWindow {
  axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
}

/** https://developer.mozilla.org/en-US/docs/Web/API/LayoutShift */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null }[];
}

type Side = readonly [width: number, colorScheme: 'light' | 'dark'];

/** Widths in pixels and color schemes that every page is looked at in. */
export const allSides: readonly Side[] = [
  [390, 'dark'],
  [390, 'light'],
  [1280, 'light'],
  [1280, 'dark'],
];

/** A window for looking at pages: a phone in dark mode, because most tests use a wide, light one. */
export const windowToLookAt = (
  browser: Browser,
  [width, colorScheme]: Side = [390, 'dark'],
): Promise<BrowserContext> => browser.newContext({ viewport: { width, height: 844 }, colorScheme });

/** A window of someone else's browser: to close with the other contexts; what its pages' policy forbids is a complaint. */
export async function openWindow(
  browser: Browser,
  contexts: BrowserContext[],
  complaints: string[],
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  contexts.push(context);
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  return page;
}

/** Signs in on the org's own page, and arrives at the shop's home. */
export async function signIn(page: Page, shop: string, kind: Parameters<typeof person>[0]): Promise<void> {
  await page.goto(`${shop}/login/okta`);
  await giveCredentials(page, kind);
  await page.getByRole('heading', { level: 1, name: /Welcome/ }).waitFor();
}

/** Fills in and sends the org's sign-in page, which asks for the name and then for the password, on either engine. */
export async function giveCredentials(page: Page, kind: Parameters<typeof person>[0]): Promise<void> {
  const { login, password } = person(kind);
  const name = page.locator('input[name="identifier"], input[name="username"]');
  await name.fill(login);
  await name.press('Enter');
  const secret = page.locator('input[name="credentials.passcode"], input[name="password"]');
  await secret.fill(password);
  await secret.press('Enter');
}

/** Orders the first product. */
export async function orderFirst(page: Page, shop: string): Promise<void> {
  await page.goto(`${shop}/products`);
  const card = page.locator('.card-item:not(.is-skeleton)').first();
  await card.getByRole('button').click();
  await card.getByText('Ordered').waitFor();
}

/** What is wrong with the look of pages, each under its name. */
export class Flaws {
  readonly found: Record<string, string[]> = {};

  /** Checks the page in every width and color scheme, by changing its window and the system setting. */
  async lookFromAllSides(page: Page, name: string, sides: readonly Side[] = allSides): Promise<void> {
    for (const side of sides) {
      await turn(page, side);
      await this.look(page, name);
    }
    await turn(page, sides[0]!);
  }

  /** Keeps what axe finds on the page as it stands, and whether it is wider than its window. */
  async look(page: Page, name: string): Promise<void> {
    if (!(await page.evaluate(() => 'axe' in window))) {
      // Like a debugger, because the page's content security policy blocks scripts.
      const session = await page.context().newCDPSession(page);
      await session.send('Runtime.evaluate', { expression: await axe });
      await session.detach();
    }
    const flaws = await page.evaluate(async () => {
      // Only violations, and without their selectors, which take long to compute.
      const options = { resultTypes: ['violations'], selectors: false };
      const { violations } = await (window as unknown as AxeWindow).axe.run(options);
      const wide = document.documentElement.scrollWidth - innerWidth;
      return [
        ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
        ...(wide > 0 ? [`${wide} pixels too wide`] : []),
      ];
    });
    if (flaws.length > 0) this.found[`${name}-${await lookOf(page)}`] = flaws;
    await takePicture(page, name);
  }
}

/** Changes window and color scheme, and waits until the page has followed and no color transition is running. */
async function turn(page: Page, [width, colorScheme]: Side): Promise<void> {
  await page.setViewportSize({ width, height: 844 });
  await page.emulateMedia({ colorScheme });
  await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1)
      await new Promise((resolve) => {
        requestAnimationFrame(resolve);
      });
    for (const animation of document.getAnimations())
      if (animation instanceof CSSTransition) animation.finish();
  });
}

async function lookOf(page: Page): Promise<string> {
  const isDark = await page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches);
  return `${page.viewportSize()!.width}-${isDark ? 'dark' : 'light'}`;
}

/** Keeps a picture of the whole page, where a folder for pictures is named. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await page.screenshot({ path: `${pictures}/${name}-${await lookOf(page)}.png`, fullPage: true });
}

/** Keeps, for every page that is opened from now on, what moves on it without having been used. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: LayoutShift[] = [];
    const observer = new PerformanceObserver((list) => shifts.push(...(list.getEntries() as LayoutShift[])));
    observer.observe({ type: 'layout-shift', buffered: true });
    Object.assign(globalThis, { shiftsSoFar: () => shifts.concat(observer.takeRecords() as LayoutShift[]) });
  });
}

/** What has moved on the page since it was opened, if that is more than a trifle: https://web.dev/articles/cls */
export const shiftsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const all = (globalThis as unknown as { shiftsSoFar(): LayoutShift[] }).shiftsSoFar();
    const unasked = all.filter(({ hadRecentInput }) => !hadRecentInput);
    const sum = unasked.reduce((total, { value }) => total + value, 0);
    const nodes = unasked.flatMap(({ sources }) => sources.map(({ node }) => node?.parentElement?.outerHTML));
    return sum > 0.005
      ? [`moves by ${sum.toFixed(4)}: ${nodes.map((html) => html?.slice(0, 120)).join('; ')}`]
      : [];
  });

/** Text that is seen and smaller than that, each with its size. */
export const smallType = (page: Page, smallest: number): Promise<string[]> =>
  page.evaluate((least) => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const text = walker.currentNode.textContent?.trim() ?? '';
      const parent = walker.currentNode.parentElement;
      if (!parent || text === '' || parent.closest('script, style, noscript, [aria-hidden="true"]')) continue;
      const { width, height } = parent.getBoundingClientRect();
      if (width <= 1 || height <= 1 || !parent.checkVisibility({ visibilityProperty: true })) continue;
      const size = Number.parseFloat(getComputedStyle(parent).fontSize);
      if (size < least - 0.01)
        found.add(`${size} ${parent.tagName}.${parent.className}: ${text.slice(0, 40)}`);
    }
    return [...found];
  }, smallest);
