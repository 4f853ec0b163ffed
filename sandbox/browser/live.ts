/**
 * Pages that a presenter keeps next to the demo: they show messages as soon as the org sends them, keep the focus
 * where it is, and send their forms without leaving the page.
 */
import { followerOf, replaceContent } from '../../shared/redraw.ts';

const live = document.getElementById('live');
if (live) {
  const { events = '', fragment = '', now } = live.dataset;
  const offset = now === undefined ? 0 : Date.parse(now) - Date.now();
  const beginLook = followerOf(live, (html) => {
    replaceContent(live, html);
    dress(live);
    tick();
  });
  const look = async (): Promise<void> => {
    const show = beginLook();
    try {
      const response = await fetch(fragment);
      const html = await response.text();
      if (response.ok) show(html);
    } catch {
      // The sandbox is stopped or restarts: the next look finds it again.
    }
  };

  new EventSource(events).addEventListener('message', () => void look());
  // A challenge runs out, or is answered elsewhere, without a message.
  setInterval(() => void look(), 5000);

  live.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (form.dataset.inline === undefined) return;
    event.preventDefault();
    const body = new URLSearchParams();
    new FormData(form, event.submitter).forEach((value, name) => {
      if (typeof value === 'string') body.append(name, value);
    });
    const headers = { 'x-requested-with': form.dataset.inline };
    void fetch(form.action, { method: 'POST', body, headers }).then(look, look);
  });

  live.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLElement>('[data-copy]');
    if (!button) return;
    void navigator.clipboard.writeText(button.dataset.copy ?? '').then(() => {
      button.textContent = 'Copied';
    });
  });

  const tick = (): void => {
    const seconds = Math.floor((Date.now() + offset) / 1000);
    for (const clock of document.querySelectorAll('[data-clock]'))
      clock.textContent = new Date(Date.now() + offset).toLocaleTimeString([], {
        hour: '2-digit',
        minute: '2-digit',
      });
    for (const ring of live.querySelectorAll<HTMLElement>('[data-period]')) {
      const period = Number(ring.dataset.period);
      const left = period - (seconds % period);
      ring.textContent = String(left);
      ring.style.setProperty('--part', String(left / period));
      if (left === period) void look();
    }
  };
  setInterval(tick, 1000);
  dress(live);
  void look();
  tick();
}

/** Shows times in the reader's locale; links in an email open in another tab. */
function dress(place: HTMLElement): void {
  for (const time of place.querySelectorAll<HTMLTimeElement>('time[datetime]'))
    time.textContent = new Date(time.dateTime).toLocaleTimeString();
  for (const link of place.querySelectorAll<HTMLAnchorElement>('.letter a')) {
    link.target = '_blank';
    link.rel = 'noopener';
  }
}
