import type { Context } from 'koa';
import type { z } from 'zod';
import { Problem } from './problem.ts';

const usualLimit = 64 * 1024;

/**
 * Reads a JSON body and checks it.
 * @throws Problem 415 for another type, 413 above the limit in bytes, 400 for invalid JSON or members that do
 * not fit, naming each
 */
export async function readJson<T extends z.ZodType>(
  ctx: Context,
  schema: T,
  limit = usualLimit,
): Promise<z.infer<T>> {
  if (!ctx.is('application/json'))
    throw new Problem(415, 'Unsupported media type', 'Send the body as application/json');
  const result = schema.safeParse(parse(await readText(ctx, limit)));
  if (result.success) return result.data;
  throw new Problem(400, 'Invalid body', 'The body does not have the expected form', {
    errors: result.error.issues.map((issue) => ({
      pointer: `/${issue.path.join('/')}`,
      detail: issue.message,
    })),
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'Invalid body', 'The body is not JSON');
  }
}

const known = new WeakMap<Context, string>();

/** Gives a request that did not come over the wire its body. */
export const setBody = (ctx: Context, text: string): void => void known.set(ctx, text);

/** @throws Problem 413 above the limit in bytes */
export async function readText(ctx: Context, limit: number): Promise<string> {
  const text = known.get(ctx);
  if (text !== undefined) return text;
  if (ctx.req.destroyed) throw new Problem(400, 'Incomplete request', 'The connection was closed');
  const chunks: Buffer[] = [];
  let length = 0;
  // An iterator over the request would take twice as long.
  await new Promise<void>((settle, fail) => {
    ctx.req.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) chunks.push(chunk);
      else fail(new Problem(413, 'Body too large', `The body must not be larger than ${limit / 1024} KiB`));
    });
    ctx.req.on('end', settle);
    ctx.req.on('error', fail);
  });
  return Buffer.concat(chunks).toString();
}
