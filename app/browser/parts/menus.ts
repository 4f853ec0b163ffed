/**
 * Menus are `details` elements, which open without a script. This closes them on Escape, a click elsewhere or
 * leaving with Tab.
 */
export function enableMenus(): void {
  const open = (): NodeListOf<HTMLDetailsElement> => document.querySelectorAll('details.menu[open]');
  const closeUnless = (within: EventTarget | null): void => {
    for (const menu of open()) if (!(within instanceof Node && menu.contains(within))) menu.open = false;
  };
  document.addEventListener('click', (event) => closeUnless(event.target));
  document.addEventListener('focusin', (event) => closeUnless(event.target));
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
  });
}
