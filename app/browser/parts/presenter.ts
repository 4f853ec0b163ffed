import { isTyping } from './dom.ts';
import type { ApiCall } from './traced-fetch.ts';
import { raiseNamedWindows } from './windows.ts';

/** Kept as long as the choice of colors; a cookie, because signing out clears the browser's storage. */
const keep = (name: string, value: string): void => {
  document.cookie = `${name}=${value}; Path=/; Max-Age=${365 * 24 * 60 * 60}; SameSite=Lax`;
};

/** The presenter bar: the key P shows and hides it, and it keeps type large on request. The server draws it. */
export function enablePresenter(): void {
  const bar = document.querySelector('.presenter');
  document.addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
    if (key.toLowerCase() !== 'p' || isTyping(target) || ctrlKey || metaKey || altKey) return;
    keep('presenter', bar ? 'off' : 'on');
    location.reload();
  });
  if (bar) raiseNamedWindows();
  const type = bar?.querySelector<HTMLButtonElement>('[data-type]');
  type?.addEventListener('click', () => {
    const isLarge = document.documentElement.classList.toggle('is-large');
    keep('type', isLarge ? 'large' : 'usual');
    type.ariaPressed = String(isLarge);
  });
  const stage = bar?.querySelector<HTMLAnchorElement>('#on-stage');
  if (stage) followStage(stage);
  // A refusal of the API is explained by its request strip.
  const refused = bar?.querySelector<HTMLAnchorElement>('#refused');
  document.addEventListener('apicall', (event) => {
    const { method, path, status } = (event as CustomEvent<ApiCall>).detail;
    if (!refused || (status !== 401 && status !== 403)) return;
    refused.href = `#${document.querySelector('#strips, #api-strips')?.id ?? ''}`;
    refused.hidden = false;
    refused.querySelector('b')?.replaceChildren(`${status} ${method} ${path}`);
  });
}

/** Shows the link to the stage while a script is running, also on pages that were opened before. */
function followStage(link: HTMLAnchorElement): void {
  const look = async (): Promise<void> => {
    if (document.visibilityState !== 'visible') return;
    const response = await fetch('/stage/title').catch(() => undefined);
    if (response?.ok !== true) return;
    link.hidden = response.status === 204;
    if (!link.hidden) link.title = ((await response.json()) as { title: string }).title;
  };
  setInterval(() => void look(), 3000);
  document.addEventListener('visibilitychange', () => void look());
}
