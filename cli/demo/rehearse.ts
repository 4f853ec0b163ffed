import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { logInterval } from '../run/loopback.ts';
import type { Undo } from './changes.ts';
import { applyChange } from './changes.ts';
import type { Ground } from './ground.ts';
import { Names } from './names.ts';
import { compare } from './observation.ts';
import type { Observation } from './observation.ts';
import { Player } from './player.ts';
import type { Expectation, Scene, Script } from './schema.ts';
import { eventMatches, eventTypesSince } from './system-log.ts';
import { causeOf } from './words.ts';

export interface SceneReport {
  /** From 1. */
  readonly scene: number;
  readonly title: string;
  readonly status: 'ok' | 'failed' | 'not-played';
  readonly milliseconds: number;
  /** The expectations that were not met, with the actual results. */
  readonly unmet: readonly string[];
  /** Why: what someone was refused. */
  readonly cause: string | undefined;
}

interface Options {
  readonly onScene?: (report: SceneReport) => void;
  /** Before a scene is played, for tests that break something. */
  readonly before?: (scene: number) => Promise<void>;
  /** Milliseconds to wait for an event: a cloud org's System Log is late. */
  readonly timeout?: number;
}

/**
 * Plays a script without a screen, from its first scene to the first that fails, and leaves the org as it was: the
 * sandbox by a snapshot, another org by taking every change back.
 */
export async function rehearse(
  script: Script,
  ground: Ground,
  options: Options = {},
): Promise<SceneReport[]> {
  const rehearsal = new Rehearsal(ground, options);
  const reports: SceneReport[] = [];
  const before = await ground.control?.take();
  try {
    for (const [index, scene] of script.scenes.entries()) {
      const failed = reports.some(({ status }) => status === 'failed');
      const at = { scene: index + 1, title: scene.title };
      const report: SceneReport = failed
        ? { ...at, status: 'not-played', milliseconds: 0, unmet: [], cause: undefined }
        : { ...at, ...(await rehearsal.play(scene, index + 1)) };
      reports.push(report);
      options.onScene?.(report);
    }
  } finally {
    if (before === undefined) await rehearsal.undo();
    else await ground.control?.restore(before);
  }
  return reports;
}

class Rehearsal {
  readonly #ground: Ground;
  readonly #options: Options;
  readonly #names: Names;
  readonly #player: Player;
  readonly #undos: Undo[] = [];
  #seen: Observation[] = [];
  readonly #started = Date.now();

  constructor(ground: Ground, options: Options) {
    this.#ground = ground;
    this.#options = options;
    this.#names = new Names(ground);
    this.#player = new Player(ground, this.#names, (one) => this.#seen.push(one));
  }

  async play(scene: Scene, number: number): Promise<Omit<SceneReport, 'scene' | 'title'>> {
    const started = performance.now();
    let cause: string | undefined;
    const attempt = async (work: () => Promise<unknown>): Promise<void> => {
      await work().catch((error: unknown) => {
        if (this.#ground.signal.aborted) throw error;
        cause ??= causeOf(error);
      });
    };
    await this.#options.before?.(number);
    for (const step of scene.begins) await attempt(() => this.#player.play(step));
    this.#seen = [];
    const since = Date.now();
    for (const change of [...scene.break, ...scene.fix])
      await attempt(async () => {
        const undo = await applyChange(this.#ground.api, change, this.#names);
        if (undo) this.#undos.push(undo);
      });
    for (const step of scene.do) await attempt(() => this.#player.play(step));
    let unmet = await this.#unmet(scene, since);
    // What the org does after its response, such as ending sessions, takes a moment, so it is checked again.
    if (unmet.length > 0 && cause === undefined && scene.break.length + scene.fix.length > 0) {
      await sleep(1500, undefined, { signal: this.#ground.signal });
      for (const step of scene.do.filter(({ open, call }) => open !== undefined || call?.startsWith('GET ')))
        await attempt(() => this.#player.play(step));
      unmet = await this.#unmet(scene, since);
    }
    const status = unmet.length > 0 ? 'failed' : 'ok';
    return {
      status,
      milliseconds: Math.round(performance.now() - started),
      unmet,
      cause: status === 'ok' ? undefined : cause,
    };
  }

  async #unmet(scene: Scene, since: number): Promise<string[]> {
    const unmet: string[] = [];
    for (const expected of scene.expect) {
      const missing = await this.#missing(expected, since);
      if (missing !== undefined) unmet.push(missing);
    }
    return unmet;
  }

  /** What is not as expected; undefined if it is. */
  async #missing(given: Expectation, since: number): Promise<string | undefined> {
    const { event } = given;
    if (event) {
      const { api, control, signal } = this.#ground;
      const { timeout = control ? 3000 : 60_000 } = this.#options;
      const from = event.since === 'start' ? this.#started : since;
      const late = Date.now() + timeout;
      while (Date.now() < late) {
        try {
          if (await eventMatches(api, event, from, this.#names)) return undefined;
        } catch (error) {
          if (signal.aborted) throw error;
          return `${given.text} (the System Log cannot be read: ${causeOf(error)})`;
        }
        const interval = logInterval(control !== undefined, 200);
        await sleep(Math.min(interval, timeout), undefined, { signal });
      }
      const there = await eventTypesSince(api, from);
      return `${given.text} (the System Log has no such ${event.type}, but ${there.join(', ') || 'nothing'})`;
    }
    const expected = await this.#names.expectation(given);
    const compared = this.#seen
      .map((one) => compare(expected, one, (name) => this.#ground.cast(name).login))
      .filter((one) => one !== undefined);
    if (compared.includes(true)) return undefined;
    const instead = compared.findLast((one) => one !== true);
    return `${given.text} (${instead ?? 'nothing like that happened'})`;
  }

  async undo(): Promise<void> {
    const failed: string[] = [];
    for (const { text, run } of this.#undos.reverse())
      await run().catch((error: unknown) => failed.push(`${text}: ${causeOf(error)}`));
    if (failed.length > 0)
      throw new UserError('The org was not fully restored. Undo these changes yourself:', failed);
  }
}
