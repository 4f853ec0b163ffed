/** Runs on every page: help, menus, colours, copying, and no private data after Back. */
import { enableCopyButtons } from './parts/copy.ts';
import { enableHelp } from './parts/help.ts';
import { enableMenus } from './parts/menus.ts';
import { enableModes } from './parts/modes.ts';
import { enablePresenter } from './parts/presenter.ts';
import { keepTimesFresh } from './parts/times.ts';

enableCopyButtons();
enableHelp();
enableMenus();
enableModes();
enablePresenter();
keepTimesFresh();

// On a phone the links scroll horizontally: scroll to the current page's link.
document.querySelector('.topnav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

// A page restored from the browser's cache would show a signed-out user's data again.
addEventListener('pageshow', (event) => {
  if (event.persisted && 'signedIn' in document.body.dataset) location.reload();
});
