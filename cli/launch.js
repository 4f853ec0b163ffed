#!/usr/bin/env node
/**
 * Run by `multidemo` and `npm start`. Plain JavaScript that an old Node can parse, so that the version check
 * comes before anything else fails. In a checkout it rebuilds if a source is newer than the last build.
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
  module.enableCompileCache?.(); // Node.js 22 and newer: later starts do not compile again
  try {
    const builder = new URL('../build.js', import.meta.url);
    if (existsSync(fileURLToPath(builder))) {
      const { build, isStale } = await import(builder.href);
      if (await isStale()) {
        process.stderr.write('Building Okta Multidemo. This happens once, and after each change.\n');
        await build();
      }
    }
    await import('../dist/cli/bin.js');
  } catch (error) {
    process.exitCode = 1;
    const remedy = remedyFor(error);
    if (remedy === undefined) throw error;
    process.stderr.write(`✗ ${remedy}\n`);
  }
}

/** What the user has to do before our code can run; undefined for a bug. */
function remedyFor(error) {
  const folder = fileURLToPath(new URL('..', import.meta.url));
  const { code, path, syscall, message = '' } = error;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || code === 'ERR_DLOPEN_FAILED')
    return `Okta Multidemo's packages are not installed${code === 'ERR_DLOPEN_FAILED' ? ' for this machine' : ''}.\n  ${existsSync(`${folder}build.js`) ? `Run npm ci in ${folder}` : 'Install okta-multidemo again.'}`;
  if (code === undefined && / esbuild /.test(` ${message} `))
    return `Okta Multidemo's packages are installed for another system.\n  Run npm ci in ${folder} on this one.`;
  if ((syscall === 'rename' || message.includes(', rename ')) && ['EACCES', 'EPERM', 'EBUSY'].includes(code))
    return `The program was built, but ${folder}dist cannot be replaced (${code}): another program is using it. The previous build is kept.\n  Stop other multidemo commands and editors that have it open, and try again.`;
  if (['EACCES', 'EPERM', 'EROFS'].includes(code))
    return `The program needs to be built, but ${path ?? folder} is not writable (${code}).\n  Make ${folder} writable, or run npm run build there as its owner.`;
  if (code === 'ENOSPC')
    return `The disk is full: ${folder} cannot be built.\n  Free some space and try again.`;
  return undefined;
}
