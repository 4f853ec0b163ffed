import { createHmac } from 'node:crypto';
import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import Koa from 'koa';
import type { Context, Middleware } from 'koa';
import { renderSVG } from 'uqr';
import { sameText } from '../../shared/same-text.ts';
import { demoPeople } from '../provision/people.ts';
import { boardDoor, boardPage } from './pages/board.ts';
import { joinPage } from './pages/join.ts';
import { assets, missingPage } from './pages/layout.ts';
import { roomPage } from './pages/room.ts';
import { seatPage } from './pages/seat.ts';
import { random } from './record.ts';
import type { Room, Visitor } from './room.ts';
import type { Seat } from './seat.ts';
import { taskOf } from './task.ts';

const problems = {
  'wrong-code': 'The code is wrong.',
  'too-many': 'Too many wrong codes. Wait a minute, and try again.',
  full: 'All seats are taken. Ask the trainer to free one.',
} as const;

const text = (ctx: Context, name: string): string => {
  const given = ((ctx.request.body ?? {}) as Record<string, unknown>)[name];
  return typeof given === 'string' ? given.trim().slice(0, 100) : '';
};

/** What prevents it is on the board, and the seat's page says so. */
const wake = (seat: Seat): Promise<void> => seat.wake().catch(() => undefined);

