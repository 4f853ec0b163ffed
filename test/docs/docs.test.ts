/** What the documents say about the source tree holds: paths exist, folders and decisions are listed. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const files = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');

/** Paths of this repository that a document names in code marks, such as `app/api/index.ts`. */
const pathsIn = (text: string): string[] =>
  [
    ...text.matchAll(
      /(?<![\w/.-])((?:app|cli|sandbox|shared|stacks|test|themes|bench|tools|docs)\/[\w./-]*)/g,
    ),
  ].map(([, path = '']) => path.replace(/[./]+$/, ''));

test.each(['docs/architecture.md', 'CONTRIBUTING.md', 'README.md', 'docs/themes.md', 'docs/doctor.md'])(
  '%s names only paths that exist',
  (document) => {
    const ours = new Set([...files, ...files.flatMap(foldersOf)]);
    const wrong = pathsIn(read(document)).filter(
      (path) => !ours.has(path) && !existsSync(join(root, path)) && !/NAME|RESOURCE/.test(path),
    );
    expect(wrong).toEqual([]);
  },
);

test('docs/architecture.md names every folder of the shop, the sandbox and the top level', () => {
  const text = read('docs/architecture.md');
  const folders = new Set(
    files
      .flatMap(foldersOf)
      .filter((folder) => /^(app|sandbox)\/[\w-]+$/.test(folder) && folder !== 'app/public'),
  );
  expect([...folders].filter((folder) => !text.includes(folder))).toEqual([]);
});

test('every decision has the same form and is in the index', () => {
  const index = read('docs/decisions/README.md');
  const records = readdirSync(join(root, 'docs/decisions')).filter((name) => name !== 'README.md');
  for (const name of records) {
    const [title = ''] = read(`docs/decisions/${name}`).split('\n');
    expect(title, name).toMatch(new RegExp(`^# ${Number(name.slice(0, 4))}\\. `));
    expect(read(`docs/decisions/${name}`), name).toMatch(/^\n?\*\*Decision\.\*\* /m);
    expect(index, name).toContain(`[${title.replace(/^# \d+\. /, '')}](${name})`);
  }
});

function foldersOf(path: string): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}
