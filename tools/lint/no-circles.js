import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const known = new Map();

/** The files that a file imports, types included. */
function importsOf(file) {
  if (!known.has(file))
    known.set(
      file,
      [...readFileSync(file, 'utf8').matchAll(/(?:from |import\()\s*'(\.[^']+)'/g)]
        .map(([, path]) => join(dirname(file), path))
        .filter((path) => /\.[tj]s$/.test(path) && existsSync(path)),
    );
  return known.get(file);
}

/** The way from `file` back to `target`, or undefined when there is none. */
function wayBack(file, target, seen = new Set()) {
  for (const next of importsOf(file)) {
    if (next === target) return [next];
    if (seen.has(next)) continue;
    seen.add(next);
    const rest = wayBack(next, target, seen);
    if (rest) return [next, ...rest];
  }
  return undefined;
}

/** Imports go one way: no file waits for itself, not for a type either. */
export const noCircles = {
  meta: { type: 'problem', messages: { circle: 'This import leads back here: {{way}}.' }, schema: [] },
  create(context) {
    return {
      Program(node) {
        known.delete(context.filename); // an editor's copy may be newer than what was read
        const way = existsSync(context.filename) ? wayBack(context.filename, context.filename) : undefined;
        if (way === undefined) return;
        const names = [context.filename, ...way].map((file) => relative(context.cwd, file));
        context.report({ node, messageId: 'circle', data: { way: names.join(' → ') } });
      },
    };
  },
};
