import { bodyParser } from '@koa/bodyparser';
import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import { renderSVG } from 'uqr';
import { z } from 'zod';
import type { Config } from '../../config/config.ts';
import { isOfThisMachine } from '../../../shared/this-machine.ts';
import { isLoopback } from '../../outgoing/loopback.ts';
import { sameText } from '../../../shared/same-text.ts';
import { stagePass } from '../../site/stage.ts';
import { consoleLinks, usualLabel } from '../../site/console-links.ts';
import type { Presenter } from '../../site/presenter.ts';
import type { Stage, StageView } from '../../site/stage.ts';
import type { Views } from '../../site/views.ts';

interface StageServices {
  readonly config: Config;
  readonly stage: Stage | undefined;
  readonly views: Views;
  readonly presenter: Pick<Presenter, 'outside'> | undefined;
}

/** The stage's own requests, which are not part of the demo. */
export const isStage = (path: string): boolean => /^\/stage(\/|$)/.test(path);

const scene = z.object({ scene: z.coerce.number().int().min(0).max(99) });
const step = z.object({ step: z.coerce.number().int().min(0).max(99) });

/**
 * /stage: the presenter's notes while a script is played. It is in front of the session: signing people in and out
 * beside it does not touch it. The link that `demo run` prints contains the key; without it, no one can see or change anything.
 */
export function stagePages({ config, stage, views, presenter }: StageServices): Middleware {
  const { appUrl, secretKey } = config;
  const isSecure = appUrl.startsWith('https:');
  const cookie = `${isSecure ? '__Host-' : ''}multidemo-stage-${new URL(appUrl).port || '80'}`;
  const router = new Router();

  router.post('/stage/control', async (ctx) => {
    requirePass(ctx, secretKey);
    if (!stage) return ctx.throw(404);
    await stage.start(ctx.request.body);
    ctx.body = { url: `${appUrl}/stage?key=${stage.keys?.door ?? ''}`, view: stage.view };
  });

  router.delete('/stage/control', async (ctx) => {
    requirePass(ctx, secretKey);
    await stage?.stop();
    ctx.status = 204;
  });

  router.get('/stage/recording', async (ctx) => {
    requirePass(ctx, secretKey);
    if (!stage) return ctx.throw(404);
    ctx.body = await stage.record(Number(ctx.query['since']) || 0);
  });

  router.get('/stage', async (ctx) => {
    const view = stage?.view;
    const keys = stage?.keys;
    if (!view || !keys) return ctx.throw(404);
    if (equal(ctx.query['key'], keys.door)) {
      // TLS may terminate at a proxy; what matters is the address in the browser.
      if (isSecure) ctx.cookies.secure = true;
      ctx.cookies.set(cookie, keys.door, { httpOnly: true, sameSite: 'lax', secure: isSecure, path: '/' });
      ctx.redirect('/stage');
      return;
    }
    if (!hasKey(ctx)) {
      ctx.status = 403;
      await views.bare(ctx, 'stage/closed.njk');
      return;
    }
    const address = `${appUrl}/stage?key=${keys.door}`;
    await views.bare(ctx, 'stage/page.njk', {
      stage: view,
      csrf: keys.form,
      address,
      isLocal: isLoopback(appUrl),
      inspects: isOfThisMachine(ctx),
      ...(isOfThisMachine(ctx) && presenter && { outside: presenter.outside }),
      systemLog: consoleLinks(config, usualLabel, {})('Reports > System Log'),
      qr: Buffer.from(renderSVG(address, { border: 2 })).toString('base64'),
    });
  });

  router.get('/stage/end', async (ctx) => {
    const view = stage?.view;
    if (!view || !hasKey(ctx)) return ctx.throw(404);
    await views.bare(ctx, 'stage/end.njk', { stage: view, csrf: stage.keys?.form });
  });

  // For the presenter bar, which names the script to everyone who shows it.
  router.get('/stage/title', (ctx) => {
    if (stage?.view) ctx.body = { title: stage.view.title };
    else ctx.status = 204;
  });

  router.get('/stage/state', (ctx) => {
    const view = stage?.view;
    if (!view || !hasKey(ctx)) return ctx.throw(404);
    ctx.body = stateOf(view);
  });

  const change = (path: string, act: (stage: Stage, ctx: Context) => Promise<void>) =>
    router.post(path, async (ctx) => {
      if (!stage?.view || !hasKey(ctx)) return ctx.throw(404);
      requireOwnForm(ctx);
      ctx.status = 303;
      ctx.redirect('/stage');
      await act(stage, ctx);
    });
  change('/stage/go', (one, ctx) => one.go(read(ctx, scene).scene));
  change('/stage/play', (one, ctx) => one.play(read(ctx, step).step));
  change('/stage/open', async (one, ctx) => ctx.redirect(one.open(read(ctx, step).step)));

  const hasKey = (ctx: Context): boolean => equal(ctx.cookies.get(cookie), stage?.keys?.door);

  /** The stage has no session, so its forms have a separate token (compare middleware/csrf.ts). */
  function requireOwnForm(ctx: Context): void {
    const origin = ctx.get('origin');
    const { _csrf: given } = (ctx.request.body ?? {}) as { _csrf?: unknown };
    if ((origin !== '' && origin !== appUrl) || !equal(given, stage?.keys?.form)) ctx.throw(403);
  }

  const parse = bodyParser({
    enableTypes: ['form', 'json'],
    formLimit: '16kb',
    jsonLimit: '256kb',
  }) as unknown as Middleware;
  const route = router.routes() as unknown as Middleware;
  return async (ctx, next) => {
    if (isStage(ctx.path)) await parse(ctx, () => route(ctx, next) as Promise<void>);
    else await next();
  };
}

function read<T extends z.ZodType>(ctx: Context, schema: T): z.output<T> {
  const given = schema.safeParse(ctx.request.body);
  return given.success ? given.data : ctx.throw(400);
}

const stateOf = ({ version, scene: at, expects, startedAt }: StageView): object => ({
  version,
  scene: at,
  startedAt,
  expects: expects.map(({ isMet, instead }) => ({ isMet, instead })),
});

function requirePass(ctx: Context, secretKey: string): void {
  if (!equal(ctx.get('authorization'), `Bearer ${stagePass(secretKey)}`)) ctx.throw(403);
}

function equal(given: unknown, expected: string | undefined): boolean {
  return typeof given === 'string' && expected !== undefined && sameText(given, expected);
}
