/**
 * Turns the TypeScript sources into what Node and the browser load: `dist/`.
 * Run by `npm run build`, by the launcher when a source is newer than the last build, and by the tests.
 *
 *   dist/cli/bin.js               the CLI and, in chunks loaded when a command needs them, app and sandbox
 *   dist/sandbox/                 createSandbox and fixtures, for other projects' tests
 *   dist/browser/{app,cli,exchange,sandbox}/   scripts and styles of the pages, each also compressed (.br)
 *   dist/browser/okta-signin-widget/{version}/   the widget's scripts, styles and texts, compressed (.br) and otherwise untouched
 *   dist/stacks/demo-org.tf.json  the demo org as Terraform JSON, so that serving does not load cdktf
 *   dist/packages.json            the npm packages that are inside, with their versions and licenses
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { cp, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { makeFolder, remove, replaceFolder } from './shared/files.js';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const sources = ['app', 'cli', 'exchange', 'sandbox', 'shared', 'stacks', 'build.js', 'package-lock.json'];

/**
 * What the build depends on: the time of the newest source, and the names of all, so that deletions show. The times of
 * folders do not count, because file managers put files of their own there (.DS_Store).
 */
function stateOfSources() {
  // Synchronous: every start in a checkout asks, and two thousand promises take longer than the system calls.
  const files = [];
  let newest = 0;
  const look = (name) => {
    const info = statSync(join(root, name), { throwIfNoEntry: false });
    if (info?.isDirectory() === false) newest = Math.max(newest, info.mtimeMs);
    return info;
  };
  const walk = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (foreign.test(entry.name)) continue;
      const name = join(folder, entry.name);
      files.push(name);
      if (entry.isDirectory()) walk(name);
      else look(name);
    }
  };
  for (const name of sources) {
    const info = look(name);
    if (info?.isDirectory()) walk(name);
    else if (info) files.push(name);
  }
  const names = createHash('sha256').update(files.sort().join('\n')).digest('hex').slice(0, 16);
  return `${newest} ${names}`;
}

/** Hidden files, such as .DS_Store and those of editors, and what Windows puts into folders. */
const foreign = /(^|[\\/])(\.[^\\/]*|Thumbs\.db|desktop\.ini)$/i;

/** True when dist/ is missing or older than a source. An installed package has no build.js and never asks. */
export async function isStale() {
  const stamp = await readFile(join(dist, 'stamp'), 'utf8').catch(() => '');
  return stamp !== stateOfSources();
}

const entriesIn = async (folder) =>
  (await readdir(join(root, folder)).catch(() => []))
    .filter((name) => /(?<!\.d)\.(ts|css)$/.test(name))
    .map((name) => join(root, folder, name));

/** Waits for all, even if one fails: unfinished writes would interfere with the cleanup. */
async function all(works) {
  const results = await Promise.allSettled(works);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results.map(({ value }) => value);
}

/** Compresses once here, so that no request pays for it. */
async function compress(folder) {
  const names = await readdir(folder, { recursive: true });
  await all(
    names
      .filter((name) => /\.(js|css|svg)$/.test(name))
      .map((name) => pack(join(folder, name), join(folder, `${name}.br`), 11)),
  );
}

/** @param quality of 11; the widget's files are large, and the last steps take seconds for them */
async function pack(from, to, quality = 9) {
  const options = { params: { [constants.BROTLI_PARAM_QUALITY]: quality } };
  makeFolder(dirname(to));
  await writeFile(to, await promisify(brotliCompress)(await readFile(from), options));
}

/** What browsers ask for of the Sign-In Widget: not the editions that no page loads, nor fonts of before WOFF. */
const widgetFiles =
  /^(js\/okta-sign-in\.(oie\.min|next\.no-polyfill|classic\.min)\.js|css\/okta-sign-in\.(min|next)\.css|labels\/json\/.+\.json|font\/.+\.woff2?|img\/.+\.(gif|png|svg))$/;
/** Kept in compressed form only: older clients get them unpacked (shared/widget-files.ts). */
const compressible = /\.(css|js|json|svg)$/;

