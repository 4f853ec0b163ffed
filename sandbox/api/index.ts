import type { Middleware } from 'koa';
import { readJson } from '../http/body.ts';
import { readUpload } from '../http/upload.ts';
import type { Org } from '../org/org.ts';
import { type Principal, type Credentials, authenticate, authorize } from './kernel/authenticate.ts';
import type { ApiRequest, Answer, Route } from './kernel/route.ts';
import { Router } from './kernel/router.ts';
import { notSimulated, notSimulatedHeader, reportNotSimulated } from './settings/not-simulated.ts';
import { routes } from './table.ts';
import { refuseUnknown } from './kernel/unknown.ts';

const router = new Router(routes);

/** The Management API: route, authenticate, authorise, parse, handle. */
export function managementApi(org: Org, credentials: Credentials): Middleware {
  return async (ctx) => {
    const match = router.match(ctx.method, ctx.path);
    if (!('route' in match)) return refuseUnknown(ctx.method, ctx.path, match.methods);
    const { route, params } = match;
    const principal = await admit(org, route, params, ctx, credentials);
    const request: ApiRequest = {
      method: ctx.method,
      path: ctx.path,
      query: new URLSearchParams(ctx.querystring),
      body: await (route.upload ? readUpload(ctx.req) : readJson(ctx.req)),
      headers: ctx.headers,
      principal,
      id: String(ctx.state.requestId),
      client: { ipAddress: ctx.ip, userAgent: ctx.get('User-Agent') },
      param: (name) => {
        const value = params[name];
        if (value === undefined) throw new Error(`The path ${route.path} has no part ${name}.`);
        return value;
      },
    };
    const answer = await run(org, route, request);
    const idle = answer.status < 300 ? notSimulated(route.name, request.body) : [];
    if (idle.length > 0) {
      // Names come from the body: a header takes no control characters, and clients no header of any length.
      ctx.set(
        notSimulatedHeader,
        idle
          .join(', ')
          .replaceAll(/[^\x20-\x7e]/g, '?')
          .slice(0, 4000),
      );
      reportNotSimulated(org, request, route.name, idle);
    }
    // Else Koa writes the name of the status where there is no body.
    if (answer.body === undefined) ctx.body = null;
    ctx.status = answer.status;
    for (const [name, value] of Object.entries(answer.headers ?? {})) ctx.set(name, value);
    if (answer.body === undefined) return;
    if (typeof answer.body === 'string') {
      ctx.body = answer.body;
      return;
    }
    ctx.type = 'application/json';
    ctx.body = JSON.stringify(answer.body);
  };
}

/** The principal of endpoints that need no credentials. */
const anyone: Principal = { bySession: false };

async function admit(
  org: Org,
  route: Route,
  params: Readonly<Record<string, string>>,
  request: { readonly method: string; readonly path: string; readonly headers: ApiRequest['headers'] },
  credentials: Credentials,
): Promise<Principal> {
  if (route.scope === null) return anyone;
  const principal = await authenticate(org, request, credentials);
  const { userId } = params;
  const selfId = userId === 'me' ? principal.user?.id : userId;
  authorize(org, principal, { ...route, scope: route.scope }, selfId);
  return principal;
}

async function run(org: Org, route: Route, request: ApiRequest): Promise<Answer> {
  if ('handle' in route) return org.transaction(() => route.handle(org, request));
  return await route.handleAsync(org, request);
}
