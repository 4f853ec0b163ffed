/** Runs on every page: help, menus, colors, copying, and no private data after Back. */
import { enableCopyButtons } from './parts/copy.ts';
import { enableHelp } from './parts/help.ts';
import { enableMenus } from './parts/menus.ts';
import { enableModes } from './parts/modes.ts';
import { enablePresenter } from './parts/presenter.ts';
import { watchSession } from './parts/session-watch.ts';
import { keepTimesFresh } from './parts/times.ts';

enableCopyButtons();
enableHelp();
enableMenus();
enableModes();
enablePresenter();
keepTimesFresh();
watchSession();

// On a phone the links scroll horizontally: show the current page's, and fade where there are more.
for (const row of document.querySelectorAll<HTMLElement>('.topnav, .subnav, .filter-tabs')) {
  const current = row.querySelector<HTMLElement>('[aria-current]');
  if (current)
    row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
  const fade = (): void => {
    row.classList.toggle('can-scroll-on', row.scrollWidth - row.clientWidth - row.scrollLeft > 4);
  };
  fade();
  row.addEventListener('scroll', fade, { passive: true });
  addEventListener('resize', fade);
}

// A page restored from the browser's cache would show a signed-out user's data again.
addEventListener('pageshow', (event) => {
  if (event.persisted && 'signedIn' in document.body.dataset) location.reload();
});
