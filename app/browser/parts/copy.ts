import { say } from './toast.ts';

/** Copies `text` and shows whether it worked. */
export async function copyText(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    say('The browser did not allow copying');
  }
}

/** Buttons with `data-copy="ID"` copy the text of that element and say what `data-copy-what` calls it. */
export function enableCopyButtons(): void {
  document.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null;
    const source = button && document.getElementById(button.dataset['copy'] ?? '');
    if (source) void copyText(source.textContent.trim(), button.dataset['copyWhat'] ?? 'Token');
  });
}
