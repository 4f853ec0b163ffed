/** The token viewer: tabs that follow the ARIA guide's pattern, and the raw token on a click. */
const tabs = [...document.querySelectorAll<HTMLButtonElement>('[role=tab]')];

function select(tab: HTMLButtonElement): void {
  for (const other of tabs) {
    const chosen = other === tab;
    other.ariaSelected = String(chosen);
    other.tabIndex = chosen ? 0 : -1;
    const panel = document.getElementById(other.getAttribute('aria-controls') ?? '');
    if (panel) panel.hidden = !chosen;
  }
}

tabs.forEach((tab, index) => {
  tab.addEventListener('click', () => select(tab));
  tab.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = step && tabs[(index + step + tabs.length) % tabs.length];
    if (!next) return;
    select(next);
    next.focus();
  });
});

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-raw]'))
  button.addEventListener('click', () => {
    const raw = document.getElementById(button.dataset['raw'] ?? '');
    if (!raw) return;
    raw.hidden = !raw.hidden;
    button.ariaExpanded = String(!raw.hidden);
    button.textContent = raw.hidden ? 'Show raw token' : 'Hide raw token';
  });

// Standard claims are hidden, so that the claims that differ between users stand out; without scripts, all are shown.
for (const button of document.querySelectorAll<HTMLButtonElement>('[data-fold]')) {
  const token = document.getElementById(button.dataset['fold'] ?? '');
  if (!token) continue;
  button.addEventListener('click', () => {
    const isFolded = token.classList.toggle('is-folded');
    button.ariaExpanded = String(!isFolded);
    button.textContent = isFolded ? 'Show standard claims' : 'Hide standard claims';
  });
}
