/**
 * The events page: shows each new event at the top. The browser reconnects automatically and says which event
 * it received last.
 */
import { element } from './parts/dom.ts';

interface ShownEvent {
  number: number;
  type: string;
  /** Seconds since the epoch. */
  published: number;
  message?: string;
  actor?: string;
  raw: string;
}

const list = document.getElementById('events');
const state = document.getElementById('state');
const none = document.getElementById('none');

function row({ type, published, message, actor, raw }: ShownEvent): HTMLLIElement {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  return element(
    'li',
    { class: 'event is-new' },
    element(
      'details',
      {},
      element(
        'summary',
        {},
        element('time', {}, `${format.format(published * 1000)} UTC`),
        element('code', {}, type),
        element('span', {}, message ?? ''),
        element('span', { class: 'event-actor' }, actor ?? ''),
      ),
      element('pre', { tabindex: '0', 'aria-label': 'The event as delivered' }, raw),
    ),
  );
}

if (list && state) {
  const source = new EventSource(`/events/stream?after=${list.dataset['last'] ?? '0'}`);
  source.addEventListener('open', () => (state.textContent = 'live'));
  source.addEventListener('error', () => (state.textContent = 'reconnecting'));
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    list.prepend(row(JSON.parse(data) as ShownEvent));
    if (none) none.hidden = true;
  });
}