/** The pages of a class: joining, the seat of a person, the trainer’s board, and the page for the wall. */
export function createSite(room: Room): Koa {
  const { url } = room.places;
  const isSecure = url.startsWith('https:');
  const cookie = `${isSecure ? '__Host-' : ''}multidemo-class-${new URL(url).port || '80'}`;
  const joinUrl = `${url}/?code=${room.code}`;
  const policyFor = (seat: Seat | undefined): string =>
    [
      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
      // A form leads a person to the own shop, and that to the org: browsers apply the policy to redirects.
      ["form-action 'self'", ...(seat ? [seat.shop, seat.url('org')] : [])].join(' '),
    ].join('; ');

  const keep = (ctx: Context, browser: string): string => {
    // TLS may terminate at a proxy; what matters is the address in the browser.
    if (isSecure) ctx.cookies.secure = true;
    const maxAge = 7 * 86_400_000;
    ctx.cookies.set(cookie, browser, {
      httpOnly: true,
      sameSite: 'lax',
      secure: isSecure,
      path: '/',
      maxAge,
    });
    return browser;
  };
  const visitor = (ctx: Context): Visitor => {
    const given = ctx.cookies.get(cookie);
    const known = given ?? (ctx.state['browser'] as string | undefined) ?? keep(ctx, random());
    ctx.state['browser'] = known;
    return { browser: known, address: ctx.req.socket.remoteAddress ?? '' };
  };
  const csrf = (ctx: Context): string =>
    createHmac('sha256', room.secret).update(visitor(ctx).browser).digest('base64url');
  const seatOf = (ctx: Context): Seat | undefined => room.seatOf(visitor(ctx).browser);
  const show = (ctx: Context, html: string): void => {
    ctx.type = 'html';
    ctx.body = html;
  };
  const back = (ctx: Context, to: string): void => {
    ctx.status = 303;
    ctx.redirect(to);
  };

  const router = new Router();
  const join = (ctx: Context, problem?: string): void =>
    show(
      ctx,
      joinPage({
        ...{ csrf: csrf(ctx), problem, lesson: room.script?.title },
        code: text(ctx, 'code') || String(ctx.query['code'] ?? '').slice(0, 20),
        person: text(ctx, 'person'),
      }),
    );

  router.get('/', (ctx) => {
    const seat = seatOf(ctx);
    if (!seat) {
      join(ctx);
      return;
    }
    // Who looks at the page often looks at the tasks: only who comes to it opens the seat.
    if (ctx.get('x-live') === '' && seat.state === 'asleep') void wake(seat);
    const task = room.script && taskOf(room.script, seat.record.lesson);
    show(ctx, seatPage({ seat, task, csrf: csrf(ctx) }));
  });

  router.post('/join', async (ctx) => {
    const person = text(ctx, 'person').slice(0, 60);
    const seat = person === '' ? undefined : await room.join(visitor(ctx), person, text(ctx, 'code'));
    if (typeof seat === 'object') {
      back(ctx, '/');
      return;
    }
    ctx.status = seat === 'too-many' ? 429 : seat === 'full' ? 409 : 403;
    join(ctx, seat === undefined ? 'Please give your name.' : problems[seat]);
  });

  router.get('/enter', async (ctx) => {
    const { browser } = visitor(ctx);
    await room.enter(browser, String(ctx.query['key'] ?? ''));
    ctx.redirect('/');
  });

  /** Who may read the class code: the trainer, and those who have used it. */
  const isInClass = (ctx: Context): boolean =>
    room.isTrainer(visitor(ctx).browser) || seatOf(ctx) !== undefined;
  router.get('/room', (ctx) =>
    show(ctx, isInClass(ctx) ? roomPage(room) : boardDoor({ csrf: csrf(ctx), page: 'room' })),
  );

  const draw = (ctx: Context, address: string): void => {
    ctx.type = 'svg';
    ctx.body = renderSVG(address, { border: 2 });
  };
  router.get('/code.svg', (ctx) => {
    if (isInClass(ctx)) draw(ctx, joinUrl);
  });
  router.get('/link.svg', (ctx) => {
    const seat = seatOf(ctx);
    if (seat) draw(ctx, `${url}/enter?key=${seat.record.key}`);
  });

  /** A change in the seat that the browser has. */
  const mine = (path: string, change: (seat: Seat, ctx: Context) => Promise<string | undefined>): void => {
    router.post(path, async (ctx) => {
      const seat = seatOf(ctx);
      back(ctx, (seat && (await change(seat, ctx))) ?? '/');
    });
  };
  mine('/hand', async (seat) => {
    if (seat.record.hand === undefined) seat.record.hand = room.now;
    else delete seat.record.hand;
    await seat.save();
    return undefined;
  });
  mine('/reset', async (seat) => {
    await seat.reset();
    void wake(seat);
    return undefined;
  });
  mine('/person', async (seat, ctx) => {
    const person = demoPeople.find(({ login }) => login === text(ctx, 'login'));
    return person && seat.shop + seat.stage.ticketFor(person.login, '/');
  });
  mine('/task/open', async (seat, ctx) => {
    await wake(seat);
    const opened = seat.lesson?.opened(Number(text(ctx, 'step')));
    if (!opened) return undefined;
    const { login, page } = opened;
    return seat.shop + (login === undefined ? page : seat.stage.ticketFor(login, page));
  });
  for (const what of ['next', 'again', 'show', 'run'] as const)
    mine(`/task/${what}`, async (seat, ctx) => {
      await wake(seat);
      await seat.lesson?.[what](Number(text(ctx, 'step')));
      return undefined;
    });

  router.get('/board', (ctx) => {
    if (room.isTrainer(visitor(ctx).browser)) show(ctx, boardPage({ room, csrf: csrf(ctx) }));
    else show(ctx, boardDoor({ csrf: csrf(ctx), page: 'board' }));
  });
  router.post('/board/open', async (ctx) => {
    const page = text(ctx, 'page') === 'room' ? 'room' : 'board';
    const admitted = await room.admitTrainer(visitor(ctx), text(ctx, 'code'));
    if (typeof admitted === 'object') {
      keep(ctx, admitted.browser);
      back(ctx, `/${page}`);
      return;
    }
    ctx.status = admitted === 'too-many' ? 429 : 403;
    show(ctx, boardDoor({ csrf: csrf(ctx), page, problem: problems[admitted] }));
  });

  /** A change that the trainer makes. */
  const trainers = (
    path: string,
    change: (seat: Seat | undefined, ctx: Context) => Promise<unknown>,
  ): void => {
    router.post(`/board/${path}`, async (ctx) => {
      if (!room.isTrainer(visitor(ctx).browser)) return ctx.throw(403);
      await change(room.seat(Number(text(ctx, 'seat'))), ctx);
      back(ctx, '/board');
    });
  };
  trainers('show', async (seat) => (room.shown = seat));
  trainers('reset', async (seat) => {
    await seat?.reset();
    if (seat) void wake(seat);
  });
  trainers('free', async (seat) => seat?.free());
  trainers('sleep', async (seat) => seat?.sleep());
  trainers('helped', async (seat) => {
    if (seat) delete seat.record.hand;
    await seat?.save();
  });
  trainers('close', async (_seat, ctx) => room.dismissTrainer(visitor(ctx).browser));

  const guard: Middleware = async (ctx, next) => {
    ctx.set('X-Content-Type-Options', 'nosniff');
    if (assets.answer(ctx)) return;
    ctx.set('Content-Security-Policy', policyFor(seatOf(ctx)));
    ctx.set('Cross-Origin-Opener-Policy', 'same-origin');
    ctx.set('Cross-Origin-Resource-Policy', 'same-origin');
    ctx.set('Referrer-Policy', 'same-origin');
    ctx.set('Cache-Control', 'no-store');
    if (/^(127\.|\[::1\])/.test(ctx.host) && url.startsWith('http://localhost') && ctx.method === 'GET') {
      ctx.redirect(url + ctx.url);
      return;
    }
    await next();
  };
  const ownForms: Middleware = async (ctx, next) => {
    if (!['GET', 'HEAD'].includes(ctx.method)) {
      const origin = ctx.get('origin');
      if ((origin !== '' && origin !== url) || !sameText(text(ctx, '_csrf'), csrf(ctx))) ctx.throw(403);
    }
    await next();
  };

  const app = new Koa();
  app.silent = true;
  app.use(guard);
  app.use(bodyParser({ enableTypes: ['form'], formLimit: '16kb' }));
  app.use(ownForms);
  app.use(router.routes());
  app.use((ctx) => {
    ctx.status = 404;
    show(ctx, missingPage());
  });
  return app;
}
