/**
 * Fails when a package with native code has no binary for a system that people bring. Such packages list one optional
 * package per system, with `os` and `cpu`. Part of `npm run check`.
 * node tools/native-packages.js [package-lock.json]
 */
import { readFileSync } from 'node:fs';

const wanted = ['win32', 'darwin', 'linux'].flatMap((os) => ['x64', 'arm64'].map((cpu) => `${os} ${cpu}`));

/** What may be missing, and what is used there instead. */
const known = {
  'libsql: win32 arm64':
    'Node.js 22.13 and newer have an SQLite of their own (docs/decisions/0035-nodes-own-sqlite.md)',
};

/** Packages that run a program when they are installed, which may download or compile: each was looked at. */
const runsWhenInstalled = {
  'core-js': 'prints a message',
  esbuild: 'only checks its binary, which comes as a package',
};

const { packages } = JSON.parse(readFileSync(process.argv[2] ?? 'package-lock.json', 'utf8'));
const { optionalDependencies: optional = {} } = packages[''];
const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const problems = [];
const used = new Set();
let native = 0;

for (const [path, { optionalDependencies = {}, hasInstallScript }] of Object.entries(packages)) {
  const name = nameOf(path);
  if (path !== '' && hasInstallScript && !packages[path].optional && !(name in runsWhenInstalled))
    problems.push(`${name} runs a program when it is installed: find out what it does on each system.`);
  const binaries = Object.keys(optionalDependencies)
    .map((one) => packages[`${path}/node_modules/${one}`] ?? packages[`node_modules/${one}`])
    .filter((one) => one?.os && one.cpu);
  // Which needs a library for its own system. Ours to install, and optional, is not yet that.
  const isBinary = packages[path].optional && packages[path].os && !(name in optional);
  if (path === '' || isBinary || binaries.length === 0) continue;
  native += 1;
  for (const system of wanted) {
    const [os, cpu] = system.split(' ');
    if (binaries.some((one) => one.os.includes(os) && one.cpu.includes(cpu))) continue;
    const gap = `${name}: ${system}`;
    used.add(gap);
    if (!(gap in known)) problems.push(`${name} has no binary for ${system}.`);
  }
}
for (const gap of Object.keys(known))
  if (process.argv[2] === undefined && !used.has(gap))
    problems.push(`${gap} is not missing any more: remove it from the list.`);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else
  console.log(
    `${native} packages with native code, each with a binary for ${wanted.join(', ')}; known gaps: ${used.size}.`,
  );
