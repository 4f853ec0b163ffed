import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Io } from '../io.ts';
import { packageRoot } from '../../shared/package-root.ts';
import { addressesFor } from '../run/addresses.ts';
import { loadForCommand } from '../run/load-theme.ts';
import { isLoopback } from '../run/loopback.ts';
import { untilRight } from './again.ts';
import type { Answers } from './answers.ts';

export interface ShopOptions {
  appUrl?: string;
  port?: number;
  theme?: string;
}

/** The shop's address and theme, as in `.env`. */
export interface ShopAnswers {
  appUrl: string;
  env: Record<string, string | undefined>;
}

function checkAppUrl(text: string): true | string {
  if (!URL.canParse(text) || !/^https?:/.test(text)) return 'It must be a URL such as http://localhost:5000.';
  const { pathname, protocol } = new URL(text);
  if (pathname !== '/') return 'It must not have a path.';
  if (protocol === 'http:' && !isLoopback(text)) return 'It must use https unless it is on this machine.';
  return true;
}
const checkPort = (text: string): true | string =>
  (/^\d+$/.test(text) && Number(text) > 0 && Number(text) <= 65_535) ||
  'It must be a number from 1 to 65535.';

/** Asks for the shop's address and its port; the latter only if the address does not contain it. */
export async function chooseShop(answers: Answers, options: ShopOptions, { env }: Io): Promise<ShopAnswers> {
  const { port } = options;
  const written = await answers.text({
    message: 'What is the shop’s address?',
    flag: '--app-url',
    given: options.appUrl,
    variable: 'APP_URL',
    preset: addressesFor(env).of(port ?? 5000),
    check: checkAppUrl,
  });
  const appUrl = new URL(written).origin;
  const ownPort = new URL(appUrl).port || (appUrl.startsWith('https:') ? '443' : '80');
  const listens =
    isLoopback(appUrl) && port === undefined && answers.file.PORT === undefined
      ? ownPort
      : await answers.text({
          message: 'Which port does it listen on?',
          flag: '--port',
          given: port === undefined ? undefined : String(port),
          variable: 'PORT',
          preset: isLoopback(appUrl) ? ownPort : '5000',
          check: checkPort,
        });
  return { appUrl, env: { APP_URL: appUrl, PORT: listens === ownPort ? undefined : listens } };
}

/** Asks for the shop's theme and loads it, so that its problems are reported now. */
export async function chooseTheme(
  answers: Answers,
  { theme }: ShopOptions,
  { io, tell }: { io: Io; tell: (note: string) => void },
): Promise<Record<string, string | undefined>> {
  const said = answers.said({ given: theme, variable: 'THEME_URI' }) ?? answers.said({ variable: 'THEME' });
  const chosen = await untilRight(answers, tell, async (isFirst) => {
    const one = (isFirst ? said : undefined) ?? (await askForTheme(answers, io));
    await loadForCommand(one, io);
    return one;
  });
  return /^https?:/i.test(chosen)
    ? { THEME: undefined, THEME_URI: chosen }
    : { THEME: chosen, THEME_URI: undefined };
}

async function askForTheme(answers: Answers, io: Io): Promise<string> {
  const { THEME_URI, THEME } = answers.file;
  const preset = THEME_URI ?? THEME ?? 'default';
  if (!answers.asks) return preset;
  const known = await themeNames(io);
  const other = known.includes(preset) ? [] : [{ value: preset, name: preset }];
  const chosen = await answers.one({ message: 'Theme', preset }, [
    ...other,
    ...known.map((name) => ({ value: name, name })),
    { value: elsewhere, name: 'another theme (folder or URL)' },
  ]);
  return chosen === elsewhere ? answers.text({ message: 'Theme folder or URL' }) : chosen;
}

const elsewhere = '\u0000';

async function themeNames({ cwd }: Io): Promise<string[]> {
  const { listThemes } = await import('../../app/index.ts');
  const folders = [...new Set([join(packageRoot(), 'themes'), join(cwd, 'themes')])].filter(existsSync);
  const lists = await Promise.all(folders.map((folder) => listThemes(folder)));
  return [...new Set(lists.flat().map(({ name }) => name))];
}
