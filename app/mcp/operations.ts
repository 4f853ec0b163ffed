import type { Context, Middleware } from 'koa';
import { setBody } from '../api/body.ts';
import type { Operation } from './tools.ts';

/** What an operation of the API has answered. */
export interface Answered {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** What that says. */
  readonly value: unknown;
}

/**
 * Runs an operation of the API with the same code as a request over HTTP, including its checks of scopes, body and limits, and
 * its errors. While it runs, the request has the operation's method, path and body; the token is not checked again. Afterwards,
 * the response is the operation's until the caller changes it.
 */
export async function callOperation(
  ctx: Context,
  api: Middleware,
  { method, path, body }: Operation,
): Promise<Answered> {
  const outer = { method: ctx.method, url: ctx.url };
  if (body !== undefined) setBody(ctx, JSON.stringify(body));
  Object.assign(ctx, { method, url: path });
  try {
    await api(ctx, async () => undefined);
  } finally {
    Object.assign(ctx, outer);
  }
  const { body: answer, status } = ctx;
  const isText = typeof answer === 'string' || Buffer.isBuffer(answer);
  const text = isText ? String(answer) : JSON.stringify(answer);
  const value: unknown = isText ? JSON.parse(text) : answer;
  return { status, body: text, value };
}
