import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from 'koa';

/** The body of an answer: whole, or what there is of it so far and the rest as it comes. */
export type Body = string | Readable;

/**
 * Reads a body to its end, unless `begin` comes first: then it is sent from there on as it comes. Most answers are read
 * completely, because an operation may still take their place with a challenge.
 */
export async function readUnless(begin: Promise<void>, body: ReadableStream<Uint8Array>): Promise<Body> {
  const chunks = body.values();
  const decoder = new TextDecoder();
  const begun = begin.then(() => 'begun' as const);
  for (let text = ''; ;) {
    const next = chunks.next();
    const first = await Promise.race([next, begun]);
    if (first === 'begun') return Readable.from(rest(text, next, chunks));
    if (first.done === true) return text;
    text += decoder.decode(first.value, { stream: true });
  }
}

type Chunk = IteratorResult<Uint8Array, unknown>;

async function* rest(
  text: string,
  next: Promise<Chunk>,
  chunks: AsyncIterator<Uint8Array, unknown>,
): AsyncGenerator<Uint8Array | string> {
  if (text !== '') yield text;
  for (let chunk = await next; chunk.done !== true; chunk = await chunks.next()) yield chunk.value;
}

/** Sends an answer that has begun, past Koa: the operation behind it still changes its own response. */
export async function sendStream(
  ctx: Context,
  { headers, body }: { readonly headers: Iterable<[string, string]>; readonly body: Readable },
): Promise<void> {
  ctx.respond = false;
  ctx.res.writeHead(200, Object.fromEntries(headers));
  // A client that has gone has said all that it wants to.
  await pipeline(body, ctx.res).catch(() => undefined);
}
