import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../shared/package-root.ts';

/** For `describe.skipIf`: util-linux's `script` gives a command a real pseudo-terminal. */
export const noTerminal = process.platform !== 'linux' || !existsSync('/usr/bin/script');

export interface Terminal {
  /** All that was written so far, without control sequences. */
  screen(): string;
  /** Waits until the screen shows it. */
  until(pattern: RegExp): Promise<void>;
  type(keys: string): void;
  ended: Promise<number>;
}

/** Runs `multidemo` in a pseudo-terminal of 100 columns. */
export function runInTerminal(argv: readonly string[], cwd: string): Terminal {
  const quoted = argv.map((part) => `'${part.replaceAll("'", `'\\''`)}'`).join(' ');
  const command = `stty cols 100 rows 40; '${process.execPath}' '${join(packageRoot(), 'cli/launch.js')}' ${quoted}`;
  const { CI: _, NO_COLOR: __, ...env } = process.env;
  const child = spawn('script', ['-qfec', command, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm-256color' },
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  let over = false;
  const ended = new Promise<number>((settle) =>
    child.on('close', (code) => {
      over = true;
      settle(code ?? 1);
    }),
  );
  // eslint-disable-next-line no-control-regex -- terminal control sequences are what is taken out
  const screen = () => written.replace(/\u001b\[[\d;?]*[A-Za-z]|\u001b[()][A-Z0-9]|\r/g, '');
  return {
    screen,
    ended,
    type: (keys) => child.stdin.write(keys),
    async until(pattern) {
      while (!pattern.test(screen())) {
        if (over) throw new Error(`The command ended.\n${screen()}`);
        await new Promise((settle) => setTimeout(settle, 10));
      }
    },
  };
}
