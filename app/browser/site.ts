/** What every page does: help, menus, colours, copying, and nothing private after Back. */
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

// On a phone the links scroll sideways: the one of this page comes into sight.
document.querySelector('.topnav [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });

// A page kept whole by the browser would show a signed-out person's data again.
addEventListener('pageshow', (event) => {
  if (event.persisted && 'signedIn' in document.body.dataset) location.reload();
});
