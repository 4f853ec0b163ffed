import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts, startDemo } from './demo.ts';
import { type Peers, installPeers } from './peers.ts';
import { type Table, median, ms } from './table.ts';

const bin = join(process.cwd(), 'dist/cli/bin.js');

/** Milliseconds until a command ends. */
async function duration(words: readonly string[], cwd = process.cwd()): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, words, { cwd, stdio: 'ignore', env: { PATH: process.env.PATH } });
  await new Promise((settle) => child.once('exit', settle));
  return performance.now() - began;
}

/** Starts in a new and in a used folder, in turn with what they are compared with, and commands that are typed often. */
export async function measureStart(table: Table, { runs, peers }: { runs: number; peers: boolean }) {
  const others: Peers | string = peers
    ? await installPeers().catch((error: unknown) => String(error))
    : 'the short form installs nothing';
  const times = { first: [], again: [], newer: [], emulate: [], help: [], bare: [], doctor: [] } as Record<
    'first' | 'again' | 'newer' | 'emulate' | 'help' | 'bare' | 'doctor',
    number[]
  >;
  for (let run = 0; run < runs; run++) {
    const folder = await mkdtemp(join(tmpdir(), 'multidemo-bench-'));
    const ports = await freePorts();
    const start = async (list: number[], node?: string): Promise<void> => {
      const demo = await startDemo(folder, { node, ports });
      list.push(demo.readyAfter);
      if (list === times.again) {
        // A demo that has started checks itself once: until that is over, the command waits for it.
        await duration([bin, 'doctor', '--json'], folder);
        times.doctor.push(await duration([bin, 'doctor', '--json'], folder));
      }
      await demo.stop();
    };
    await start(times.first);
    await start(times.again);
    if (typeof others !== 'string') {
      times.emulate.push(await others.startEmulate());
      await start(times.newer, others.node);
    }
    times.bare.push(await duration(['-e', '0']));
    times.help.push(await duration([bin, '--help']));
    await rm(folder, { recursive: true });
  }
  const [first, again, newer] = [median(times.first), median(times.again), median(times.newer)];
  const emulate = median(times.emulate);
  if (typeof others === 'string') table.skip('`serve` in a used folder, next to emulate', others);
  else {
    const against = `emulate, its Okta service: ${ms(emulate)}`;
    table.add({
      what: `\`serve\` until shop and org respond, used folder, Node.js ${process.versions.node.split('.')[0]}`,
      ...{ figure: ms(again), against, ratio: again / emulate, target: { most: 2 } },
    });
    table.add({
      what: 'the same on Node.js 24',
      ...{ figure: ms(newer), against, ratio: newer / emulate, target: { most: 1.5 } },
    });
  }
  table.add({
    what: '`serve` in a new folder',
    figure: ms(first),
    ...{ against: `a used folder: ${ms(again)}`, ratio: first / again, target: { most: 1.3 } },
  });
  const [help, bare, doctor] = [median(times.help), median(times.bare), median(times.doctor)];
  table.add({
    what: '`multidemo --help`',
    figure: ms(help),
    ...{ against: `\`node -e 0\`: ${ms(bare)}`, ratio: help / bare, target: { most: 2 } },
  });
  table.add({
    what: '`doctor --json` on a running demo',
    figure: ms(doctor),
    ...{ against: '400 ms', ratio: doctor / 400, target: { most: 1 } },
  });
}
