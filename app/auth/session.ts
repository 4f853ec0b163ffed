import { randomBytes } from 'node:crypto';
import { createSession } from 'koa-session';
import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import type { Services } from '../site/services.ts';
import type { LoginAttempt } from '../store/login-attempts.ts';

/** What koa-session keeps for one browser. Tokens are not in here: see store/tokens.ts. */
export interface BrowserSession {
  /**
   * Identifies the browser for sign-in attempts and its calls in the ledger. It survives the change of session id at
   * sign-in, so that a second tab's attempt still belongs to its browser; it grants no access.
   */
  browserId?: string;
  /** The key under which the session's tokens are stored; present if a user is signed in. */
  grantKey?: string;
  /**
   * When the user signed in, in milliseconds since the epoch: a session ends at most `longestSession` later.
   */
  signedInAt?: number;
  /** How the user signed in. */
  way?: Pick<LoginAttempt, 'entry' | 'variant'>;
  /** Synchronizer token of this session's forms. */
  csrf?: string;
  /** Shown once on the next page. */
  flash?: Flash[];
  /**
   * Calls of this browser from here on (milliseconds since the epoch) are shown once on the next page.
   */
  madeSince?: number;
  /** What this browser was refused last, for the presenter bar. */
  refused?: Refused;
}

interface Flash {
  kind: 'done' | 'notice' | 'failed';
  text: string;
}

/** A page that was refused, and where the reason is explained. */
interface Refused {
  status: number;
  path: string;
  requestId?: string;
  /** The page that explains it, if that page can be opened again. */
  href?: string;
  /** Otherwise, the text of the error page. */
  explanation?: object;
}

interface KoaSession extends BrowserSession {
  regenerate(): Promise<void>;
}

/** How long a session lasts without use. */
const lifetime = 12 * 60 * 60_000;
/** Maximum lifetime of a session; after that the user has to sign in again. */
export const longestSession = 24 * 60 * 60_000;

const isTooOld = ({ signedInAt }: BrowserSession, now: number): boolean =>
  signedInAt !== undefined && now >= signedInAt + longestSession;

/** A random 256-bit key. */
export const randomKey = (): string => randomBytes(32).toString('base64url');

/** Sessions on the server; the cookie contains only a signed random key. */
export function sessionMiddleware(
  app: Koa,
  { config, store, now }: Pick<Services, 'config' | 'store' | 'now'>,
  name = 'multidemo',
): Middleware {
  const secure = config.appUrl.startsWith('https:');
  app.keys = [config.secretKey];
  const middleware = createSession(
    {
      // Cookies ignore ports: without it, two demos on one machine would sign each other out.
      key: secure ? `__Host-${name}` : `${name}-${new URL(config.appUrl).port || '80'}`,
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
    // TLS may terminate at a proxy; what matters is the address in the browser.
    if (secure) ctx.cookies.secure = true;
    await middleware(ctx, next);
  };
}

/** This browser's session; after endSession an empty one that is not stored. */
export const sessionOf = (ctx: Context): BrowserSession => (ctx['session'] as BrowserSession | null) ?? {};

/** The browser id, created on first use. */
export function browserIdOf(ctx: Context): string {
  const session = sessionOf(ctx);
  session.browserId ??= randomKey();
  return session.browserId;
}

/** A new session id, as OWASP recommends at every change of privilege; the session's content is kept. */
export const renewSessionId = (ctx: Context): Promise<void> => (ctx['session'] as KoaSession).regenerate();

/**
 * The user's session has ended elsewhere, such as at the org. The browser keeps its own, so that the sign-in or the form
 * that this request begins is known to the next.
 */
export function forgetUser(ctx: Context): void {
  const { browserId, csrf } = sessionOf(ctx);
  ctx['session'] = { browserId, csrf };
}

/** Ends the session: deletes its row and its cookie. */
export function endSession(ctx: Context): void {
  ctx['session'] = null;
}
