/**
 * Light or dark, before the first paint: what the person chose in the footer, otherwise what the system says. A file of
 * its own, loaded in the head, because the content security policy allows no inline script.
 */
const system = matchMedia('(prefers-color-scheme: dark)');

function apply(): void {
  const chosen = localStorage.getItem('mode');
  const mode = chosen === 'light' || chosen === 'dark' ? chosen : system.matches ? 'dark' : 'light';
  document.documentElement.dataset['bsTheme'] = mode;
}

apply();
system.addEventListener('change', apply);
addEventListener('storage', apply);
addEventListener('modechange', apply);
