import { type IncomingMessage, ServerResponse } from 'node:http';
import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import { admitLike } from '../api/authorize.ts';
import { setBody } from '../api/body.ts';
import { challengeOf } from '../api/problem.ts';
import type { Operation } from './tools.ts';

/** What an operation of the API has answered. */
export interface Answered {
  readonly status: number;
  /** JSON. */
  readonly body: string;
  /** What that says. */
  readonly value: unknown;
  /** What the header WWW-Authenticate says; empty where there is none. */
  readonly challenge: string;
}

/** Calls an operation for the caller of the outer request. */
export type CallOperation = (outer: Context, operation: Operation) => Promise<Answered>;

/**
 * Calls operations of the API in this process, with the same code as a request over HTTP: its checks of scopes, bodies and
 * limits, and its errors. Only the token is not checked again.
 */
export function createOperations(app: Koa, api: Middleware): CallOperation {
  return async (outer, { method, path, body }) => {
    const content = body === undefined ? '' : JSON.stringify(body);
    const headers = {
      host: outer.get('host'),
      accept: 'application/json',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(content)),
    };
    const { socket } = outer.req;
    const request = { method, url: path, headers, socket } as unknown as IncomingMessage;
    const ctx = app.createContext(request, new ServerResponse(request));
    Object.assign(ctx.state, outer.state);
    setBody(ctx, content);
    admitLike(ctx, outer);
    await api(ctx, async () => undefined);
    const { body: answer, status } = ctx;
    const isText = typeof answer === 'string' || Buffer.isBuffer(answer);
    return {
      status,
      body: isText ? String(answer) : JSON.stringify(answer),
      value: isText ? (JSON.parse(String(answer)) as unknown) : answer,
      challenge: challengeOf(ctx),
    };
  };
}
