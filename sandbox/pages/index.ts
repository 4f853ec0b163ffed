import type { Middleware } from 'koa';
import type { Federation } from '../idps/federation.ts';
import type { HostedSteps } from '../sign-in/idx/hosted.ts';
import type { OAuth } from '../oauth/index.ts';
import type { Org } from '../org/org.ts';
import { openApp, serveDefaultLogo } from './dashboard.ts';
import { resetPasswordPage, unlockAccountPage } from './recovery.ts';
import { renderPage, serveAsset } from './render.ts';
import { interactionPage } from './sign-in.ts';

/** The org's own pages for people, and what they are made of. Leaves every other path to the next. */
export function pages(org: Org, oauth: OAuth, federation: Federation, hosted: HostedSteps): Middleware {
  return async (ctx, next) => {
    const [, area, first, second, ...more] = ctx.path.split('/');
    if (openApp(org, ctx)) return;
    if (more.length > 0) await next();
    else if (ctx.path === '/assets/app-default.png') serveDefaultLogo(ctx);
    else if (area === 'signin' && first !== undefined && second !== undefined)
      await interactionPage({ org, oauth, federation, hosted, ctx }, first, second);
    else if (area === 'reset_password' && first !== undefined && second === undefined)
      await resetPasswordPage(org, ctx, first);
    else if (area === 'unlock_account' && first !== undefined && second === undefined)
      unlockAccountPage(org, ctx, first);
    else if (ctx.path === '/login/signout')
      renderPage(ctx, 'signed-out.njk', { title: 'Signed out', orgName: org.name });
    else if (area !== 'sandbox-assets' || second !== undefined || !serveAsset(ctx, first ?? '')) await next();
  };
}
