import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { stagePass } from '../../app/index.ts';
import { runningShop } from '../demo/open-stage.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { outFile } from '../out.ts';
import { createOutput } from '../terminal/output.ts';

export interface RecordOptions {
  minutes?: number;
  force?: boolean;
  json?: boolean;
}

const recording = z.object({
  source: z.string(),
  scenes: z.number(),
  remarks: z.array(z.string()),
  hasChanges: z.boolean(),
});

/** Writes a draft script of what was just clicked in the shop of this folder. */
export async function recordDemo(
  name: string,
  { minutes, force, json }: RecordOptions,
  io: Io,
): Promise<void> {
  const output = createOutput(io);
  const file = await outFile(io.cwd, name, 'file');
  const config = (await runningShop(io))?.config;
  if (!config)
    throw new UserError(
      'No shop is running in this folder, so there is nothing to record.',
      'Run multidemo serve, click through your demo, and run this command in another terminal.',
      { code: 'configuration' },
    );
  const since = minutes === undefined ? 0 : Date.now() - minutes * 60_000;
  const response = await fetch(`${config.appUrl}/stage/recording?since=${since}`, {
    headers: { authorization: `Bearer ${stagePass(config.secretKey)}` },
  });
  if (!response.ok)
    throw new UserError(
      `The shop at ${config.appUrl} does not support recording (${response.status}).`,
      'Restart serve: its version differs from this command’s.',
      { code: 'configuration' },
    );
  const { source, scenes, remarks, hasChanges } = recording.parse(await response.json());
  if (scenes === 0)
    throw new UserError(
      'There are no clicks that a script can play.',
      [
        ...remarks.map((remark) => `Left out: ${remark}.`),
        `Sign in at ${config.appUrl}, open pages, place an order, and run this command again.`,
      ],
      { code: 'failed' },
    );
  await writeFile(file, source, { flag: force ? 'w' : 'wx' }).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
    throw new UserError(`${file} already exists.`, 'Choose another file, or replace it with --force.', {
      cause,
      code: 'invalid_answer',
    });
  });
  if (json) {
    output.json({ file, scenes, remarks });
    return;
  }
  output.line(`${output.paint.good('✓')} ${name} has ${scenes} ${scenes === 1 ? 'scene' : 'scenes'}.`);
  for (const remark of remarks) output.line(`  left out: ${remark}`);
  if (hasChanges)
    output.note('The org still contains the script’s changes. Reset it before you rehearse or present.');
  output.line(`Fill in what to say, and rehearse it: multidemo demo check ${name}`);
}
