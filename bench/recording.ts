/**
 * What it costs the shop and the org to record every message: the same demo, built with the recorder and without it, under the
 * same load by turns. Processor time is compared, which does not depend on what else the machine does.
 * `npm run bench:recording`; with `-- --short` half a minute.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Subject, closeConnections, signInOnce, signInsPerSecond } from './code-flow.ts';
import { type Demo, demoSettings, startDemo } from './demo.ts';
import { rawRequest, requestsPerSecond } from './load.ts';
import { subjectOf } from './subject.ts';
import { Table, median } from './table.ts';
import { connections } from './throughput.ts';

const isShort = process.argv.includes('--short');
const turns = isShort ? 6 : 24;
const seconds = isShort ? 0.5 : 1.5;

/** esbuild plugin: requests that arrive pass by. */
const unrecorded = {
  name: 'unrecorded',
  setup: ({ onLoad }: { onLoad: (filter: { filter: RegExp }, load: () => object) => void }): void =>
    onLoad({ filter: /exchange[\\/]incoming\.ts$/ }, () => ({
      contents: `export const checkingAgent = 'okta-multidemo-doctor';
        export const recordIncoming = () => (ctx, next) => next();`,
    })),
};

/** Seconds that a process has used the processors. Linux counts a hundred a second. */
async function processorTime(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

interface Measured {
  readonly demo: Demo;
  readonly subject: Subject;
  readonly api: { readonly port: number; readonly request: string };
  /** Seconds of a processor for one answer in each turn, for each kind of load. */
  readonly used: Record<'api' | 'signIn', number[]>;
}

async function start(folder: string, bin?: string): Promise<Measured> {
  const demo = await startDemo(folder, bin === undefined ? {} : { bin });
  const subject = await subjectOf(demo, await demoSettings(folder));
  const url = `${demo.shopUrl}/api/products`;
  const request = rawRequest('GET', url, { Authorization: `Bearer ${await signInOnce(subject)}` });
  return { demo, subject, api: { port: Number(new URL(url).port), request }, used: { api: [], signIn: [] } };
}

async function load({ demo, subject, api, used }: Measured, counts = true): Promise<void> {
  const measure = async (kind: 'api' | 'signIn', work: () => Promise<number>): Promise<void> => {
    const before = await processorTime(demo.pid);
    const began = performance.now();
    const rate = await work();
    const count = (rate * (performance.now() - began)) / 1000;
    if (counts) used[kind].push(((await processorTime(demo.pid)) - before) / count);
  };
  await measure('api', () => requestsPerSecond({ ...api, connections, seconds }));
  await measure('signIn', () => signInsPerSecond(subject, { connections, seconds }));
}

const folder = await mkdtemp(join(tmpdir(), 'multidemo-bench-'));
const without = join(process.cwd(), 'dist/bench/unrecorded');
const demos: Measured[] = [];
try {
  const { bundleServer } = (await import(join(process.cwd(), 'build.js'))) as {
    bundleServer: (folder: string, plugins: object[]) => Promise<unknown>;
  };
  await bundleServer(without, [unrecorded]);
  for (const bin of [undefined, join(without, 'cli/bin.js')])
    demos.push(await start(await mkdtemp(join(folder, 'demo-')), bin));
  for (const one of demos) await load(one, false);
  for (let turn = 0; turn < turns; turn++)
    for (const one of turn % 2 === 0 ? demos : demos.toReversed()) await load(one);
  const table = new Table();
  for (const [kind, what] of [
    ['api', '`GET /api/products` with a token, recorded'],
    ['signIn', 'sign-ins with a session, recorded'],
  ] as const) {
    const [recorded = 0, bare = 0] = demos.map(({ used }) => median(used[kind]) * 1e6);
    table.add({
      ...{ what, figure: `${recorded.toFixed(1)} µs of a processor`, ratio: recorded / bare },
      ...{ against: `without the recorder: ${bare.toFixed(1)} µs`, target: { most: 1.03 } },
    });
  }
  table.end();
} finally {
  closeConnections();
  for (const { demo } of demos) await demo.stop();
  await rm(folder, { recursive: true });
  await rm(without, { recursive: true, force: true });
}
