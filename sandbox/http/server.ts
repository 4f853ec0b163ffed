import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';
import Koa from 'koa';
import type { Context } from 'koa';
import type { Credentials } from '../api/kernel/authenticate.ts';
import { managementApi } from '../api/index.ts';
import { clockShift } from '../oauth/library/time.ts';
import type { Org } from '../org/org.ts';
import { cookiesOfPort } from '../../shared/cookies-of-port.ts';
import { showError } from '../pages/error-page.ts';
import { cors } from './cors.ts';
import { answerErrors, exceptHangUps } from './errors.ts';
import { rateLimits } from './rate-limits.ts';

/** The parts of the org that handle HTTP, except the Management API. */
export interface ServerParts {
  /** OAuth endpoints and hosted pages, asked in this order before the Management API. */
  readonly middleware: readonly Koa.Middleware[];
  readonly credentials: Credentials;
  /** Writes down what arrives. */
  readonly recorder: Koa.Middleware;
  /** Requests a minute that the Management API allows; undefined for no limit. */
  readonly requestLimit?: number | undefined;
  /** Called with unexpected errors. */
  readonly report: (error: unknown) => void;
}

const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** The org as a listener for Node's HTTP server. */
export function createListener(org: Org, parts: ServerParts): RequestListener {
  const app = new Koa();
  speakAs(app, new URL(org.url));
  const report = exceptHangUps(parts.report);
  app.on('error', report);
  app.use(async (ctx, next) => {
    const requestId = randomUUID();
    ctx.state.requestId = requestId;
    ctx.set('X-Okta-Request-Id', requestId);
    ctx.set('Date', new Date(org.clock()).toUTCString()); // who compares clocks compares with the org's
    ctx.set('X-Content-Type-Options', 'nosniff');
    ctx.set('Cache-Control', 'no-cache, no-store');
    await org.decisions.during(requestId, next);
    if (clockShift(org.clock) !== 0) limitCookies(ctx);
    // As Okta sends it: its SDKs for mobile apps accept nothing else. JSON is always UTF-8 (RFC 8259, section 8.1).
    if (ctx.response.get('Content-Type') === 'application/json; charset=utf-8')
      ctx.set('Content-Type', 'application/json');
    // Pages set their own policy; data opened as a page must not load or frame anything.
    const isPage = ctx.response.is('html') && !ctx.response.get('Location');
    if (!isPage) ctx.set('Content-Security-Policy', dataPolicy);
  });
  app.use(parts.recorder);
  app.use(rateLimits(org, parts.requestLimit));
  app.use(cors(org));
  app.use(answerErrors(report, showError));
  for (const middleware of parts.middleware) app.use(middleware);
  app.use(managementApi(org, parts.credentials));
  const handle = app.callback();
  const nameCookies = cookiesOfPort(org.url);
  return (request, response) => {
    toOriginForm(request);
    nameCookies(request, response);
    void handle(request, response);
  };
}

/**
 * Browsers measure `expires`, which is by the machine's clock, against `Date`, which is by the org's: an hour ahead, and
 * every cookie of a sign-in would be gone on arrival. `Max-Age` is relative, and comes first (RFC 6265, section 5.3).
 */
function limitCookies(ctx: Context): void {
  const lines = ctx.res.getHeader('set-cookie');
  if (!Array.isArray(lines)) return;
  const limited = lines.map((line) => {
    const [, expires] = /; expires=([^;]+)/i.exec(line) ?? [];
    if (expires === undefined) return line;
    return `${line}; max-age=${Math.max(0, Math.round((Date.parse(expires) - Date.now()) / 1000))}`;
  });
  ctx.res.setHeader('set-cookie', limited);
}

/**
 * Makes requests appear at the org's own URL, whatever the socket says: behind a proxy that terminates
 * TLS a redirect leads to https, a cookie is `Secure`, and a proof of possession is for the address that the
 * client has used.
 */
function speakAs(app: Koa, url: URL): void {
  Object.defineProperties(app.request, {
    protocol: { get: () => url.protocol.slice(0, -1) },
    host: { get: () => url.host },
  });
}

/**
 * Proxies and Okta's Terraform provider send absolute targets (`GET http://localhost/api/v1/…`, RFC 9112
 * 3.2.2), some with the port dropped: the path alone decides.
 */
function toOriginForm(request: IncomingMessage): void {
  const target = request.url ?? '/';
  const absolute = /^https?:\/\/[^/?#]*/i.exec(target);
  if (!absolute) return;
  const rest = target.slice(absolute[0].length);
  request.url = rest.startsWith('/') ? rest : `/${rest}`;
}
