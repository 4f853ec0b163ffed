import { Chalk } from 'chalk';
import type { Io } from '../io.ts';
import { wrap } from './wrap.ts';

/**
 * Output to the user. Color is only used to convey meaning, and not for pipes, `NO_COLOR` and dumb terminals.
 */
export interface Output {
  /** Colors for text that `line` prints. */
  paint: Record<'strong' | 'quiet' | 'link' | 'good' | 'warn' | 'bad', (text: string) => string>;
  /** A line on standard output. */
  line: (text?: string) => void;
  /** A note on standard error; the command continues. */
  note: (text: string) => void;
  /** A line of a log on standard error, as it is. */
  log: (line: string) => void;
  /** An error on standard error: what happened, then what to do. */
  failure(message: string, remedy?: readonly string[]): void;
  /** The result of `--json`, on standard output. */
  json(result: unknown): void;
  /** The result of a command: as JSON if that is wanted, else as a line of text. */
  result(asJson: boolean | undefined, result: unknown, text: string): void;
  /** The JSON of `--json` if there is no result. */
  error(message: string, remedy: readonly string[], code: string): void;
}

type Stream = Partial<Pick<Io['stdout'], 'isTTY'>>;

/** Whether lines on this stream can be redrawn: not in a pipe, nor in an editor's shell (`TERM=dumb`). */
export const canRedraw = (stream: Stream, env: Io['env']): boolean =>
  stream.isTTY === true && env.TERM !== 'dumb';

/** Builds the output of one run of the CLI. */
export function createOutput({ stdout, stderr, env }: Io): Output {
  const colours = (stream: Stream) => new Chalk({ level: canRedraw(stream, env) && !env.NO_COLOR ? 1 : 0 });
  // In a terminal, text is wrapped at words; in a pipe, each text is on one line.
  const room = stderr.isTTY === true ? (stdout.columns ?? 80) - 3 : Infinity;
  const fold = (text: string) =>
    text
      .split('\n')
      .map((one) => wrap(one, room).join('\n  '))
      .join('\n');
  const out = colours(stdout);
  const error = colours(stderr);
  const json = (result: unknown) => stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  return {
    json,
    result: (asJson, result, text) => (asJson ? json(result) : stdout.write(`${text}\n`)),
    error: (message, remedy, code) => json({ error: { code, message, remedy } }),
    paint: {
      strong: (text) => out.bold(text),
      quiet: (text) => out.dim(text),
      link: (text) => out.cyan(text),
      good: (text) => out.green(text),
      warn: (text) => out.yellow(text),
      bad: (text) => out.red(text),
    },
    line: (text = '') => stdout.write(`${text}\n`),
    note: (text) => stderr.write(`${error.yellow('!')} ${fold(text)}\n`),
    log: (line) => stderr.write(`${line}\n`),
    failure: (message, remedy = []) => {
      stderr.write(`${error.red('✗')} ${fold(message)}\n`);
      for (const text of remedy) stderr.write(`  ${fold(text)}\n`);
    },
  };
}
