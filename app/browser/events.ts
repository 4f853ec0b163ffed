/**
 * The events page: shows each new event at the top. The browser reconnects automatically and says which event
 * it received last.
 */
import { redrawerOf } from '../../shared/redraw.ts';
import { element, icon } from './parts/dom.ts';
import { relative } from './parts/times.ts';

interface ShownEvent {
  number: number;
  type: string;
  /** Seconds since the epoch. */
  published: number;
  message?: string;
  actor?: string;
  /** The request at Okta that caused it. */
  group?: string;
  raw: string;
}

const list = document.getElementById('events');
const state = document.getElementById('state');
const none = document.getElementById('none');

function row({ type, published, message, actor, group = '', raw }: ShownEvent): HTMLLIElement {
  const format = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'medium',
    timeStyle: 'medium',
    timeZone: 'UTC',
  });
  return element(
    'li',
    { class: 'event is-new', 'data-group': group },
    element(
      'details',
      {},
      element(
        'summary',
        {},
        icon('chevron', 16),
        element(
          'time',
          { 'data-relative': String(published), title: `${format.format(published * 1000)} UTC` },
          relative(published),
        ),
        element('code', {}, type),
        element('span', {}, message ?? ''),
        element('span', { class: 'event-actor' }, actor ?? ''),
      ),
      element('pre', { tabindex: '0', 'aria-label': 'The event as delivered' }, raw),
    ),
  );
}

if (list && state) {
  const redraw = redrawerOf(list);
  const source = new EventSource(`/events/stream?after=${list.dataset['last'] ?? '0'}`);
  source.addEventListener('open', () => (state.textContent = 'live'));
  source.addEventListener('error', () => (state.textContent = 'reconnecting'));
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    const event = JSON.parse(data) as ShownEvent;
    redraw(() => show(list, event));
  });
}

function show(list: HTMLElement, event: ShownEvent): void {
  const before = list.querySelector<HTMLElement>('.event');
  before?.classList.toggle('is-continued', Boolean(event.group) && before.dataset['group'] === event.group);
  list.prepend(row(event));
  if (none) none.hidden = true;
}
