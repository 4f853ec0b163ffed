import { join } from 'node:path';
import { packageRoot, packageVersion } from '../shared/package-root.ts';

export { packageRoot, packageVersion };

/** The synthesized demo org, written by the build. */
export const stackFile = (): string => join(packageRoot(), 'dist/stacks/demo-org.tf.json');
