/**
 * The inspector's page: shows rows as they arrive, opens a message next to them, filters, pauses, steps. Rows are
 * made by the server.
 */
import { writersFor } from '../../shared/copy-call.ts';
import { redrawerOf } from '../../shared/redraw.ts';

const byId = (id: string): HTMLElement | null => document.getElementById(id);
const list = byId('messages') as HTMLOListElement | null;
const detail = byId('detail');
const hint = detail?.innerHTML ?? '';
const { last = '0', run = '' } = document.body.dataset;
const query = (parameters: Record<string, string>): string =>
  new URLSearchParams({ ...(run !== '' && { run }), ...parameters }).toString();

let open = 0;
let paused = false;
let clearedAt = 0;
/** Rows that have arrived while paused. */
let waiting: HTMLLIElement[] = [];
/** Messages that have arrived, so that a new connection does not ask for them again. */
let newest = Number(last);

const redraw = list ? redrawerOf(list) : (change: () => void): void => change();
const idOf = (row: HTMLElement): number => Number(row.dataset['id']);
const rows = (): HTMLLIElement[] => [...(list?.querySelectorAll<HTMLLIElement>('.row') ?? [])];
const shown = (): HTMLLIElement[] => rows().filter((row) => row.offsetParent !== null);

/** Puts a row in its place: messages are in the order in which they began, and end in another. */
function place(row: HTMLLIElement): void {
  if (!list || idOf(row) <= clearedAt) return;
  const flow = list.parentElement;
  const isAtEnd = !flow || flow.scrollHeight - flow.scrollTop - flow.clientHeight < 80;
  list.querySelector(`[data-id="${idOf(row)}"]`)?.remove();
  let after = list.lastElementChild as HTMLElement | null;
  while (after && idOf(after) > idOf(row)) after = after.previousElementSibling as HTMLElement | null;
  if (after) after.after(row);
  else list.prepend(row);
  matchOne(row);
  mark(row);
  const none = byId('none');
  if (none) none.hidden = true;
  // The newest is in sight, unless someone has scrolled.
  if (isAtEnd && flow) flow.scrollTop = flow.scrollHeight;
}

function arrive(html: string): void {
  const holder = document.createElement('template');
  holder.innerHTML = html;
  const row = holder.content.querySelector<HTMLLIElement>('.row');
  if (!row) return;
  newest = Math.max(newest, idOf(row));
  redraw(() => {
    if (paused) {
      waiting.push(row);
      showState();
    } else place(row);
  });
}

const state = byId('state');
let unrecorded = 0;
function showState(): void {
  if (state && run === '') {
    const now = paused ? `paused, ${waiting.length} waiting` : 'live';
    state.textContent =
      unrecorded === 0 ? now : `${now} · ${unrecorded.toLocaleString('en')} requests not recorded under load`;
  }
  const step = byId('step') as HTMLButtonElement | null;
  if (step) step.disabled = !paused || waiting.length === 0;
}

function pause(): void {
  paused = !paused;
  byId('pause')?.setAttribute('aria-pressed', String(paused));
  if (!paused) for (const row of waiting.splice(0)) place(row);
  showState();
}

/** The next message that waits, opened. */
function step(): void {
  waiting.sort((a, b) => idOf(a) - idOf(b));
  const visible = waiting.findIndex((row) => !row.classList.contains('is-asset'));
  for (const row of waiting.splice(0, Math.max(visible, 0) + 1)) {
    place(row);
    if (!row.classList.contains('is-asset')) void show(idOf(row));
  }
  showState();
}

