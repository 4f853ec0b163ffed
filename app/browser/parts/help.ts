import { isTyping } from './dom.ts';

const roomBeside = matchMedia('(min-width: 1280px)');

/**
 * The help panel: opened by its button or `?`, closed by Escape. Next to the page, it stays open when you
 * navigate.
 */
export function enableHelp(): void {
  const panel = document.getElementById('help');
  const button = document.querySelector<HTMLButtonElement>('.help-button');
  if (!panel || !button) return;
  const isOpen = (): boolean => !panel.hidden;

  const set = (open: boolean): void => {
    panel.hidden = !open;
    button.ariaExpanded = String(open);
    document.body.classList.toggle('help-is-open', open);
    document.cookie = `help=${open ? 'open' : 'closed'}; path=/; samesite=lax`;
    coverPage(open && !roomBeside.matches);
    if (open) document.getElementById('help-title')?.focus();
    else button.focus();
  };

  button.addEventListener('click', () => set(!isOpen()));
  panel.querySelector('[data-help-close]')?.addEventListener('click', () => set(false));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && isOpen() && panel.contains(document.activeElement)) set(false);
    if (event.key === '?' && !isTyping(event.target) && !event.ctrlKey && !event.metaKey) set(!isOpen());
  });

  // If it was left open in a wide window, it would hide the page in a narrow one.
  if (isOpen() && !roomBeside.matches) {
    panel.hidden = true;
    button.ariaExpanded = 'false';
    document.body.classList.remove('help-is-open');
  }
  roomBeside.addEventListener('change', () => coverPage(isOpen() && !roomBeside.matches));
}

/** While help covers the page, the page cannot be reached with Tab or a screen reader. */
function coverPage(covered: boolean): void {
  for (const part of document.querySelectorAll<HTMLElement>('.topbar, .beside-help')) part.inert = covered;
}
