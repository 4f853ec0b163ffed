import { PassThrough } from 'node:stream';
import type { Context } from 'koa';
import type { Message, Messages } from '../org/messages.ts';

/** Milliseconds between lines that keep an idle connection open. */
const heartbeat = 20_000;

/** Server-sent events that tell a page to look again, whenever a message comes that concerns it. */
export function streamMessages(
  ctx: Context,
  messages: Messages,
  concerns: (message: Message) => boolean,
): void {
  const stream = new PassThrough();
  const stop = messages.onMessage((message) => {
    if (concerns(message)) stream.write(`event: message\ndata: ${message.id}\n\n`);
  });
  const timer = setInterval(() => stream.write(': still here\n\n'), heartbeat);
  timer.unref();
  ctx.req.once('close', () => {
    clearInterval(timer);
    stop();
    stream.end();
  });
  ctx.status = 200;
  ctx.set('content-type', 'text/event-stream');
  ctx.set('cache-control', 'no-store');
  ctx.body = stream;
  stream.write('retry: 1000\n\n');
}
