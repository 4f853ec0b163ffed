import { PassThrough } from 'node:stream';
import type Router from '@koa/router';
import { sessionOf } from '../auth/session.ts';
import { signInId } from '../store/sign-ins.ts';
import type { Uses } from './services.ts';

const heartbeat = 20_000;

/** Why the org has ended a session, for the person; by the type of its event. */
const reasons: Readonly<Record<string, string>> = {
  'user.lifecycle.deactivate': 'Your account was deactivated.',
  'user.lifecycle.delete.initiated': 'Your account was deleted.',
  'user.lifecycle.suspend': 'Your account was suspended.',
  'user.session.clear': 'An administrator ended your sessions.',
  'user.session.end': 'An administrator ended your session.',
  'user.authentication.universal_logout': 'An administrator signed you out everywhere.',
  'front-channel-logout': 'You signed out in another app.',
  'universal-logout': 'An administrator signed you out everywhere.',
};

const endedEvent = (because: string): string =>
  `event: ended\ndata: ${JSON.stringify({ reason: reasons[because] ?? 'You have been signed out.' })}\n\n`;

/**
 * GET /session/stream: tells an open page immediately that its session has ended, with server-sent events. Only the event `ended`
 * is ever sent.
 */
export function sessionStream(
  router: Router,
  { keeper, store, log }: Uses<'keeper' | 'store' | 'log'>,
): void {
  router.get('/session/stream', async (ctx) => {
    const { grantKey } = sessionOf(ctx);
    ctx.type = 'text/event-stream';
    // It ended while no one was listening: another request of this browser has noticed, and there is no session left.
    if (grantKey === undefined) {
      ctx.body = endedEvent('');
      return;
    }
    const id = signInId(grantKey);
    const stream = new PassThrough();
    ctx.body = stream;
    // It may end while the store is being queried.
    const end = (because: string): void => {
      if (!stream.writable) return;
      stream.end(endedEvent(because));
    };
    const stop = keeper.onEnd((ended, because) => {
      if (ended === id) end(because);
    });
    // It may have ended before, or in another process.
    const look = async (): Promise<void> => {
      const [signIn] = await store.signIns.list({ id }, 1);
      if (!signIn) end('');
      else if (stream.writable) stream.write(': still here\n\n');
    };
    const fail = (error: unknown): void => {
      log.error('session stream ended', error);
      stream.destroy();
    };
    const beat = setInterval(() => void look().catch(fail), heartbeat);
    stream.on('close', () => {
      clearInterval(beat);
      stop();
    });
    await look();
  });
}
