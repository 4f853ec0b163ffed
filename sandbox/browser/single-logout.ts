/** Goes on when all apps have been notified that the session has ended. Without this the person follows the link. */
const next = document.querySelector<HTMLAnchorElement>('a[data-next]')?.href;
/** Milliseconds that an app may take. */
const timeoutMs = 5000;

/** Posts the form into its frame. */
const post = async (form: HTMLFormElement): Promise<void> =>
  new Promise((resolve) => {
    const frame = document.querySelector<HTMLIFrameElement>(`iframe[name="${form.target}"]`);
    frame?.addEventListener('load', () => resolve(), { once: true });
    form.submit();
  });

if (next !== undefined) {
  const leave = (): void => location.replace(next);
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
