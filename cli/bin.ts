import { setDefaultAutoSelectFamilyAttemptTimeout } from 'node:net';
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

// Node.js leaves an address after 250 ms. Where `localhost` has two, a process that computes for that long would take its
// own servers to be unreachable.
setDefaultAutoSelectFamilyAttemptTimeout(2000);

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
