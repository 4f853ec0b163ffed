import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Fast tests first: mistakes are reported in seconds, the browser comes last. */
export default defineConfig({
  test: {
    globalSetup: ['test/setup/temporary-folder.ts', 'test/setup/build.ts'],
    reporters: ['default'],
    // By default a machine of two cores would get one worker; most tests wait for servers and browsers, not for
    // the core.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Ten times the usual: a busy machine must not cause failures. Tests wait for events, never for time to
    // pass.
    testTimeout: 200_000,
    hookTimeout: 200_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/{docs,stacks,exchange,sandbox,app,platform,themes}/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          // The CLI listens, prints addresses and calls them: what `localhost` means there differs from system to system.
          name: 'cli',
          include: ['test/cli/**/*.test.ts'],
          setupFiles: ['test/setup/localhost-v6-first.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'whole',
          include: ['test/{contract,browser}/**/*.test.ts'],
          sequence: { groupOrder: 1 },
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
