import type { Context, Middleware } from 'koa';
import type { AccessClaims } from '../api/access-token.ts';
import { authorize } from '../api/authorize.ts';
import { readText } from '../api/body.ts';
import type { Waiting } from '../auth/approvals.ts';
import { onWaiting } from '../api/waiting.ts';
import { challengeOf, Problem, presentProblem, problemOf, proofAlgorithms } from '../api/problem.ts';
import type { ApiServices } from '../api/services.ts';
import type { Config } from '../config/config.ts';
import { logProblem } from '../log/problems.ts';
import { mcpPath, mcpResource } from '../../shared/mcp-resource.ts';
import { type Answered, callOperation } from './operations.ts';
import type { Handle, RunTool } from './server.ts';
import { sendStream } from './streamed.ts';
import { tools } from './tools.ts';

/** Where the metadata of the whole origin are; those of a path follow it. */
const metadataPath = '/.well-known/oauth-protected-resource';
/** Of the largest request. */
const limit = 64 * 1024;

/**
 * The shop's API for AI agents: an MCP server whose tools are operations of the API, and the metadata that leads a client
 * to the authorization server (RFC 9728).
 * @param api the API's own middleware
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization
 */
export function createMcp(services: ApiServices, api: Middleware): Middleware {
  const { config, log } = services;
  const address = metadataUrl(config);
  let handler: Promise<Handle> | undefined;

  return async (ctx, next) => {
    // Clients that have not seen the address in a challenge try it with the server's path, then without.
    if (ctx.path === metadataPath || ctx.path === metadataPath + mcpPath) {
      ctx.set('Access-Control-Allow-Origin', '*');
      ctx.body = metadata(services);
      return;
    }
    if (ctx.path !== mcpPath) {
      await next();
      return;
    }
    ctx.set('Cache-Control', 'no-store');
    try {
      requirePostOfNoOtherOrigin(ctx, config.appUrl);
      const claims = await authorize(ctx, services);
      // The library is large, and few visitors are agents.
      handler ??= import('./server.ts').then(({ createHandler }) => createHandler());
      await answer(ctx, config.appUrl + mcpPath, await handler, (name, input, waiting) =>
        run(ctx, claims, { name, input, waiting }),
      );
    } catch (error) {
      const problem = problemOf(error);
      logProblem(log, ctx, problem.status, error, problem.title);
      presentProblem(ctx, problem);
    }
    pointTo(ctx, address);
  };

  async function run(
    ctx: Context,
    claims: AccessClaims,
    { name, input, waiting }: { name: string; input: unknown; waiting: Waiting | undefined },
  ): Promise<Answered> {
    const tool = tools.find((one) => one.name === name);
    if (tool === undefined) throw new Error(`There is no tool ${name}.`);
    if (waiting) onWaiting(ctx, waiting);
    return callOperation(ctx, api, tool.operation(input, claims));
  }
}

/** Of the addresses that answer, the one that RFC 9728, section 3.1 derives from the resource. */
function metadataUrl({ appUrl, okta }: Config): string {
  const isOwn = mcpResource(appUrl, okta.audience) === appUrl + mcpPath;
  return appUrl + metadataPath + (isOwn ? mcpPath : '');
}

/** RFC 9728, section 2. */
function metadata({ config: { appUrl, okta } }: Pick<ApiServices, 'config'>): object {
  return {
    resource: mcpResource(appUrl, okta.audience),
    authorization_servers: [okta.issuer],
    // Clients request all of these at once, and the org refuses all of them if the user may not have one.
    scopes_supported: tools.filter(({ isForFew }) => isForFew !== true).map(({ scope }) => scope),
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: proofAlgorithms,
    resource_name: 'Okta Multidemo shop',
  };
}

/** Pages of other origins do not reach a server on this machine (DNS rebinding). @throws Problem */
function requirePostOfNoOtherOrigin(ctx: Context, appUrl: string): void {
  const origin = ctx.get('origin');
  if (origin !== '' && origin !== new URL(appUrl).origin)
    throw new Problem(403, 'Foreign origin', `Pages from ${origin} may not call this server`);
  if (ctx.method === 'POST') return;
  ctx.set('Allow', 'POST');
  throw new Problem(405, 'Method not allowed', `${mcpPath} supports only POST`);
}

/**
 * Passes the request to the MCP server. If an operation is refused because a scope or a second factor is missing, that is the
 * response to the whole request, so that the client can get a better token.
 */
async function answer(ctx: Context, url: string, handle: Handle, run: RunTool): Promise<void> {
  const body = await readText(ctx, limit);
  // Of several calls in one request some might be carried out, and the refusal of another would be the answer to all.
  if (body.trimStart().startsWith('['))
    throw new Problem(400, 'Batch', 'Send one message per request: MCP has had no batches since 2025-06-18');
  let running: Promise<unknown> = Promise.resolve();
  const told = await handle({ url, headers: ctx.headers, body }, (...call) => {
    const answered = run(...call);
    running = answered;
    return answered;
  });
  if (typeof told.body !== 'string') {
    await sendStream(ctx, { headers: told.headers, body: told.body });
    // Until the operation ends, the request has the operation's path.
    await running.catch(() => undefined);
    return;
  }
  // The operation's response, with its challenge, is the response to this request.
  if (challengeOf(ctx) !== '') return;
  // It refers to pages of the operation's list, not to this response.
  ctx.remove('Link');
  ctx.status = told.status;
  for (const [name, value] of told.headers) ctx.set(name, value);
  ctx.body = told.body;
}

/** The challenge with the address of the metadata (RFC 9728, section 5.1) and the scopes for a first token. */
function pointTo(ctx: Context, address: string): void {
  const challenge = challengeOf(ctx);
  if (challenge === '') return;
  const scope = challenge.includes('error=') ? '' : `, scope="${tools[0]?.scope ?? ''}"`;
  ctx.set('WWW-Authenticate', `${challenge}, resource_metadata="${address}"${scope}`);
}
