/** The form for a new client: redirect addresses are asked of browser apps only, and the form is sent once. */
const form = document.querySelector<HTMLFormElement>('.client-form');
const redirects = document.getElementById('redirects');

function follow(): void {
  const chosen = form?.querySelector<HTMLInputElement>('[name="grantType"]:checked')?.value;
  if (redirects) redirects.hidden = chosen === 'client_credentials';
}

form?.addEventListener('change', follow);
form?.addEventListener('submit', () => {
  // Disabled after the submit event: a disabled button's form would not be sent by some browsers.
  setTimeout(() => form.querySelector('[data-once]')?.setAttribute('disabled', ''));
});
addEventListener('pageshow', () => form?.querySelector('[data-once]')?.removeAttribute('disabled'));
follow();
