import { main } from './main.ts';

/** The working folder; a shell may be in one that was removed. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    process.stderr.write(
      '✗ The working folder no longer exists.\n  Go to another one with cd, and try again.\n',
    );
    process.exit(1);
  }
}

const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stopping.abort()); // a second Ctrl-C ends the process at once

process.exit(
  await main(process.argv.slice(2), {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    cwd: workingFolder(),
    signal: stopping.signal,
    platform: process.platform,
    started: 0,
  }),
);
