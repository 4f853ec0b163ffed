import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { requireConfiguredOrg } from '../run/configured-org.ts';
import { openUrl } from '../terminal/open-url.ts';
import { createOutput } from '../terminal/output.ts';

const shopPages = {
  shop: '/',
  products: '/products',
  orders: '/orders',
  events: '/events',
  admin: '/admin',
  developer: '/developer',
};
const orgPages = { org: '/', dashboard: '/app/UserHome', console: '/admin' };

/** Opens a page of the demo in the browser, and prints its address. */
export async function openPage(
  page: string | undefined,
  { json }: { json?: boolean },
  io: Io,
): Promise<void> {
  const name = page ?? 'shop';
  const inShop = name.startsWith('/') ? name : pathIn(shopPages, name);
  const path = inShop ?? pathIn(orgPages, name);
  if (path === undefined)
    throw new UserError(
      `There is no page '${name}'.`,
      `Use ${Object.keys({ ...shopPages, ...orgPages }).join(', ')}, or a path of the shop such as /products.`,
      { code: 'invalid_answer' },
    );
  const { config } = await requireConfiguredOrg(io);
  const url = (inShop === undefined ? config.okta.baseUrl : config.appUrl) + path;
  const opened = await openUrl(url, io);
  const output = createOutput(io);
  output.result(json, { url, opened }, url);
  if (!opened && !json) output.note('No browser could be opened; open this address yourself.');
}

const pathIn = (pages: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(pages, name) ? pages[name] : undefined;
