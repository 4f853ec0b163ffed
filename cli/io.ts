import type { ReadStream, WriteStream } from 'node:tty';

/** A command's access to the outside world, passed in so that tests can run it in-process. */
export interface Io {
  stdout: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;
  stderr: NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY'>>;
  stdin: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'isTTY'>>;
  env: Readonly<Record<string, string | undefined>>;
  /** Folder with `.env` and `.multidemo/`. */
  cwd: string;
  /** Aborted when the user presses Ctrl-C or the system asks the process to end. */
  signal: AbortSignal;
  /** The operating system, which decides about paths, shells and browsers. */
  platform: NodeJS.Platform;
  /** When the command started, as of `performance.now()`. */
  started: number;
}
