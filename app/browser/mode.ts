/**
 * Light or dark, before the first paint: what the person chose in the footer, otherwise what the system says. A file of
 * its own, loaded in the head, because the content security policy allows no inline script.
 */
import { chosenMode } from './parts/chosen-mode.ts';

const system = matchMedia('(prefers-color-scheme: dark)');

function apply(): void {
  document.documentElement.dataset['bsTheme'] = chosenMode() ?? (system.matches ? 'dark' : 'light');
}

apply();
system.addEventListener('change', apply);
addEventListener('modechange', apply);
