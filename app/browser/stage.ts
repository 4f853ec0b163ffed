import { reload } from '../../shared/reload.ts';
import { isTyping } from './parts/dom.ts';
import { raiseNamedWindows } from './parts/windows.ts';

/** The stage: updates the expectations and the clock, and handles the keys that remotes send. The server renders it. */
const stage = document.getElementById('stage');
const clock = document.getElementById('clock');
const every = 1000;

// The presenter bar's link comes back here.
window.name = 'multidemo-stage';
raiseNamedWindows();

interface State {
  version: number;
  expects: { isMet: boolean; instead?: string }[];
}

/** What is sent once is not sent again: a scene takes a moment to begin. */
let isLeaving = false;
document.addEventListener('submit', ({ target }) => {
  if (!(target instanceof HTMLFormElement) || target.target !== '') return;
  isLeaving = true;
  document.body.classList.add('is-waiting');
});

const keys: Readonly<Record<string, string>> = {
  PageDown: 'next',
  PageUp: 'back',
  ArrowRight: 'next',
  ArrowLeft: 'back',
};
document.addEventListener('keydown', (event) => {
  const move = keys[event.key];
  if (move === undefined || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  if (!isLeaving) document.querySelector<HTMLButtonElement>(`[data-move="${move}"]:enabled`)?.click();
});

async function look(): Promise<void> {
  const response = await fetch('/stage/state').catch(() => undefined);
  // The script has ended, or another one has begun.
  if (response?.status === 404) reload();
  if (response?.ok === true) {
    const { version, expects } = (await response.json()) as State;
    if (String(version) !== stage?.dataset['version']) reload();
    else show(expects);
  }
  setTimeout(() => void look(), every);
}

function show(expects: State['expects']): void {
  for (const [index, row] of document.querySelectorAll<HTMLElement>('.stage-ticks li').entries()) {
    const { isMet = false, instead = '' } = expects[index] ?? {};
    row.dataset['met'] = String(isMet);
    const [said, small] = [row.querySelector('.visually-hidden'), row.querySelector('small')];
    const text = isMet ? 'True: ' : 'Not yet: ';
    if (said && said.textContent !== text) said.textContent = text;
    if (small && small.textContent !== instead) small.textContent = instead;
  }
}

function showClock(): void {
  if (!clock) return;
  const seconds = Math.max(0, Math.floor((Date.now() - Number(clock.dataset['started'])) / 1000));
  clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  clock.classList.toggle('is-late', seconds > Number(clock.dataset['minutes']) * 60);
}

showClock();
setInterval(showClock, 1000);
if (stage) setTimeout(() => void look(), every);
