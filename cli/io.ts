import type { ReadStream, WriteStream } from 'node:tty';

/** What a command may touch of the world outside: handed in, so that tests run it in-process. */
export interface Io {
  stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY'>>;
  stdin: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>;
  env: Readonly<Record<string, string | undefined>>;
  /** Folder in which `.env` and `.multidemo/` are looked for. */
  cwd: string;
  /** Aborted when the person presses Ctrl-C or the system asks the process to end. */
  signal: AbortSignal;
  /** When the command began, on the clock of `performance.now()`. */
  started: number;
}
