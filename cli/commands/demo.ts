import { openGround } from '../demo/ground.ts';
import type { Ground } from '../demo/ground.ts';
import { allScripts, loadScript, readScript } from '../demo/library.ts';
import { missingFor } from '../demo/needs.ts';
import { rehearse } from '../demo/rehearse.ts';
import type { SceneReport } from '../demo/rehearse.ts';
import { whatStays } from '../demo/stays.ts';
import { parseScript } from '../demo/schema.ts';
import type { Script } from '../demo/schema.ts';
import { openStage } from '../demo/open-stage.ts';
import { UserError } from '../errors.ts';
import type { Io } from '../io.ts';
import { createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';

export interface ListOptions {
  json?: boolean;
}

export interface CheckOptions extends ListOptions {
  all?: boolean;
}

export interface RunOptions extends ListOptions {
  auto?: boolean;
  scene: number;
  open: boolean;
}

/** What a rehearsal has found. */
interface ScriptReport {
  script: string;
  title: string;
  status: 'ok' | 'failed' | 'skipped';
  /** Why it was not played. */
  reason?: string;
  scenes: SceneReport[];
}

/** The scripts that come with multidemo. */
export async function listDemos({ json }: ListOptions, io: Io): Promise<void> {
  const scripts = await allScripts(io.cwd);
  const output = createOutput(io);
  if (json) {
    output.json(
      scripts.map(({ name, title, minutes, audience, needs, scenes }) => ({
        ...{ name, title, minutes, audience, needs },
        scenes: scenes.map((scene) => scene.title),
      })),
    );
    return;
  }
  const width = Math.max(...scripts.map(({ name }) => name.length));
  for (const { name, title, minutes, audience } of scripts) {
    output.line(
      `${output.paint.strong(name.padEnd(width))}  ${title} ${output.paint.quiet(`· ${minutes} min`)}`,
    );
    output.line(`${' '.repeat(width)}  ${output.paint.quiet(audience)}`);
  }
}

/**
 * Rehearses scripts.
 * @returns 0 if all of them work, 1 if a scene fails, as with the doctor
 */
export async function checkDemos(
  name: string | undefined,
  { all, json }: CheckOptions,
  io: Io,
): Promise<number> {
  if ((name === undefined) !== (all === true))
    throw new UserError('Name one script, or all of them with --all.', 'multidemo demo list shows them.', {
      code: 'missing_answer',
    });
  const scripts = name === undefined ? await allScripts(io.cwd) : [await loadScript(name, io.cwd)];
  const output = createOutput(io);
  const opened = await openGround(io);
  const reports: ScriptReport[] = [];
  try {
    if (!json) output.note(opened.note);
    for (const script of scripts) reports.push(await check(script, opened.ground, json ? undefined : output));
  } finally {
    await opened.close();
  }
  const status = reports.some((one) => one.status === 'failed') ? 1 : 0;
  if (json) output.json({ status: status === 0 ? 'ok' : 'failed', scripts: reports });
  return status;
}

async function check(script: Script, ground: Ground, output: Output | undefined): Promise<ScriptReport> {
  const { name, title } = script;
  const about = { script: name, title };
  output?.line(`${output.paint.strong(title)} ${output.paint.quiet(name)}`);
  const reason = missingFor(script, ground);
  if (reason !== undefined) {
    output?.line(`  ${output.paint.warn('–')} not played: ${reason}`);
    return { ...about, status: 'skipped', reason, scenes: [] };
  }
  if (!ground.control) for (const one of whatStays(script)) output?.note(one);
  const scenes = await rehearse(script, ground, { onScene: (report) => output && print(report, output) });
  return { ...about, status: scenes.every((one) => one.status === 'ok') ? 'ok' : 'failed', scenes };
}

function print(
  { scene, title, status, milliseconds, unmet, cause }: SceneReport,
  { line, paint }: Output,
): void {
  const mark = { ok: paint.good('✓'), failed: paint.bad('✗'), 'not-played': paint.quiet('–') }[status];
  line(
    `  ${mark} ${scene} ${title}${status === 'ok' ? paint.quiet(` ${(milliseconds / 1000).toFixed(1)} s`) : ''}`,
  );
  for (const one of unmet) line(`      not met: ${one}`);
  if (cause !== undefined) line(`      cause: ${cause}`);
}

/** Presents by a script until Ctrl-C: the shop shows the stage, and the org is as before afterwards. */
export async function runDemo(name: string, options: RunOptions, io: Io): Promise<void> {
  const found = await readScript(name, io.cwd);
  const { scenes } = parseScript(found.source, found.file, found.name);
  if (options.scene > scenes.length)
    throw new UserError(`The script has ${scenes.length} scenes; there is no scene ${options.scene}.`, [], {
      code: 'invalid_answer',
    });
  await openStage(found, options, io);
}
