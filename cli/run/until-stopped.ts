import { setFlagsFromString } from 'node:v8';
import { writeErrorLog } from '../error-log.ts';
import type { Io } from '../io.ts';
import type { Output } from '../terminal/output.ts';
import { surviveErrors } from './last-resort.ts';

/**
 * Serves until Ctrl-C, or until the system ends the process; an error in one request is logged and does not
 * affect others.
 */
export async function untilStopped(io: Io, output: Output): Promise<void> {
  const restore = surviveErrors((where, error) => {
    void writeErrorLog(io, error).then((lines) =>
      output.note([`Unexpected error (${where}):`, ...lines].join(' ')),
    );
  });
  // Left to itself, V8 lets the heap of a process that has served many requests grow to several times what it uses, and
  // keeps it: garbage is collected when it has grown by half. Not before, when a start fills it.
  setFlagsFromString('--heap-growing-percent=50');
  try {
    await new Promise<void>((settle) => {
      if (io.signal.aborted) settle();
      else io.signal.addEventListener('abort', () => settle(), { once: true });
    });
  } finally {
    restore();
  }
}
