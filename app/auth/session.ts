import { randomBytes } from 'node:crypto';
import { createSession } from 'koa-session';
import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import type { Services } from '../site/services.ts';

/** What koa-session keeps for one browser. Tokens are not in here: see store/tokens.ts. */
export interface BrowserSession {
  /**
   * Names the browser for login attempts and the trace of calls. It outlives the change of session id at sign-in, so
   * that a second tab's attempt still belongs to its browser; by itself it gives access to nothing.
   */
  browserId?: string;
  /** Under this key the session's tokens are stored; present when somebody is signed in. */
  grantKey?: string;
  /** When the person signed in, milliseconds since the epoch: a session ends `longestSession` later at the latest. */
  signedInAt?: number;
  /** Synchroniser token of this session's forms. */
  csrf?: string;
  /** Shown once on the next page. */
  flash?: Flash[];
  /** Calls of this browser's trace from here on (milliseconds since the epoch) are shown once on the next page. */
  madeSince?: number;
}

export interface Flash {
  kind: 'done' | 'notice' | 'failed';
  text: string;
}

interface KoaSession extends BrowserSession {
  regenerate(): Promise<void>;
}

/** How long a session lives without use. */
const lifetime = 12 * 60 * 60_000;
/** How long a session lives however much it is used; after that the person signs in again. */
export const longestSession = 24 * 60 * 60_000;

const isTooOld = ({ signedInAt }: BrowserSession, now: number): boolean =>
  signedInAt !== undefined && now >= signedInAt + longestSession;

/** A random name of 256 bits. */
export const randomKey = (): string => randomBytes(32).toString('base64url');

/** Sessions on the server; the cookie holds a signed random key and nothing else. */
export function sessionMiddleware(
  app: Koa,
  { config, store, now }: Pick<Services, 'config' | 'store' | 'now'>,
): Middleware {
  const secure = config.appUrl.startsWith('https:');
  app.keys = [config.secretKey];
  const middleware = createSession(
    {
      // Cookies do not tell ports apart: two demos on one machine would sign each other out without it.
      key: secure ? '__Host-multidemo' : `multidemo-${new URL(config.appUrl).port || '80'}`,
      maxAge: lifetime,
      renew: true,
      httpOnly: true,
      sameSite: 'lax',
      secure,
      genid: randomKey,
      valid: (_ctx, session) => !isTooOld(session as BrowserSession, now()),
      store: {
        get: (key) => store.sessions.get(key),
        set: (key, session, maxAge) => store.sessions.set(key, session, maxAge),
        destroy: (key) => store.sessions.destroy(key),
      },
    },
    app,
  ) as Middleware;
  return async (ctx, next) => {
    // TLS may end at a proxy before us; what counts is how the browser reaches the shop.
    if (secure) ctx.cookies.secure = true;
    await middleware(ctx, next);
  };
}

/** The session of this browser; after endSession an empty one that nobody keeps. */
export const sessionOf = (ctx: Context): BrowserSession => (ctx['session'] as BrowserSession | null) ?? {};

/** The browser's name, made when first needed. */
export function browserIdOf(ctx: Context): string {
  const session = sessionOf(ctx);
  session.browserId ??= randomKey();
  return session.browserId;
}

/** A new session id, as OWASP asks at every change of privilege; what the session holds is kept. */
export const renewSessionId = (ctx: Context): Promise<void> => (ctx['session'] as KoaSession).regenerate();

/** Ends the session: its row and its cookie go. */
export function endSession(ctx: Context): void {
  ctx['session'] = null;
}
