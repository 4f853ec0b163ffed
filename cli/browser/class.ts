/** The pages of a class follow what happens: parts that have changed are taken from the page as the server draws it now. */
import { reload } from '../../shared/reload.ts';

const every = Number(document.body.dataset['every'] ?? 0);

/** Does not update a part that someone is using. */
const isInUse = (part: Element): boolean =>
  part.querySelector('details[open]') !== null ||
  (part.contains(document.activeElement) && document.activeElement?.matches('input, textarea') === true);

async function look(): Promise<void> {
  if (document.visibilityState !== 'visible') return;
  const answer = await fetch(location.pathname, { headers: { 'x-live': '1' }, redirect: 'error' });
  if (!answer.ok) return;
  const now = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const parts = [...document.querySelectorAll('[data-live]')];
  // The server now sends a different page: the seat was freed, or the board was closed.
  if (parts.some(({ id }) => !now.getElementById(id))) {
    reload();
    return;
  }
  for (const part of parts) {
    const next = now.getElementById(part.id);
    if (next && next.outerHTML !== part.outerHTML && !isInUse(part))
      part.replaceWith(document.adoptNode(next));
  }
}

if (every > 0) {
  const follow = (): void => {
    void look()
      .catch(() => undefined)
      .finally(() => setTimeout(follow, every));
  };
  setTimeout(follow, every);
  document.addEventListener('visibilitychange', () => void look().catch(() => undefined));
}

// A seat takes a moment to open: until then, the pointer says that it is in progress.
document.addEventListener('submit', ({ target }) => {
  if (!(target instanceof HTMLFormElement) || target.target !== '') return;
  document.body.classList.add('is-waiting');
});
