/** The little that the org's own pages do in the browser; without it they work all the same. */

for (const button of document.querySelectorAll<HTMLButtonElement>('[data-reveal]')) {
  const input = document.getElementById(button.dataset.reveal ?? '');
  if (!(input instanceof HTMLInputElement)) continue;
  button.hidden = false;
  button.addEventListener('click', () => {
    const isShown = input.type === 'password';
    input.type = isShown ? 'text' : 'password';
    button.textContent = isShown ? 'Hide' : 'Show';
    button.setAttribute('aria-pressed', String(isShown));
  });
}

// A second click must not send the form again.
for (const form of document.querySelectorAll<HTMLFormElement>('form[data-once]')) {
  let isSent = false;
  form.addEventListener('submit', (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
    form.querySelector('.primary')?.setAttribute('aria-busy', 'true');
  });
  // After Back the page is in its last state: it can be submitted again.
  addEventListener('pageshow', () => {
    isSent = false;
    form.querySelector('.primary')?.removeAttribute('aria-busy');
  });
}
