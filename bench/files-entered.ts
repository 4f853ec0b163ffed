/**
 * Counts our own source files in which a function ran for one sign-in at the hosted page, and for one order at
 * the shop's API. `npm run bench:files [-- --list]`.
 *
 * The running demo counts calls with V8's precise coverage. The source maps of its bundles map the functions to source files.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { demoPeople } from '../cli/provision/people.ts';
import { HostedPage } from '../test/helpers/hosted-page.ts';
import { Visitor, locationOf } from '../test/helpers/visitor.ts';
import { startDemo } from './demo.ts';

interface Coverage {
  readonly url: string;
  readonly functions: readonly {
    readonly functionName: string;
    readonly ranges: readonly { readonly startOffset: number; readonly count: number }[];
  }[];
}

/** Runs a part of the way, and may count what it enters. */
type Measure = <T>(what: string, request: () => Promise<T>) => Promise<T>;

/** Runs in the demo's process: each SIGUSR2 writes what was called since the last. */
const counter = `
  import { Session } from 'node:inspector';
  import { renameSync, writeFileSync } from 'node:fs';
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  process.on('SIGUSR2', () =>
    session.post('Profiler.takePreciseCoverage', (error, { result }) => {
      const ours = result.filter(({ url }) => url.includes('/dist/'));
      writeFileSync(process.env.COVERAGE_FILE + '.part', JSON.stringify(ours));
      renameSync(process.env.COVERAGE_FILE + '.part', process.env.COVERAGE_FILE);
    }));
`;

const ours = /^(?:app|cli|exchange|sandbox|shared|stacks)\//;

const folder = await mkdtemp(join(tmpdir(), 'multidemo-files-'));
const file = join(folder, 'coverage.json');
const demo = await startDemo(folder, {
  environment: {
    NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(counter)}`,
    COVERAGE_FILE: file,
  },
});
const { shopUrl } = demo;
const visitor = new Visitor();
const { login = '', password = '' } = demoPeople[0] ?? {};

try {
  // Once before it counts: what happens only at the first request does not count.
  await signIn(new Visitor(), (_, request) => request());
  const all = new Set<string>();
  await signIn(visitor, async (what, request) => {
    const { files, result } = await count(request);
    for (const name of files) all.add(name);
    print(`  ${what}`, files);
    return result;
  });
  print('one hosted sign-in', all);
  const { access_token: token } = (await (await visitor.fetch(`${shopUrl}/token`)).json()) as {
    access_token: string;
  };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const [product] = (await (await fetch(`${shopUrl}/api/products`, { headers })).json()) as {
    readonly itemId: string;
  }[];
  const order = async (): Promise<void> => {
    const body = JSON.stringify({ itemId: product?.itemId });
    const { status } = await fetch(`${shopUrl}/api/orders`, { method: 'POST', headers, body });
    if (status !== 201) throw new Error(`The response to the order was ${status}.`);
  };
  await order();
  await sleep(1000); // After the response to the first order, its token is exchanged for one for another service.
  print('one order', (await count(order)).files);
} finally {
  await demo.stop();
  await rm(folder, { recursive: true });
}

/** The way to the page that asks, the questions on it, and the way back to the shop's page. */
async function signIn(browser: Visitor, measure: Measure): Promise<void> {
  const page = await measure('shop and org up to the page', async () => {
    const begun = await browser.fetch(`${shopUrl}/login/okta`);
    const authorization = await browser.fetch(locationOf(begun).href);
    return HostedPage.open(browser, locationOf(authorization).href);
  });
  await measure('name and password', () => page.signIn({ login, password }));
  const back = await measure('the way back', () => page.leave());
  await measure('the shop fetches its tokens', async () => {
    const { headers } = await browser.fetch(back.href);
    const home = await browser.fetch(new URL(headers.get('location') ?? '', shopUrl).href);
    if (!(await home.text()).includes('Ada')) throw new Error('The shop does not know Ada.');
  });
}

async function count<T>(request: () => Promise<T>): Promise<{ files: Set<string>; result: T }> {
  await take();
  const result = await request();
  const files = new Set<string>();
  for (const script of await take()) for (const name of await entered(script)) files.add(name);
  return { files, result };
}

function print(what: string, files: ReadonlySet<string>): void {
  console.log(`${what.padEnd(44)} ${files.size} files`);
  if (process.argv.includes('--list')) for (const name of [...files].sort()) console.log(`    ${name}`);
}

async function take(): Promise<Coverage[]> {
  await rm(file, { force: true });
  process.kill(demo.pid, 'SIGUSR2');
  for (let waited = 0; waited < 3000; waited++) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text !== undefined) return JSON.parse(text) as Coverage[];
    await sleep(20);
  }
  throw new Error('The demo did not report what it called.');
}

/** The source files of a bundle in which at least one function ran, according to its source map. */
async function entered({ url, functions }: Coverage): Promise<string[]> {
  const starts = functions.flatMap(({ ranges: [range] }) =>
    range !== undefined && range.count > 0 ? range.startOffset : [],
  );
  if (starts.length === 0) return [];
  const bundle = fileURLToPath(url);
  const map = new SourceMap(JSON.parse(await readFile(`${bundle}.map`, 'utf8')) as SourceMapPayload);
  const text = await readFile(bundle, 'utf8');
  return starts.flatMap((offset) => {
    const before = text.slice(0, offset).split('\n');
    const entry = map.findEntry(before.length - 1, before.at(-1)?.length ?? 0);
    const source = 'originalSource' in entry ? entry.originalSource.replace(/^(\.\.\/)+/, '') : '';
    return ours.test(source) ? source : [];
  });
}
