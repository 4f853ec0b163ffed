import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../shared/package-root.ts';

export { packageRoot };

/** Version of the package, as `1.0.0`. */
export const packageVersion = (): string =>
  (JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as { version: string }).version;

/** The synthesised demo org, written by the build. */
export const stackFile = (): string => join(packageRoot(), 'dist/stacks/demo-org.tf.json');
