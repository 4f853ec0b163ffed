import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';

const wanted = [20, 19] as const;

/** The launcher already rejects older versions; this check is for the report. */
export const nodeVersion: Check = {
  id: 'node',
  title: 'Node.js',
  area: 'This machine',
  needs: [],
  docs: 'https://nodejs.org/en/about/previous-releases',
  run() {
    const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
    if (major > wanted[0] || (major === wanted[0] && minor >= wanted[1])) return ok(process.versions.node);
    return failure({
      found: `Node.js ${process.versions.node}.`,
      expected: `${wanted.join('.')} or newer.`,
      consequence: 'The shop does not start.',
      remedy: 'Install a current version from https://nodejs.org.',
    });
  },
};