const filter = byId('filter') as HTMLInputElement | null;
const channel = byId('channel') as HTMLSelectElement | null;
function matchOne(row: HTMLElement): void {
  const wanted = (filter?.value ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const text = row.textContent.toLowerCase();
  const kind = channel?.value ?? '';
  const fits = kind === '' || row.dataset['channel'] === kind || row.classList.contains(`is-${kind}`);
  row.hidden = !fits || !wanted.every((word) => text.includes(word));
}
function matchAll(): void {
  rows().forEach(matchOne);
  const address = new URL(location.href);
  for (const [name, field] of Object.entries({ filter, channel }))
    if (field?.value) address.searchParams.set(name, field.value);
    else address.searchParams.delete(name);
  history.replaceState(undefined, '', address);
}

async function fetchText(path: string): Promise<string> {
  const response = await fetch(path);
  return response.ok
    ? await response.text()
    : `<p class="none">${response.status === 404 ? 'This message is no longer kept.' : 'The inspector is not responding.'}</p>`;
}

let fills = 0;
/** Shows the response next to the list, unless something else was requested in the meantime. */
async function fill(path: string): Promise<boolean> {
  const current = ++fills;
  const html = await fetchText(path);
  if (!detail || current !== fills) return false;
  detail.innerHTML = html;
  detail.scrollTop = 0;
  return true;
}

async function show(id: number): Promise<void> {
  if (id === 0) return;
  open = id;
  markAll();
  const isRevealed = (byId('reveal') as HTMLInputElement | null)?.checked ?? false;
  if (await fill(`/inspector/messages/${id}?${query(isRevealed ? { reveal: '' } : {})}`)) addTools();
}

const causeOfOpen = (): number =>
  Number(list?.querySelector<HTMLElement>(`[data-id="${open}"]`)?.dataset['cause']);

/** Marks the row as the open message, its cause or one of its effects. */
function mark(row: HTMLElement, cause = causeOfOpen()): void {
  const message = row.querySelector('.message');
  if (message) message.ariaCurrent = idOf(row) === open ? 'true' : null;
  row.classList.toggle('is-cause', idOf(row) === cause);
  row.classList.toggle('is-effect', Number(row.dataset['cause']) === open);
}
function markAll(): void {
  const cause = causeOfOpen();
  for (const row of rows()) mark(row, cause);
}

/** Buttons that need this browser: copying, comparing. */
function addTools(): void {
  const place = detail?.querySelector<HTMLElement>('.copies');
  if (!place) return;
  const call = JSON.parse(place.dataset['call'] ?? '{}') as Parameters<
    ReturnType<typeof writersFor>[string]
  >[0];
  const button = (text: string, act: (self: HTMLButtonElement) => void): HTMLButtonElement => {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', () => act(made));
    return made;
  };
  place.append(
    ...Object.entries(writersFor(navigator.userAgent)).map(([program, write]) =>
      button(`Copy as ${program}`, (self) => {
        void navigator.clipboard.writeText(write(call)).then(() => (self.textContent = 'Copied'));
      }),
    ),
    button('Compare with the previous run', () => void compare()),
  );
}

/** Closes the message; the keyboard focus returns to the list. */
function close(): void {
  if (!detail || open === 0) return;
  const row = list?.querySelector<HTMLElement>(`[data-id="${open}"] .message`);
  open = 0;
  fills += 1;
  markAll();
  detail.innerHTML = hint;
  row?.focus();
}

async function compare(): Promise<void> {
  if (open !== 0) await fill(`/inspector/compare/${open}?${query({})}`);
}

async function keep(): Promise<void> {
  const name = prompt('Name for this run', new Date().toLocaleTimeString());
  if (name === null || name.trim() === '') return;
  const response = await fetch(`/inspector/runs?${query({ name, after: String(clearedAt) })}`, {
    method: 'POST',
  });
  if (!response.ok) return;
  const { id } = (await response.json()) as { id: string };
  (byId('run') as HTMLSelectElement | null)?.append(new Option(name, id));
  if (state) state.textContent = `saved as ${name}`;
}

function move(by: number): void {
  const visible = shown();
  const at = visible.findIndex((row) => idOf(row) === open);
  const next = visible[at === -1 ? (by > 0 ? 0 : visible.length - 1) : at + by];
  if (!next) return;
  next.querySelector<HTMLElement>('.message')?.focus();
  void show(idOf(next));
}

list?.addEventListener('click', ({ target }) => {
  const row = (target as Element).closest<HTMLElement>('.row');
  if (row) void show(idOf(row));
});
detail?.addEventListener('click', ({ target }) => {
  const jump = (target as Element).closest<HTMLElement>('[data-jump]');
  if (!jump) return;
  const id = Number(jump.dataset['jump']);
  list?.querySelector(`[data-id="${id}"]`)?.scrollIntoView({ block: 'nearest' });
  void show(id);
});
byId('pause')?.addEventListener('click', pause);
byId('step')?.addEventListener('click', step);
byId('keep')?.addEventListener('click', () => void keep());
byId('clear')?.addEventListener('click', () => {
  clearedAt = newest;
  list?.replaceChildren();
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.exports a'))
    link.search = `?${query({ after: String(clearedAt) })}`;
});
filter?.addEventListener('input', matchAll);
channel?.addEventListener('change', matchAll);
(byId('assets') as HTMLInputElement | null)?.addEventListener('change', ({ target }) =>
  document.body.classList.toggle('with-assets', (target as HTMLInputElement).checked),
);
(byId('large') as HTMLInputElement | null)?.addEventListener('change', ({ target }) =>
  document.documentElement.classList.toggle('is-large', (target as HTMLInputElement).checked),
);
byId('more')?.addEventListener('click', ({ currentTarget }) => {
  const more = currentTarget as HTMLButtonElement;
  more.ariaExpanded = String(more.ariaExpanded !== 'true');
});
byId('reveal')?.addEventListener('change', () => void show(open));
(byId('run') as HTMLSelectElement | null)?.addEventListener('change', ({ target }) => {
  const { value } = target as HTMLSelectElement;
  location.assign(value === '' ? '/inspector' : `/inspector?run=${encodeURIComponent(value)}`);
});

const keys: Readonly<Record<string, () => void>> = {
  j: () => move(1),
  k: () => move(-1),
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: close,
  c: () => void compare(),
  s: () => step(),
  '/': () => filter?.focus(),
};
filter?.addEventListener('keydown', ({ key }) => {
  // Browsers empty a search field by Escape, and say so.
  if (key === 'Enter') shown()[0]?.querySelector<HTMLElement>('.message')?.focus();
});
/** A row opened with Enter passes the focus to the message, so that it is read next. */
list?.addEventListener('keydown', ({ key, target }) => {
  if (key !== 'Enter') return;
  const row = (target as Element).closest<HTMLElement>('.row');
  if (row) void show(idOf(row)).then(() => detail?.focus());
});
addEventListener('keydown', (event) => {
  const { key, ctrlKey, metaKey, altKey, target } = event;
  if (ctrlKey || metaKey || altKey || (target as Element).matches('input[type="search"], select')) return;
  // The open message scrolls by them.
  if (key.startsWith('Arrow') && (target as Element).closest('#detail')) return;
  // A focused button handles the space bar itself.
  const act = key === ' ' && !(target as Element).matches('button, input, a, summary') ? pause : keys[key];
  if (!act) return;
  event.preventDefault();
  act();
});

if (list?.parentElement) list.parentElement.scrollTop = list.parentElement.scrollHeight;
if (run === '') {
  const source = new EventSource(`/inspector/stream?after=${last}`);
  source.addEventListener('open', showState);
  source.addEventListener('error', () => state && (state.textContent = 'reconnecting'));
  source.addEventListener('row', ({ data }: MessageEvent<string>) => arrive(data));
  source.addEventListener('unrecorded', ({ data }: MessageEvent<string>) => {
    unrecorded = Number(data);
    showState();
  });
  source.addEventListener('gone', ({ data }: MessageEvent<string>) => {
    redraw(() => {
      waiting = waiting.filter((row) => row.dataset['id'] !== data);
      list?.querySelector(`[data-id="${data}"]`)?.remove();
    });
  });
}
// A link with a filter opens the latest matching message.
const linked = new URLSearchParams(location.search);
if (filter) filter.value = linked.get('filter') ?? '';
if (channel) channel.value = linked.get('channel') ?? '';
matchAll();
const latest = linked.has('filter') ? shown().at(-1) : undefined;
if (latest) void show(idOf(latest));
