/**
 * Light or dark, before the first paint: as chosen in the footer, otherwise as set in the system. A separate
 * file, loaded in the head, because the content security policy allows no inline scripts.
 */
import { chosenMode } from './parts/chosen-mode.ts';

const system = matchMedia('(prefers-color-scheme: dark)');

function apply(): void {
  document.documentElement.dataset['bsTheme'] = chosenMode() ?? (system.matches ? 'dark' : 'light');
}

apply();
system.addEventListener('change', apply);
addEventListener('modechange', apply);
