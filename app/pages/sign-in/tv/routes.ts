import type Router from '@koa/router';
import type { Context } from 'koa';
import { renderSVG } from 'uqr';
import { runForBrowser } from '../../../../exchange/index.ts';
import { loginEntry } from '../../../auth/entries.ts';
import { personFrom } from '../../../auth/person.ts';
import { browserIdOf, randomKey, sessionOf } from '../../../auth/session.ts';
import { movedToOwnHost } from '../../../auth/sign-in.ts';
import type { TvSignIn } from '../../../auth/tv-sign-ins.ts';
import { limit } from '../../../site/limit.ts';
import { shownTokens } from '../../home/shown-tokens.ts';
import type { Uses } from '../../services.ts';

const path = '/login/tv';
type TvServices = Uses<'views' | 'config' | 'store' | 'keys' | 'now' | 'tv'>;

/** /login/tv: the page that plays the television. It shows codes, and then who signed in with them elsewhere. */
export function tvPages(router: Router, services: TvServices): void {
  const { views, config, tv } = services;
  const title = loginEntry('tv').name;

  router.all(path, async (ctx, next) => {
    if (config.okta.tvClientId !== undefined) {
      await next();
      return;
    }
    ctx.status = 404;
    await views.render(ctx, 'switched-off', { title, missing: ['OKTA_TV_CLIENT_ID'] });
  });

  router.get(path, async (ctx) => {
    if (movedToOwnHost(ctx, services)) return;
    const known = tv.of(browserIdOf(ctx));
    // The code expired without a poll: a new one is more useful than a page that says so.
    const isOver = known?.status === 'waiting' && known.expiresAt <= services.now();
    const signIn = known && !isOver ? known : await begin(ctx, services);
    sessionOf(ctx).csrf ??= randomKey();
    await views.render(ctx, 'sign-in/tv', await shown(signIn, services));
  });

  router.get(`${path}/state`, (ctx) => {
    const signIn = tv.of(browserIdOf(ctx));
    if (signIn === undefined) return ctx.throw(404);
    const { status, polls, interval, said } = signIn;
    ctx.body = { status, polls, interval, said: said?.error ?? null };
  });

  router.post(path, async (ctx) => {
    await begin(ctx, services);
    ctx.status = 303;
    ctx.redirect(path);
  });
}

async function begin(ctx: Context, { tv, store }: TvServices): Promise<TvSignIn> {
  await limit({ store }, 'sign-in', String(ctx.state['from']));
  const browserId = browserIdOf(ctx);
  // The request of a browser that was not here before belongs to no browser yet.
  return runForBrowser(browserId, () => tv.begin(browserId));
}

async function shown(signIn: TvSignIn, services: TvServices): Promise<Record<string, unknown>> {
  const { userCode, address, completeAddress, expiresAt, status, tokens } = signIn;
  return {
    tv: signIn,
    ...(status === 'waiting' && {
      code: `${userCode.slice(0, 4)} ${userCode.slice(4)}`,
      address: address.replace(/^https?:\/\//, ''),
      qr: Buffer.from(renderSVG(completeAddress, { border: 2 })).toString('base64'),
      expires: Math.floor(expiresAt / 1000),
    }),
    ...(tokens && {
      viewer: personFrom(tokens),
      tokens: await shownTokens(tokens, services.config.okta.tvClientId ?? '', services),
    }),
  };
}
