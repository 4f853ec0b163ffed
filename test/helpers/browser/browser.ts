import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser, Locator, Page } from 'playwright-core';

const places = [
  process.env['CHROMIUM_PATH'],
  // The same engine without browser windows: it starts and opens pages in less than half the time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** The browser for tests; undefined when this machine has none. */
const executable = places.find((place) => place !== undefined && existsSync(place));

const remedy =
  'No Chromium was found. Install one (`apt-get install chromium`, `brew install --cask chromium`) or set CHROMIUM_PATH.';

/**
 * For `describe.skipIf`: true without a browser. The name of the suite should be `named(...)`, so that a skipped one says
 * what is missing. With MULTIDEMO_FAIL_ON_SKIP=1 (continuous integration) a missing browser fails instead.
 */
export const noBrowser = ((): boolean => {
  if (executable === undefined && process.env['MULTIDEMO_FAIL_ON_SKIP'] === '1') throw new Error(remedy);
  return executable === undefined;
})();

export const named = (name: string): string => (noBrowser ? `${name} (skipped: ${remedy})` : name);

export function launchBrowser(): Promise<Browser> {
  // Chromium's sandbox cannot be used by root, as whom containers run; the pages are our own.
  return chromium.launch({
    executablePath: executable!,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

/**
 * Fills in the fields of a form until each has its value: the widget moves the focus to its first field shortly after
 * drawing them, and text that is being typed ends up there.
 */
export async function fillIn(...fields: (readonly [Locator, string])[]): Promise<void> {
  const hold = (): Promise<boolean[]> =>
    Promise.all(fields.map(async ([field, value]) => (await field.inputValue()) === value));
  do for (const [field, value] of fields) await field.fill(value);
  while ((await hold()).includes(false));
}

/** Gen2 of the widget renders a form again after an error and on arrival, which empties it: waits until no part of the page changes. */
export const standsStill = (page: Page): Promise<void> =>
  page.evaluate(
    (quiet) =>
      new Promise<void>((resolve) => {
        const finish = (): void => {
          observer.disconnect();
          resolve();
        };
        let timer = setTimeout(finish, quiet);
        const observer = new MutationObserver(() => {
          clearTimeout(timer);
          timer = setTimeout(finish, quiet);
        });
        observer.observe(document.body, { childList: true, subtree: true });
      }),
    300,
  );
