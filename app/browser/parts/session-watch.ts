import { isBeingLeft } from '../../../shared/reload.ts';
import { element } from './dom.ts';

/**
 * Says on an open page that its session has ended, as soon as the shop knows. Only the page that is in sight listens: a
 * browser has few connections for one site.
 */
export function watchSession(): void {
  if (!('signedIn' in document.body.dataset)) return;
  let source: EventSource | undefined;
  const listen = (): void => {
    source?.close();
    source = undefined;
    if (document.visibilityState !== 'visible') return;
    source = new EventSource('/session/stream');
    source.addEventListener('ended', ({ data }: MessageEvent<string>) => {
      // After a sign-out, the next page says so. If this page stays open, the browser reconnects and gets the same event.
      if (isBeingLeft()) return;
      source?.close();
      document.removeEventListener('visibilitychange', listen);
      sayThatItEnded((JSON.parse(data) as { reason: string }).reason);
    });
  };
  document.addEventListener('visibilitychange', listen);
  // The page itself comes first.
  addEventListener('load', () => setTimeout(listen, 1500), { once: true });
}

function sayThatItEnded(reason: string): void {
  const note = element(
    'div',
    { class: 'notice notice-failed', role: 'alert' },
    element(
      'span',
      {},
      element('b', {}, 'Your session has ended. '),
      `${reason} `,
      element('a', { href: '/login' }, 'Sign in again'),
    ),
  );
  document.getElementById('main')?.prepend(note);
  note.scrollIntoView({ block: 'center' });
}
