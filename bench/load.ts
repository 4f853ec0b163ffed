import { connect } from 'node:net';
import type { Socket } from 'node:net';

interface Load {
  port: number;
  /** The request line, headers and body, exactly as sent. */
  request: string;
  connections: number;
  seconds: number;
  /** Of a right answer; 200 when not given. */
  status?: number;
}

/**
 * Sends the same request over kept-alive connections, one outstanding on each, and counts the answers.
 * Bare sockets: the measuring must cost less than what is measured.
 *
 * @returns right answers a second
 * @throws when an answer has another status
 */
export async function requestsPerSecond({
  port,
  request,
  connections,
  seconds,
  status = 200,
}: Load): Promise<number> {
  const until = performance.now() + seconds * 1000;
  const began = performance.now();
  const counts = await Promise.all(
    Array.from({ length: connections }, () => hammer(port, { request, until, wanted: status })),
  );
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - began) / 1000);
}

function hammer(
  port: number,
  { request, until, wanted }: { request: string; until: number; wanted: number },
): Promise<number> {
  return new Promise((settle, fail) => {
    const socket = connect({ port, host: 'localhost', noDelay: true });
    let answered = 0;
    socket.once('error', fail);
    socket.once('connect', () => socket.write(request));
    onAnswer(socket, (status, text) => {
      if (status !== wanted) {
        socket.destroy();
        fail(new Error(`The response was ${status}: ${text.slice(0, 500)}`));
        return;
      }
      answered++;
      if (performance.now() < until) socket.write(request);
      else {
        socket.destroy();
        settle(answered);
      }
    });
  });
}

/** Calls back for each whole answer; understands Content-Length and chunked bodies. */
function onAnswer(socket: Socket, answer: (status: number, text: string) => void): void {
  let text = '';
  socket.setEncoding('latin1');
  socket.on('data', (chunk) => {
    text += chunk.toString();
    const headersEnd = text.indexOf('\r\n\r\n');
    if (headersEnd < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(text.slice(0, headersEnd))?.[1];
    const whole =
      length === undefined ? text.endsWith('\r\n0\r\n\r\n') : text.length >= headersEnd + 4 + Number(length);
    if (!whole) return;
    const complete = text;
    text = '';
    answer(Number(complete.slice(9, 12)), complete);
  });
}

/** The request as bytes for a connection that stays open. */
export function rawRequest(method: string, url: string, headers: Record<string, string>, body = ''): string {
  const { host, pathname, search } = new URL(url);
  const lines = Object.entries({
    Host: host,
    ...headers,
    ...(body && { 'Content-Length': String(body.length) }),
  });
  return `${method} ${pathname}${search} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`;
}
