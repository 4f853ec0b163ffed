import type { Middleware } from 'koa';
import { readJson } from '../http/body.ts';
import { readUpload } from '../http/upload.ts';
import type { Org } from '../org/org.ts';
import { type Principal, type Credentials, authenticate, authorize } from './kernel/authenticate.ts';
import { NotedQuery } from './kernel/noted-query.ts';
import type { ApiRequest, Answer, Route } from './kernel/route.ts';
import { Router } from './kernel/router.ts';
import { notSimulated, notSimulatedHeader, reportNotSimulated } from './settings/not-simulated.ts';
import { idleAmong } from './settings/queries.ts';
import { routes } from './table.ts';
import { refuseUnknown } from './kernel/unknown.ts';

const router = new Router(routes);

/** A call of the Management API, wherever it comes from. */
interface ApiCall {
  readonly method: string;
  /** Without query, encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: ApiRequest['headers'];
  readonly id: string;
  readonly client: ApiRequest['client'];
  /** The caller of an endpoint that requires this scope. @throws OktaError 401; ProofRefusal */
  principal(scope: string): Promise<Principal>;
  body(route: Route): Promise<unknown>;
}

/**
 * Routes, authenticates, authorizes, parses and handles a call.
 * @throws OktaError
 */
export async function performCall(org: Org, call: ApiCall): Promise<Answer> {
  const { method, path, headers, id, client } = call;
  const match = router.match(method, path);
  if (!('route' in match)) return refuseUnknown(method, path, match.methods);
  const { route, params } = match;
  const principal = await admit(org, route, params, call);
  const query = new NotedQuery(call.query);
  const request: ApiRequest = {
    ...{ method, path, query, headers, principal, id, client },
    body: await call.body(route),
    param: (name) => {
      const value = params[name];
      if (value === undefined) throw new Error(`The path ${route.path} has no part ${name}.`);
      return value;
    },
  };
  const answer = await run(org, route, request);
  if (answer.status >= 300) return answer;
  const unread = idleAmong(route.name, query.unread()).map((name) => `?${name}`);
  const idle = [...unread, ...notSimulated(route.name, request.body)];
  if (idle.length === 0) return answer;
  reportNotSimulated(org, request, route.name, idle);
  // Names come from the request: a header takes no control characters, and clients no header of any length.
  const names = idle
    .join(', ')
    .replaceAll(/[^\x20-\x7e]/g, '?')
    .slice(0, 4000);
  return { ...answer, headers: { ...answer.headers, [notSimulatedHeader]: names } };
}

/** The Management API over HTTP. */
export function managementApi(org: Org, credentials: Credentials): Middleware {
  return async (ctx) => {
    const answer = await performCall(org, {
      method: ctx.method,
      path: ctx.path,
      query: new URLSearchParams(ctx.querystring),
      headers: ctx.headers,
      id: String(ctx.state.requestId),
      client: { ipAddress: ctx.ip, userAgent: ctx.get('User-Agent') },
      principal: (scope) => authenticate(org, ctx, credentials, scope),
      body: (route) => (route.upload ? readUpload(ctx.req) : readJson(ctx.req)),
    });
    // Otherwise, Koa writes the status text if there is no body.
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
  call: ApiCall,
): Promise<Principal> {
  if (route.scope === null) return anyone;
  const principal = await call.principal(route.scope);
  const { userId } = params;
  const selfId = userId === 'me' ? principal.user?.id : userId;
  authorize(org, principal, { ...route, scope: route.scope, path: call.path }, selfId);
  return principal;
}

async function run(org: Org, route: Route, request: ApiRequest): Promise<Answer> {
  if ('handle' in route) return org.transaction(() => route.handle(org, request));
  return await route.handleAsync(org, request);
}
