import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { requireConfiguredOrg } from '../run/configured-org.ts';
import { openUrl } from '../terminal/open-url.ts';
import { createOutput } from '../terminal/output.ts';

/** Pages that can be named; paths of the shop begin with a slash. */
export const pages = {
  shop: 'shop:/',
  products: 'shop:/products',
  orders: 'shop:/orders',
  events: 'shop:/events',
  admin: 'shop:/admin',
  developer: 'shop:/developer',
  org: 'org:/',
  dashboard: 'org:/app/UserHome',
  console: 'org:/admin',
} as const;

/** Opens a page of the demo in the browser, and prints its address. */
export async function openPage(
  page: string | undefined,
  { json }: { json?: boolean },
  io: Io,
): Promise<void> {
  const known: Readonly<Record<string, string>> = pages;
  const wanted = page?.startsWith('/') ? `shop:${page}` : known[page ?? 'shop'];
  if (wanted === undefined)
    throw new UserError(
      `There is no page '${page}'.`,
      `Use ${Object.keys(pages).join(', ')}, or a path of the shop such as /products.`,
      { code: 'invalid_answer' },
    );
  const { config } = await requireConfiguredOrg(io);
  const [where = '', path = ''] = wanted.split(/:(.*)/s);
  const url = (where === 'org' ? config.okta.baseUrl : config.appUrl) + path;
  const opened = await openUrl(url, io);
  const output = createOutput(io);
  if (json) output.json({ url, opened });
  else output.line(url);
  if (!opened && !json) output.note('No browser could be opened; open this address yourself.');
}
