import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Test files that replace modules: these cannot share them. */
const replacing = readdirSync('test', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .filter((name) => readFileSync(name, 'utf8').includes('vi.mock('));

/**
 * Files of a project run in one process after the other, with the modules that are loaded there: loading app and org for
 * each would take a third of the time. Importing them does nothing, and state belongs to what a test starts.
 */
const projects = [
  {
    name: 'fast',
    folders: ['docs', 'stacks', 'exchange', 'sandbox', 'app', 'platform', 'themes'],
  },
  // The CLI listens, prints addresses and calls them: what `localhost` means there differs from system to system.
  { name: 'cli', folders: ['cli'], setupFiles: ['test/setup/localhost-v6-first.ts'] },
  {
    name: 'whole',
    folders: ['contract', 'browser'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
];

/** Fast tests first: mistakes are reported in seconds, the browser comes last. */
export default defineConfig({
  test: {
    globalSetup: ['test/setup/temporary-folder.ts', 'test/setup/build.ts'],
    setupFiles: ['test/setup/cheap-secrets.ts'],
    reporters: ['default'],
    // By default a machine of two cores would get one worker; most tests wait for servers and browsers, not for
    // the core.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Ten times the usual: a busy machine must not cause failures. Tests wait for events, never for time to
    // pass.
    testTimeout: 200_000,
    hookTimeout: 200_000,
    expect: { poll: { timeout: 30_000 } },
    projects: projects.flatMap(({ name, folders, ...more }, index) => {
      const include = folders.map((folder) => `test/${folder}/**/*.test.ts`);
      const alone = replacing.filter((file) => folders.some((folder) => file.startsWith(`test/${folder}/`)));
      // In a defined order: a process is reused only if the next file belongs to the same project.
      const at = (place: number) => ({ ...more, sequence: { groupOrder: 2 * index + place } });
      return [
        { extends: true, test: { name, include, exclude: alone, isolate: false, ...at(0) } },
        { extends: true, test: { name: `${name}-alone`, include: alone, ...at(1) } },
      ];
    }),
  },
});
