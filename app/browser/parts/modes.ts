/** The footer's choice of colours; mode.ts applies it. */
export function enableModes(): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>('[data-mode]');
  const show = (): void => {
    const chosen = localStorage.getItem('mode') ?? 'auto';
    for (const button of buttons) button.ariaPressed = String(button.dataset['mode'] === chosen);
  };
  for (const button of buttons)
    button.addEventListener('click', () => {
      localStorage.setItem('mode', button.dataset['mode'] ?? 'auto');
      dispatchEvent(new Event('modechange'));
      show();
    });
  show();
}
