/** Goes on when all apps have been told that the session has ended. Without this the person follows the link. */
const next = document.querySelector<HTMLAnchorElement>('a[data-next]')?.href;
/** Milliseconds that an app may take. */
const timeoutMs = 5000;

if (next !== undefined) {
  const leave = (): void => location.replace(next);
  // The page is loaded when its frames are.
  addEventListener('load', leave, { once: true });
  setTimeout(leave, timeoutMs);
}
