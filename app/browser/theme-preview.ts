/** Only in `multidemo theme preview`: reloads the page when the theme has changed, and shows its problems. */
import { reload } from '../../shared/reload.ts';

interface State {
  readonly version: number;
  readonly problems: readonly string[];
}

/** What this page shows: the theme may have changed since it was sent. */
const shown = Number(document.body.dataset['preview']);

new EventSource('/theme-preview/events').addEventListener('message', (event: MessageEvent<string>) => {
  const { version, problems } = JSON.parse(event.data) as State;
  if (version !== shown) reload();
  show(problems);
});

function show(problems: readonly string[]): void {
  document.querySelector('.theme-problems')?.remove();
  if (problems.length === 0) return;
  const panel = document.createElement('section');
  panel.className = 'theme-problems';
  panel.setAttribute('role', 'status');
  const title = document.createElement('h2');
  title.textContent =
    problems.length === 1 ? 'One problem in the theme' : `${problems.length} problems in the theme`;
  const list = document.createElement('ul');
  for (const problem of problems) {
    const entry = document.createElement('li');
    entry.textContent = problem;
    list.append(entry);
  }
  panel.append(title, list);
  document.body.append(panel);
}
