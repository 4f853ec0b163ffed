import type { Context } from 'koa';
import type { Message, Messages } from '../org/org/messages.ts';

/** Milliseconds between lines that keep an idle connection open. */
const heartbeat = 20_000;

/** Server-sent events that notify a page of new messages. */
export function streamMessages(
  ctx: Context,
  messages: Messages,
  concerns: (message: Message) => boolean,
): void {
  const { req, res } = ctx;
  // Koa treats a stream closed by the browser as an error, so this response bypasses Koa.
  ctx.respond = false;
  res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  res.write('retry: 1000\n\n');
  const stop = messages.onMessage((message) => {
    if (concerns(message)) res.write(`event: message\ndata: ${message.id}\n\n`);
  });
  const timer = setInterval(() => res.write(': still here\n\n'), heartbeat);
  timer.unref();
  req.once('close', () => {
    clearInterval(timer);
    stop();
    res.end();
  });
}
