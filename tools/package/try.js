/**
 * What a user of the package does, outside the repository: packs it, installs it from the file, runs it, compiles a strict
 * TypeScript project against its declarations, and uses its fixtures. Needs Chromium and npm's registry.
 * node tools/package/try.js
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const parent = mkdtempSync(join(tmpdir(), 'multidemo-package-'));
const { devDependencies: tested } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

function run(cwd, command, ...args) {
  const options = { cwd, encoding: 'utf8', shell: process.platform === 'win32', maxBuffer: 1e8 };
  const { status, stdout, stderr, error } = spawnSync(command, args, options);
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stdout}${stderr}${error ?? ''}`);
  return stdout;
}

const megabytes = (folder) => {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
  const bytes = files.reduce((sum, one) => sum + statSync(join(one.parentPath, one.name)).size, 0);
  return `${(bytes / 1e6).toFixed(1)} MB`;
};

/** Starts an org as docs/testing.md does for tests in other languages, and stops it. @throws if it keeps running */
async function startAndStop(folder) {
  const args = [
    'node_modules/okta-multidemo/cli/launch.js',
    'sandbox',
    '--in-memory',
    '--port',
    '0',
    '--json',
  ];
  const org = spawn('node', args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  for await (const part of org.stdout.setEncoding('utf8')) if (/\n\}\n$/.test((text += part))) break;
  org.kill();
  await once(org, 'exit');
  const { url } = JSON.parse(text).org;
  const left = await globalThis.fetch(url).catch(() => undefined);
  if (left) throw new Error(`The org at ${url} keeps running without its process.`);
}

const install = (folder, ...args) =>
  run(folder, 'npm', 'install', '--no-audit', '--no-fund', '--save-exact', ...args);

try {
  const clean = () => (existsSync(join(root, '.git')) ? run(root, 'git', 'status', '--porcelain') : '');
  const before = clean();
  run(root, 'npm', 'pack', '--pack-destination', parent);
  const tarball = join(
    parent,
    readdirSync(parent).find((name) => name.endsWith('.tgz')),
  );
  if (clean() !== before) throw new Error('Packing changed files of the checkout.');
  console.log(`packed: ${(statSync(tarball).size / 1e6).toFixed(1)} MB`);

  const alone = join(parent, 'alone');
  cpSync(join(root, 'tools/package/try'), alone, { recursive: true });
  install(alone, tarball);
  console.log(`installed: ${megabytes(join(alone, 'node_modules'))}`);
  const version = run(alone, 'npx', '--no-install', 'multidemo', '--version').trim();
  console.log(`npx multidemo --version: ${version}`);
  run(alone, 'node', join(root, 'tools/first-run.js'), '--package', 'node_modules/okta-multidemo');
  console.log('serve, sign-in, doctor, init and destroy pass');

  await startAndStop(alone);
  console.log('an org stops with the process that a test started');

  const named = (...names) => names.map((name) => `${name}@${tested[name]}`);
  install(alone, '--save-dev', ...named('typescript'));
  run(alone, 'npx', '--no-install', 'tsc');
  console.log('a strict TypeScript project compiles');
  install(alone, '--save-dev', ...named('@types/node', 'vitest', '@playwright/test'));
  // The runners' own declarations are not ours to check.
  run(alone, 'npx', '--no-install', 'tsc', '--project', 'tsconfig.tests.json');
  console.log('tests with the fixtures compile');
  run(alone, 'npx', '--no-install', 'vitest', 'run', 'org.test.ts');
  console.log('vitest passes');
  run(alone, 'npx', '--no-install', 'playwright', 'test');
  console.log('Playwright passes');
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(parent, { recursive: true, force: true, maxRetries: 5 });
}
