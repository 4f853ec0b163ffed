const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

/** "in 54 minutes": the same wording as the server's (app/site/view-filters.ts). */
export function relative(seconds: number): string {
  const distance = seconds - Math.floor(Date.now() / 1000);
  if (Math.abs(distance) < 5) return 'just now';
  const [unit, size] = units.find(([, length]) => Math.abs(distance) >= 2 * length) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en', { numeric: 'always' }).format(Math.round(distance / size), unit);
}

/** Elements with `data-relative` (seconds since the epoch) are kept up to date. */
export function keepTimesFresh(): void {
  setInterval(() => {
    for (const time of document.querySelectorAll<HTMLElement>('[data-relative]'))
      time.textContent = relative(Number(time.dataset['relative']));
  }, 15_000);
}
