#!/usr/bin/env node
/**
 * What `multidemo` and `npm start` run. Plain JavaScript that an old Node can read, so that the version check
 * speaks before anything else fails. In a checkout it builds when a source is newer than the last build.
 */
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const wanted = [20, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
  process.stderr.write(
    `Okta Multidemo needs Node.js ${wanted.join('.')} or newer; this is ${process.versions.node}.\n` +
      'Install a current version from https://nodejs.org and try again.\n',
  );
  process.exitCode = 1;
} else {
  module.enableCompileCache?.(); // Node.js 22 and newer: the second start does not compile again
  const builder = new URL('../build.js', import.meta.url);
  if (existsSync(fileURLToPath(builder))) {
    const { build, isStale } = await import(builder.href);
    if (await isStale()) await build();
  }
  await import('../dist/cli/bin.js');
}
