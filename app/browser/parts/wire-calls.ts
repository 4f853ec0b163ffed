import { breakable, element } from './dom.ts';

/**
 * Lists, as they happen, the calls that this page makes to the org. The browser itself reports them, so the
 * observed client needs no changes. Values are omitted: handles and tokens do not belong on a projector.
 */
export function showWireCalls(): void {
  const list = document.getElementById('wire-calls');
  const org = list?.dataset['org'];
  if (!list || org === undefined) return;
  const observer = new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries()) {
      const url = new URL(entry.name);
      if (url.origin !== org || /\.(css|js|png|svg|woff2?)$/.test(url.pathname)) continue;
      list.hidden = false;
      list.append(
        element(
          'li',
          {},
          element('code', {}, ...breakable(url.pathname)),
          element('span', {}, `${Math.round(entry.duration)} ms`),
        ),
      );
      while (list.childElementCount > 8) list.firstElementChild?.remove();
    }
  });
  observer.observe({ type: 'resource', buffered: true });
}
