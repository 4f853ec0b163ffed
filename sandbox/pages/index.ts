import type { Middleware } from 'koa';
import type { Federation } from '../idps/federation.ts';
import type { OAuth } from '../oauth/index.ts';
import type { Org } from '../org/org.ts';
import type { HostedSignIns } from '../sign-in/idx/hosted.ts';
import { activatePage, activateSignInPage } from './activate.ts';
import { openApp, serveDefaultLogo, serveMark } from './dashboard.ts';
import { settingsPage, settingsPath } from './home/settings.ts';
import { frontDoor, homePath, orgSignInPage, signInPath } from './home/sign-in-here.ts';
import { signOutPage, signOutPath } from './home/sign-out.ts';
import { homePage } from './home/user-home.ts';
import { linkPage, unlockAccountPage } from './recovery.ts';
import { renderPage, serveAsset } from './render.ts';
import type { PageParts } from './parts.ts';
import { leaveSignIn, signInPage } from './sign-in.ts';
import { serveWidgetFile } from './widget-files.ts';

type Page = (parts: PageParts, ...segments: string[]) => void | Promise<void>;

/** The pages by their paths; they get the captured groups. */
const table: readonly (readonly [RegExp, Page])[] = [
  [/^\/signin\/([^/]+)\/([^/]+)$/, (parts, server = '', uid = '') => signInPage(parts, server, uid)],
  [/^\/activate$/, (parts) => activatePage(parts)],
  [/^\/activate\/sign-in$/, (parts) => activateSignInPage(parts)],
  [/^\/login\/token\/redirect$/, (parts) => leaveSignIn(parts)],
  [/^\/reset_password\/([^/]+)$/, (parts, token = '') => linkPage(parts, 'RECOVER', token)],
  [/^\/welcome\/([^/]+)$/, (parts, token = '') => linkPage(parts, 'REGISTER', token)],
  [/^\/unlock_account\/([^/]+)$/, ({ org, ctx }, token = '') => unlockAccountPage(org, ctx, token)],
  [new RegExp(`^${homePath}$`), (parts) => homePage(parts)],
  [new RegExp(`^${settingsPath}$`), (parts) => settingsPage(parts)],
  [new RegExp(`^${signInPath}$`), (parts) => orgSignInPage(parts)],
  [/^\/help\/login$/, ({ org, ctx }) => renderPage(ctx, 'help.njk', { title: 'Help', orgName: org.name })],
  [new RegExp(`^${signOutPath}$`), ({ org, ctx }) => signOutPage(org, ctx)],
  [/^\/favicon\.ico$/, ({ ctx }) => serveMark(ctx)],
  [/^\/assets\/logo\.svg$/, ({ ctx }) => serveMark(ctx)],
  [/^\/assets\/app-default\.png$/, ({ ctx }) => serveDefaultLogo(ctx)],
];

/** Serves the org's pages for users, with their assets. Passes all other paths on. */
export function pages(org: Org, oauth: OAuth, federation: Federation, hosted: HostedSignIns): Middleware {
  return async (ctx, next) => {
    if (openApp(org, ctx)) return;
    if (ctx.path === '/' && frontDoor(org, ctx)) return;
    for (const [path, page] of table) {
      const found = path.exec(ctx.path);
      if (found) {
        await page({ org, oauth, federation, hosted, ctx }, ...found.slice(1));
        return;
      }
    }
    const asset = /^\/sandbox-assets\/([^/]+)$/.exec(ctx.path)?.[1];
    if (!serveWidgetFile(ctx) && (asset === undefined || !serveAsset(ctx, asset))) await next();
  };
}
