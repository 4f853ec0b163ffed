import { PassThrough } from 'node:stream';
import { main } from '../../cli/main.ts';

interface Run {
  cwd: string;
  env?: Record<string, string>;
  /** Standard error is a terminal. */
  stderrIsTTY?: boolean;
  /** So is standard output. Nobody answers questions. */
  isTerminal?: boolean;
  /** The system that the command takes itself to run on. */
  platform?: NodeJS.Platform;
}

/** The CLI running in this process, with its streams caught. */
export interface RunningCli {
  stdout(): string;
  stderr(): string;
  /** Waits until standard output matches; fails with all output when the command ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  /** Presses Ctrl-C and waits for the exit status. */
  stop(): Promise<number>;
  /** The exit status, once it has ended without being stopped. */
  ended: Promise<number>;
}

/** Starts `multidemo` with these arguments, by default as nobody at a terminal would: no prompts, no colors. */
export function startCli(
  argv: readonly string[],
  { cwd, env = {}, isTerminal = false, stderrIsTTY = isTerminal, platform = process.platform }: Run,
): RunningCli {
  const stopping = new AbortController();
  const out = catchStream();
  const err = catchStream();
  let over = false;
  const ended = main(argv, {
    stdout: Object.assign(out.stream, { isTTY: isTerminal }),
    stderr: Object.assign(err.stream, { isTTY: stderrIsTTY }),
    stdin: new PassThrough(),
    env,
    cwd,
    signal: stopping.signal,
    platform,
    started: performance.now(),
  }).finally(() => {
    over = true;
  });
  return {
    stdout: out.text,
    stderr: err.text,
    ended,
    async until(pattern) {
      for (;;) {
        const found = pattern.exec(out.text());
        if (found) return found;
        if (over) throw new Error(`The command ended.\n${out.text()}${err.text()}`);
        await new Promise((settle) => setTimeout(settle, 5));
      }
    },
    async stop() {
      stopping.abort();
      return ended;
    },
  };
}

/** Runs `multidemo` to its end. */
export async function runCli(argv: readonly string[], run: Run) {
  const cli = startCli(argv, run);
  return { status: await cli.ended, stdout: cli.stdout(), stderr: cli.stderr() };
}

function catchStream() {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  return { stream, text: () => text };
}
