/** Goes on when all apps have been notified that the session has ended. Without this the person presses the link or button. */
const next = document.querySelector<HTMLAnchorElement | HTMLFormElement>('[data-next]');
/** Milliseconds that an app may take. */
const timeoutMs = 5000;

/** Posts the form into its frame. */
const post = async (form: HTMLFormElement): Promise<void> =>
  new Promise((resolve) => {
    const frame = document.querySelector<HTMLIFrameElement>(`iframe[name="${form.target}"]`);
    frame?.addEventListener('load', () => resolve(), { once: true });
    form.submit();
  });

if (next !== null) {
  let hasLeft = false;
  const leave = (): void => {
    if (hasLeft) return;
    hasLeft = true;
    if (next instanceof HTMLFormElement) next.submit();
    else location.replace(next.href);
  };
  // The page is loaded when its frames are.
  addEventListener(
    'load',
    () => {
      const forms = [...document.querySelectorAll<HTMLFormElement>('form[target]')];
      void Promise.all(forms.map(post)).then(leave);
    },
    { once: true },
  );
  setTimeout(leave, timeoutMs);
}
