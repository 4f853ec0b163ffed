import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Io } from '../../io.ts';
import { packageRoot } from '../../../shared/package-root.ts';
import { locateTheme, themeCache } from '../../run/theme-reference.ts';
import { serve } from '../serve.ts';
import type { ServeOptions } from '../serve.ts';
import { createOutput } from '../../terminal/output.ts';
import { watchFolder } from './watch-folder.ts';

/** Milliseconds to wait for an editor to finish writing its files. */
const settle = 150;

/**
 * Serves the shop with a theme that is being edited. The browser reloads whenever one of its files is saved;
 * while the theme has errors, the shop stays the same and the page shows them.
 */
export async function previewTheme(theme: string, options: ServeOptions, io: Io): Promise<void> {
  const app = await import('../../../app/index.ts');
  const output = createOutput(io);
  const located = locateTheme(theme, io.cwd);
  const folder = existsSync(join(located, 'config.json')) ? located : join(packageRoot(), 'themes', theme);
  if (!existsSync(folder))
    throw new UserError(`Theme not found: ${theme}.`, 'multidemo theme list shows the available ones.');
  const preview = new app.ThemePreview();
  const findErrors = async (): Promise<string[]> => {
    const problems = await app.checkTheme({
      theme: located,
      appUrl: 'http://localhost:5000',
      cacheDir: themeCache(io.cwd),
    });
    return problems.filter(({ severity }) => severity === 'error').map(app.describeProblem);
  };
  let timer: NodeJS.Timeout | undefined;
  /** Whether the theme was saved during startup, when it may already have been read. */
  let isStale = false;
  let changedNow = (): void => {
    isStale = true;
  };
  const stopWatching = watchFolder(folder, {
    onChange: () => changedNow(),
    onTrouble: ({ message }) =>
      output.note(
        `The system no longer reports changes in ${folder} (${message}): checking every second instead.`,
      ),
  });
  try {
    const first = await findErrors();
    for (const problem of first) output.note(problem);
    // Until the theme is valid, the default theme is served and shows its problems.
    await serve({ ...options, theme: first.length > 0 ? 'default' : located }, io, {
      preview,
      ready: (use) => {
        if (first.length > 0) preview.publish(first);
        const changed = async (): Promise<void> => {
          const problems = await findErrors();
          for (const problem of problems) output.note(problem);
          if (problems.length === 0) await use(located);
          preview.publish(problems);
        };
        // One after the other, so that the last saved theme is shown in the end.
        let work = Promise.resolve();
        changedNow = () => {
          clearTimeout(timer);
          timer = setTimeout(() => {
            work = work.then(changed).catch((error: unknown) => {
              if (!io.signal.aborted) output.note(error instanceof Error ? error.message : String(error));
            });
          }, settle);
        };
        if (isStale) changedNow();
      },
    });
  } finally {
    clearTimeout(timer);
    stopWatching();
    preview.close();
  }
}
