import nunjucks from 'nunjucks';
import { breakable } from '../../shared/html.ts';

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** "in 54 minutes", "3 hours ago": in the largest unit of which there are at least two. */
function relativeTime(seconds: number, now: number): string {
  const distance = seconds - Math.floor(now / 1000);
  if (Math.abs(distance) < 5) return 'just now';
  const [unit, size] =
    units.find(([, length]) => Math.abs(distance) >= 2 * length) ?? (['second', 1] as const);
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(Math.round(distance / size), unit);
}

/** "23 Nov 2026, 08:55:12 UTC"; the server's time zone is irrelevant for someone looking at a token. */
function utcTime(seconds: number): string {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  return `${format.format(seconds * 1000)} UTC`;
}

/** "27 Nov 2026", of a date as `2026-11-27`. */
const dayOf = (date: string): string =>
  new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(date));

/** Empty for 0: the theme format defines that such an item shows no price. */
function money(amount: number, currency = 'USD'): string {
  return amount === 0 ? '' : new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount);
}

/** The same without the decimals of a round amount, as in “$162”. */
export const wholeMoney = (amount: number, currency = 'USD'): string =>
  new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency,
    trailingZeroDisplay: 'stripIfInteger',
  }).format(amount);

/** HTML that nunjucks does not escape again. */
const safe = (html: string): string => new nunjucks.runtime.SafeString(html) as unknown as string;

export function addFilters(
  environment: nunjucks.Environment,
  now: () => number,
  currency: string | undefined,
): void {
  environment.addFilter('utc', utcTime);
  environment.addFilter('day', dayOf);
  environment.addFilter('breakable', (address: string | undefined) => safe(breakable(address ?? '')));
  environment.addFilter(
    'refused',
    (calls: readonly { status?: number }[]) => calls.filter(({ status = 500 }) => status >= 400).length,
  );
  environment.addFilter('relative', (seconds: number) => relativeTime(seconds, now()));
  environment.addFilter('money', (amount: number) => money(amount, currency));
}
