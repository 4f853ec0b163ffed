import type { Io } from '../io.ts';
import { canRedraw, createOutput } from './output.ts';

/** Progress of the steps, drawn live in a terminal and as plain lines elsewhere. */
export interface ProgressBar {
  /** A step has started; shown in the last line, next to the bar. */
  begin(step: string): void;
  /** A step is done: prints a line and advances the bar. */
  done(step: string, line: string): void;
  failed(step: string, line: string): void;
  /** Removes the bar. */
  end(): void;
}

const barWidth = 24;
/** Milliseconds between two updates of the elapsed time. */
const tick = 100;

/**
 * Draws on standard output: a line for each completed step, and below them a bar with the elapsed time and the
 * current step. In a pipe only the lines.
 * @param total how many steps there will be
 */
export function createProgress(io: Io, total: number): ProgressBar {
  const { paint, line } = createOutput(io);
  const isTerminal = canRedraw(io.stdout, io.env);
  const started = performance.now();
  const underWay = new Set<string>();
  let count = 0;
  const clear = () => {
    if (isTerminal) io.stdout.write('\r\u001b[K');
  };
  const draw = () => {
    if (!isTerminal) return;
    const share = total === 0 ? 1 : Math.min(1, count / total);
    const filled = Math.round(share * barWidth);
    const bar = `${paint.good('━'.repeat(filled))}${paint.quiet('─'.repeat(barWidth - filled))}`;
    const seconds = `${((performance.now() - started) / 1000).toFixed(1)} s`;
    const head = `  ${'━'.repeat(barWidth)} ${count} of ${total} · ${seconds}`;
    const room = (io.stdout.columns ?? 80) - head.length - 4;
    const [step] = underWay;
    const now = step === undefined || room < 8 ? '' : ` · ${shorten(step, room)}`;
    io.stdout.write(`\r\u001b[K  ${bar} ${count} of ${total} · ${seconds}${paint.quiet(now)}`);
  };
  const timer = isTerminal ? setInterval(draw, tick) : undefined;
  const settle = (step: string, text: string) => {
    underWay.delete(step);
    clear();
    line(text);
    draw();
  };
  draw();
  return {
    begin: (step) => {
      underWay.add(step);
      draw();
    },
    done: (step, text) => {
      count++;
      settle(step, text);
    },
    failed: settle,
    end: () => {
      clearInterval(timer);
      clear();
    },
  };
}

const shorten = (text: string, room: number): string =>
  text.length <= room ? text : `${text.slice(0, room - 1)}…`;
