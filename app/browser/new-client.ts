/** The form for a new client: is submitted only once. */
const form = document.querySelector<HTMLFormElement>('.client-form');

form?.addEventListener('submit', () => {
  // Disabled after the submit event: a disabled button's form would not be sent by some browsers.
  setTimeout(() => form.querySelector('[data-once]')?.setAttribute('disabled', ''));
});
addEventListener('pageshow', () => form?.querySelector('[data-once]')?.removeAttribute('disabled'));
