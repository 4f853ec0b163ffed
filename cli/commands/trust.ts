import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { UserError } from '../errors.ts';
import { openAuthority } from '../https/authority.ts';
import { programs, trustStores, typed } from '../https/trust-stores.ts';
import type { Io } from '../io.ts';
import { createOutput } from '../terminal/output.ts';
import { canAsk, confirm } from '../terminal/prompt.ts';

/**
 * Makes browsers accept the certificates of `--https`: shows what has to be run, and in a terminal offers to run what
 * concerns this user alone. Nothing is changed without a yes.
 */
export async function trust({ json }: { json?: boolean }, io: Io): Promise<void> {
  const { file } = await openAuthority(io);
  const stores = trustStores(io, file);
  const output = createOutput(io);
  if (json) {
    output.json({
      authority: file,
      stores: stores.map(({ who, commands }) => ({ who, command: typed(commands).join(' && ') })),
      programs: Object.fromEntries(programs(io.platform, file)),
    });
    return;
  }
  const { line, paint } = output;
  line(`${paint.strong('Local authority')} ${file}`);
  line('It signs the certificates of --https. Its key is next to it: trust it on your own machine only.');
  for (const { who, commands, isOwn } of stores) {
    line();
    line(paint.quiet(who));
    for (const command of typed(commands)) line(`  ${command}`);
    if (!isOwn || !canAsk(io)) continue;
    const question = commands.length > 1 ? 'Run these commands?' : 'Run this command?';
    if (await confirm(io, question, { unattended: false, preset: false }))
      for (const command of commands) await run(command);
  }
  line();
  for (const [who, how] of programs(io.platform, file)) line(`  ${paint.quiet(who.padEnd(18))} ${how}`);
}

/** @throws UserError with what the command said */
async function run([program = '', ...args]: readonly string[]): Promise<void> {
  await promisify(execFile)(program, args).catch((error: unknown) => {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT')
      throw new UserError(`${program} is not installed.`, 'Install it, and run multidemo trust again.', {
        cause: error,
        code: 'machine',
      });
    throw new UserError(`${program} failed: ${(stderr ?? '').trim()}`, [], { cause: error, code: 'machine' });
  });
}