/** False if the file does not exist, or was just removed with a dist/ that another process replaced. */
async function copied(from, to) {
  try {
    await cp(from, to);
    return true;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

/** What pages load of the Sign-In Widget. It changes with its version alone: the last build's files are taken over. */
async function packWidget(next) {
  const manifest = createRequire(import.meta.url).resolve('@okta/okta-signin-widget/package.json');
  const { version } = JSON.parse(await readFile(manifest, 'utf8'));
  const from = join(dirname(manifest), 'dist');
  const folder = join('browser/okta-signin-widget', version);
  const last = existsSync(join(dist, folder)) ? join(dist, folder) : '';
  const names = (await readdir(from, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
  await all(
    names
      .filter((name) => widgetFiles.test(name))
      .map(async (name) => {
        const isPacked = compressible.test(name);
        const file = isPacked ? `${name}.br` : name;
        if (last && (await copied(join(last, file), join(next, folder, file)))) return;
        if (isPacked) await pack(join(from, name), join(next, folder, file));
        else await cp(join(from, name), join(next, folder, file));
      }),
  );
}

/** The packages whose code is in the bundles, and the widget: to report versions, and to reproduce licenses. */
async function listPackages(bundles) {
  const inputs = bundles.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {}));
  const folders = inputs.flatMap((path) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
  folders.push('node_modules/@okta/okta-signin-widget');
  const list = await Promise.all(
    [...new Set(folders)].map(async (folder) => {
      const { name, version, license } = JSON.parse(
        await readFile(join(root, folder, 'package.json'), 'utf8'),
      );
      return { name, version, license, folder };
    }),
  );
  const key = ({ name, version }) => `${name} ${version}`;
  return list.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Class names that the shop's pages and their scripts give to elements. */
async function classNames() {
  const names = await readdir(join(root, 'app'), { recursive: true });
  const texts = await Promise.all(
    names
      .filter((name) => name.endsWith('.njk') || (name.endsWith('.ts') && name.startsWith('browser')))
      .map((name) => readFile(join(root, 'app', name), 'utf8')),
  );
  const quoted = texts.flatMap((text) => text.match(/"[^"]*"|'[^'\n]*'|`[^`]*`/g) ?? []);
  return new Set(quoted.flatMap((text) => text.match(/[\w-]+/g) ?? []));
}

/**
 * The rules of a minified style sheet that can apply to elements with these class names: a page of the shop needs a
 * fifth of Bootstrap.
 */
function usedRules(css, classes) {
  let kept = '';
  for (let at = 0, open = css.indexOf('{'); open !== -1; open = css.indexOf('{', at)) {
    let close = open + 1;
    for (let depth = 1; depth > 0; close += 1) depth += { '{': 1, '}': -1 }[css[close]] ?? 0;
    const head = css.slice(at, open);
    const body = css.slice(open + 1, close - 1);
    at = close;
    if (/^@(media|supports)/.test(head)) {
      const inside = usedRules(body, classes);
      if (inside) kept += `${head}{${inside}}`;
    } else if (head.startsWith('@')) {
      kept += `${head}{${body}}`;
    } else {
      const selectors = head
        .split(/,(?![^(]*\))/)
        .filter((one) => [...one.matchAll(/\.([\w-]+)/g)].every(([, name]) => classes.has(name)));
      if (selectors.length > 0) kept += `${selectors.join()}{${body}}`;
    }
  }
  return kept;
}

/** esbuild plugin: Bootstrap without what no page uses. A class is seen where its name is written out whole. */
const leanBootstrap = {
  name: 'lean-bootstrap',
  setup({ onLoad }) {
    onLoad({ filter: /bootstrap\.min\.css$/ }, async ({ path }) => {
      const [css, classes] = await Promise.all([readFile(path, 'utf8'), classNames()]);
      const rules = css.replace(/\/\*.*?\*\//gs, '').replace(/@charset[^;]*;/, '');
      return { contents: usedRules(rules, classes), loader: 'css' };
    });
  },
};

/**
 * Packages that stay in node_modules: those with native code, and `yaml`, which is required when first needed. All others
 * go into the chunks: looking for their many files was nearly half of the time that `serve` took to be ready, and an
 * installed package needs no others (docs/package.md). `pg` works without `pg-native`; who uses the
 * fixtures has their runner.
 */
const notBundled = ['libsql', 'sharp', 'yaml', 'pg-native', 'chokidar', 'vitest', '@playwright/test'];

/**
 * esbuild plugin: leaves out what packages bring for cases that never occur here. Bundled code is compiled at every start.
 * `chokidar` above belongs here too: nunjucks asks for it only to watch files.
 */
const leanPackages = {
  name: 'lean-packages',
  setup({ onLoad, onResolve, resolve }) {
    // zod's messages in 40 languages: ours are in English.
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
    // Tables of character sets for request bodies: JSON is UTF-8, and so are our forms. Others are refused with 415.
    onLoad({ filter: /iconv-lite[\\/]encodings[\\/]index\.js$/ }, () => ({
      contents: "Object.assign(exports, require('./internal'));",
    }));
    // Four copies of the same lists, of which Koa has the newest.
    onResolve({ filter: /^mime-(db|types)$/ }, ({ path, pluginData }) =>
      pluginData === 'again'
        ? undefined
        : resolve(path, {
            kind: 'require-call',
            resolveDir: join(root, 'node_modules/koa'),
            pluginData: 'again',
          }),
    );
  },
};
/** What the package exports, and its command. */
const entries = ['cli/bin', 'sandbox/index', 'sandbox/fixtures/vitest', 'sandbox/fixtures/playwright'];
/** Bundled CommonJS packages ask for Node's own modules with require, which an ES module does not have. */
const requireForCommonJs =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/**
 * esbuild names every function again, each time it is made: a twentieth of a request's time, for closures that need no name.
 * Names that differ are what counts: of classes, whose own expressions are minified to none and by which packages look
 * things up (oidc-provider its lifetimes), and of functions that were renamed.
 */
async function nameCheaply(folder) {
  const original = /\b__name=\(target,value\)=>__defProp\(target,"name",\{value,configurable:!0\}\)/;
  const cheap =
    '__name=(target,value)=>target.name===value||target.name===""&&!target.prototype?target:__defProp(target,"name",{value,configurable:!0})';
  const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const texts = await Promise.all(
    names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')]),
  );
  const found = texts.filter(([, text]) => original.test(text));
  if (found.length !== 1)
    throw new Error(`${found.length} chunks define how functions are named, instead of one.`);
  for (const [name, text] of found) await writeFile(join(folder, name), text.replace(original, cheap));
}

/** Removes what builds have left behind that were ended before they were done. */
async function removeAbandoned() {
  for (const name of await readdir(root)) {
    const [, id] = /^dist\.(\d+)$/.exec(name) ?? [];
    if (id !== undefined && (Number(id) === process.pid || !isRunning(Number(id))))
      await remove(join(root, name));
  }
}

function isRunning(id) {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

const server = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'linked',
  logLevel: 'warning',
  absWorkingDir: root,
  metafile: true,
  // Names stay, for stack traces and for oidc-provider, which finds its adapters by the names of its classes; short lines, because Node.js prints the line of an uncaught error.
  minifyWhitespace: true,
  minifySyntax: true,
  keepNames: true,
  lineLimit: 160,
  plugins: [leanPackages],
};

/** The command and what the package exports. `plugins` change what is bundled, for measurements. */
export async function bundleServer(folder, plugins = []) {
  const { build: bundle } = await import('esbuild');
  const bundled = await bundle({
    ...server,
    plugins: [...server.plugins, ...plugins],
    external: notBundled,
    banner: { js: requireForCommonJs },
    splitting: true,
    entryPoints: Object.fromEntries(entries.map((name) => [name, join(root, `${name}.ts`)])),
    outdir: folder,
    chunkNames: 'chunks/[name]-[hash]',
  });
  await nameCheaply(join(folder, 'chunks'));
  return bundled;
}

/** Builds into a folder next to dist/ and swaps it in, so that a failed build leaves the previous one intact. */
export async function build() {
  const { build: bundle } = await import('esbuild');
  const stamp = stateOfSources();
  const next = join(root, `dist.${process.pid}`);
  await removeAbandoned();
  const browser = {
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'warning',
    absWorkingDir: root,
    metafile: true,
    loader: { '.woff2': 'file', '.woff': 'file', '.svg': 'file' },
    plugins: [leanBootstrap],
  };
  makeFolder(join(next, 'browser'));
  try {
    const [cli, , app, sandbox] = await all([
      bundleServer(next),
      bundle({
        ...server,
        packages: 'external',
        entryPoints: [join(root, 'stacks/main.ts')],
        outdir: join(next, 'stacks'),
      }),
      ...['app', 'sandbox', 'exchange', 'cli'].map(async (part) => {
        const entryPoints = await entriesIn(`${part}/browser`);
        return bundle({ ...browser, entryPoints, outdir: join(next, 'browser', part) });
      }),
    ]);
    const synth = [join(next, 'stacks/main.js'), join(next, 'stacks/demo-org.tf.json')];
    await all([
      promisify((await import('node:child_process')).execFile)(process.execPath, synth, { cwd: root }),
      compress(join(next, 'browser')).then(() => packWidget(next)),
    ]);
    const packages = await listPackages([cli, app, sandbox]);
    await writeFile(join(next, 'packages.json'), `${JSON.stringify(packages, undefined, 2)}\n`);
    await writeFile(join(next, 'stamp'), stamp);
    await replaceFolder(next, dist);
  } finally {
    await remove(next);
  }
}

/** Node resolves links in the path of a module, but not in its own argument. */
const started = process.argv[1] && (await realpath(process.argv[1]).catch(() => ''));
if (started === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--if-stale') || (await isStale())) await build();
}
