import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Context } from 'koa';

/** The body of a response: the complete text, or a stream of what has arrived and what is still to come. */
export type Body = string | Readable;

/**
 * Reads a body to its end, unless `begin` resolves first: from then on, the body is streamed. Most responses are read
 * completely, because a challenge from the operation may still replace them.
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

/** Sends a streamed response directly, bypassing Koa, because the operation still changes Koa's response. */
export async function sendStream(
  ctx: Context,
  { headers, body }: { readonly headers: Iterable<[string, string]>; readonly body: Readable },
): Promise<void> {
  ctx.respond = false;
  ctx.res.writeHead(200, Object.fromEntries(headers));
  // If the client has disconnected, there is nothing left to send.
  await pipeline(body, ctx.res).catch(() => undefined);
}
