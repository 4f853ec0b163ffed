/** The form for a new client: asks for redirect URIs only for browser apps, and is submitted only once. */
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
