import type { Io } from '../io.ts';
import { canRedraw, createOutput } from './output.ts';

/** Milliseconds after which a wait is worth a word. */
const graceMs = 300;

/** In a terminal, says what is being waited for and for how long; removes the line at the end. */
export async function whileWaiting<T>(
  io: Io,
  text: string,
  work: Promise<T>,
  { silent = false } = {},
): Promise<T> {
  const { stdout, env } = io;
  if (silent || !canRedraw(stdout, env)) return work;
  const { paint } = createOutput(io);
  const began = performance.now();
  const draw = (): void => {
    const waited = performance.now() - began;
    if (waited < graceMs) return;
    const seconds = waited < 1000 ? '' : ` · ${Math.floor(waited / 1000)} s`;
    stdout.write(`\r\u001b[K  ${paint.quiet(`${text}…${seconds}`)}`);
  };
  const timer = setInterval(draw, graceMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
    if (performance.now() - began >= graceMs) stdout.write('\r\u001b[K');
  }
}
