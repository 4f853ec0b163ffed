import type { Context } from 'koa';
import type { Session } from '../kernel/model.ts';
import type { App } from './model.ts';

/** How the browser notifies an app, in a frame, that the org session has ended: it loads an address or posts a form. */
export type LogoutCall =
  { readonly address: URL } | { readonly action: string; readonly fields: Readonly<Record<string, string>> };

/** Returns, once, how to notify the participating apps of a session, except the one that started the sign-out. */
export type TakeLogoutCalls = (
  ctx: Context,
  session: Session,
  beginner: App | undefined,
) => Promise<readonly LogoutCall[]> | readonly LogoutCall[];
