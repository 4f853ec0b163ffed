/** What the Admin Console and the dashboard do in the browser; without it their pages and forms work all the same. */
import { followerOf, replaceContent } from '../../shared/redraw.ts';
import { reload } from '../../shared/reload.ts';
import { orderLists } from './parts/order.ts';
import { passkeys } from './parts/passkey.ts';
import { pickers } from './parts/picker.ts';

/** Times in the reader's own way. */
function dress(place: ParentNode): void {
  for (const time of place.querySelectorAll<HTMLTimeElement>('time[datetime]'))
    if (time.dateTime) time.textContent = new Date(time.dateTime).toLocaleString();
}

/** Reloads rows while the page is visible; open details stay open. */
function keepLive(block: HTMLElement): void {
  const place = document.getElementById('blocks');
  if (!place) return;
  const url = new URL(location.href);
  url.searchParams.set('fragment', '');
  const isBusy = (): boolean =>
    document.hidden ||
    place.querySelector(':popover-open') !== null ||
    (place.contains(document.activeElement) &&
      document.activeElement?.matches('input, select, textarea') === true);
  const draw = (html: string): void => {
    replaceContent(place, html);
    dress(place);
  };
  const beginLook = followerOf(place, draw, isBusy);
  const look = async (): Promise<void> => {
    const show = beginLook();
    const response = await fetch(url);
    // The session has ended: reloading leads to the sign-in page and back.
    if (response.redirected) reload();
    else if (response.ok) show(await response.text());
  };
  setInterval(
    () => {
      // The org is stopped or restarting: the next request tries again.
      if (!isBusy()) look().catch(() => undefined);
    },
    Number(block.dataset.live) * 1000,
  );
}

/** Fetches the form of a button, which the page does not bring along, and opens it over the page. */
async function openPanel(link: HTMLAnchorElement): Promise<void> {
  const url = new URL(link.href);
  url.searchParams.set('fragment', 'panel');
  const response = await fetch(url);
  if (!response.ok || response.redirected) throw new Error('The page shows why.');
  document.getElementById(link.dataset.panel ?? '')?.remove();
  link.insertAdjacentHTML('afterend', await response.text());
  const panel = document.getElementById(link.dataset.panel ?? '');
  if (!panel) return;
  pickers(panel);
  panel.showPopover();
}

document.addEventListener('keydown', (event) => {
  const target = event.target as HTMLElement;
  if (event.key !== ' ' || !target.matches('a[role=button]')) return;
  event.preventDefault();
  target.click();
});

document.addEventListener('click', (event) => {
  const target = event.target as Element;
  const opener = target.closest<HTMLAnchorElement>('a[data-panel]');
  if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openPanel(opener).catch(() => location.assign(opener.href));
  }
  const copy = target.closest<HTMLElement>('[data-copy]');
  if (copy) {
    const text = copy.dataset.copy || copy.previousElementSibling?.textContent || '';
    void navigator.clipboard.writeText(text).then(() => {
      copy.textContent = 'Copied';
    });
  }
  const menu = target.closest<HTMLElement>('.menu-button');
  if (menu) {
    const isOpen = document.body.classList.toggle('menu-open');
    menu.ariaExpanded = String(isOpen);
  }
});

document.addEventListener('submit', (event) => {
  const form = event.target as HTMLFormElement;
  const { confirm: question } = form.dataset;
  // A second click must not send the form again.
  if (form.dataset.sent !== undefined || (question && !confirm(question))) {
    event.preventDefault();
    return;
  }
  if (form.dataset.once !== undefined) form.dataset.sent = '';
  document.body.ariaBusy = 'true';
});
// After Back the page is in its last state: its forms can be sent again.
addEventListener('pageshow', () => {
  document.body.ariaBusy = null;
  for (const form of document.querySelectorAll<HTMLFormElement>('form[data-sent]')) delete form.dataset.sent;
});

document.addEventListener('change', (event) => {
  const select = event.target as HTMLSelectElement;
  if (select.dataset.send !== undefined) select.form?.requestSubmit();
});

const finder = document.querySelector<HTMLInputElement>('[data-find]');
finder?.addEventListener('input', () => {
  const words = finder.value.toLowerCase().split(/\s+/).filter(Boolean);
  let found = 0;
  for (const tile of document.querySelectorAll<HTMLElement>(finder.dataset.find ?? '')) {
    const text = tile.textContent.toLowerCase();
    tile.hidden = !words.every((word) => text.includes(word));
    if (!tile.hidden) found += 1;
  }
  const nothing = document.querySelector<HTMLElement>('[data-nothing]');
  if (nothing) nothing.hidden = found > 0;
});

dress(document);
orderLists(document);
pickers(document);
passkeys(document);
document.querySelector<HTMLElement>('.panel[data-open]')?.scrollIntoView({ block: 'center' });
const live = document.querySelector<HTMLElement>('[data-live]');
if (live) keepLive(live);
