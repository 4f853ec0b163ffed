import { PassThrough } from 'node:stream';
import type Router from '@koa/router';
import type { Context } from 'koa';
import { SignInError } from '../../auth/errors.ts';
import { requireSignIn } from '../../auth/guards.ts';
import type { SignedIn } from '../../auth/guards.ts';
import { requireAdmin } from '../../auth/require-admin.ts';
import type { StoredEvent } from '../../store/events.ts';
import type { Uses } from '../services.ts';

const shown = 50;
const heartbeat = 20_000;

/** GET /events: what the org's event hook delivered; GET /events/stream: the same as it arrives. For admins. */
export function eventPages(
  router: Router,
  services: Uses<'views' | 'store' | 'config' | 'events' | 'log' | 'keeper' | 'verify'>,
): void {
  const { views, store, config } = services;

  router.get('/events', async (ctx) => {
    await requireAdminPerson(ctx, services);
    const events = (await store.events.latest(shown)).map(presentEvent);
    await views.render(ctx, 'events', {
      events,
      last: events[0]?.number ?? 0,
      hookId: config.features.eventHookId,
    });
  });

  router.post('/events/clear', async (ctx) => {
    await requireAdminPerson(ctx, services);
    await store.events.clear();
    ctx.status = 303;
    ctx.redirect('/events');
  });

  router.get('/events/stream', async (ctx) => {
    const { grantKey } = await requireAdminPerson(ctx, services);
    // After a disconnect the browser sends the id of its last event.
    const last = Number(ctx.get('last-event-id') || ctx.query['after']) || 0;
    ctx.type = 'text/event-stream';
    ctx.body = streamAfter(last, services, () => mayStillListen(grantKey, services));
  });
}

/** By the user's own token: viewing events does not require the API's admin scopes. */
async function requireAdminPerson(ctx: Context, services: Uses<'keeper' | 'verify'>): Promise<SignedIn> {
  const signedIn = await requireSignIn(ctx, services.keeper);
  await requireAdmin(services, signedIn.tokens.accessToken);
  return signedIn;
}

/** False once the session has ended or its renewed token no longer says admin. */
async function mayStillListen(grantKey: string, services: Uses<'keeper' | 'verify'>): Promise<boolean> {
  try {
    const tokens = await services.keeper.current(grantKey, 'person');
    if (tokens) await requireAdmin(services, tokens.accessToken);
    return tokens !== undefined;
  } catch (error) {
    if (error instanceof SignInError) return false;
    throw error;
  }
}

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). A stream outlives the
 * request that opened it, so access is checked again before each event and at each heartbeat.
 */
function streamAfter(
  last: number,
  { events, log }: Uses<'events' | 'log'>,
  isAllowed: () => Promise<boolean>,
): PassThrough {
  const stream = new PassThrough();
  const ended = new AbortController();
  const fail = (error: unknown): void => {
    log.error('event stream ended', error);
    stream.destroy();
  };
  const beat = setInterval(() => {
    isAllowed().then((allowed) => (allowed ? stream.write(': still here\n\n') : stream.end()), fail);
  }, heartbeat);
  stream.on('close', () => {
    clearInterval(beat);
    ended.abort();
  });
  stream.write('retry: 1000\n\n');
  void (async () => {
    for await (const event of events.follow(last, ended.signal)) {
      if (!(await isAllowed())) break;
      const room = stream.write(`id: ${event.number}\ndata: ${JSON.stringify(presentEvent(event))}\n\n`);
      if (!room) await new Promise((resolve) => stream.once('drain', resolve).once('close', resolve));
    }
    stream.end();
  })().catch(fail);
  return stream;
}

/** An event as the page shows it. */
function presentEvent({ number, event_type, published_at, data }: StoredEvent): Record<string, unknown> {
  const event = JSON.parse(data) as {
    displayMessage?: unknown;
    severity?: unknown;
    actor?: { displayName?: unknown; alternateId?: unknown };
    outcome?: { result?: unknown };
    transaction?: { id?: unknown };
  };
  return {
    number,
    type: event_type,
    published: Math.floor(published_at / 1000),
    message: event.displayMessage,
    actor: event.actor?.alternateId ?? event.actor?.displayName,
    result: event.outcome?.result,
    // Events of one request at Okta belong together.
    group: event.transaction?.id,
    raw: JSON.stringify(event, undefined, 2),
  };
}
