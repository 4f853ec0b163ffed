import { chooseMode, chosenMode } from './chosen-mode.ts';

/** The footer's choice of colors; mode.ts applies it. */
export function enableModes(): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>('[data-mode]');
  const show = (): void => {
    const chosen = chosenMode() ?? 'auto';
    for (const button of buttons) button.ariaPressed = String(button.dataset['mode'] === chosen);
  };
  for (const button of buttons)
    button.addEventListener('click', () => {
      chooseMode(button.dataset['mode'] ?? 'auto');
      show();
    });
  show();
}
