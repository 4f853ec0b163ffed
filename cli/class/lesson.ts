import { setTimeout as sleep } from 'node:timers/promises';
import type { StageView } from '../../app/index.ts';
import { applyChange } from '../demo/changes.ts';
import type { Ground } from '../demo/ground.ts';
import { Names } from '../demo/names.ts';
import { compare } from '../demo/observation.ts';
import type { Observation } from '../demo/observation.ts';
import { Player } from '../demo/player.ts';
import type { Expectation, Scene, Script } from '../demo/schema.ts';
import { eventMatches } from '../demo/system-log.ts';
import { causeOf } from '../demo/words.ts';
import { pageOf } from './task.ts';
import type { LessonState } from './record.ts';

interface Options {
  readonly now: () => number;
  /** Aborts what the lesson is doing in the seat's demo. */
  readonly ending: AbortController;
  /** Where the seat was before it slept. */
  readonly kept: LessonState | undefined;
  readonly keep: (state: LessonState) => Promise<void>;
}

/** Milliseconds in which several requests cause one look into the System Log. */
const lookMs = 300;

/**
 * A demo script as a lesson: each scene is a task. What breaks is broken when the task begins; what a presenter would fix,
 * the person does; and what must then be true is checked in the seat's shop and org as it happens.
 */
export class LessonRun {
  readonly #script: Script;
  readonly #ground: Ground;
  readonly #options: Options;
  readonly #names: Names;
  readonly #player: Player;
  #state: LessonState;
  #expected: Expectation[] = [];
  readonly #printed = new Map<number, string>();
  #running: number | undefined;
  #snapshot: string | undefined;
  /** Why something could not be done for the task. */
  trouble: string | undefined;
  #queue: Promise<unknown> = Promise.resolve();
  #isLooking = false;

  constructor(script: Script, ground: Ground, options: Options) {
    this.#script = script;
    this.#ground = ground;
    this.#options = options;
    this.#names = new Names(ground);
    this.#player = new Player(ground, this.#names, (one) => this.observe(one));
    const at = options.now();
    this.#state = options.kept ?? {
      ...{ name: script.name, task: -1, startedAt: at, taskAt: at, tickedAt: at },
      ...{ met: [], made: {}, isShown: false },
    };
    for (const [name, value] of Object.entries(this.#state.made)) this.#names.made.set(name, value);
  }

  /** For the shop, which reports its responses only while it has a view. */
  get view(): StageView {
    const { title, minutes, scenes } = this.#script;
    const { startedAt, task } = this.#state;
    return {
      ...{ version: task, title, minutes, startedAt, scenes: scenes.map((one) => one.title) },
      ...{ scene: task, say: '', look: [], changes: [], steps: [], expects: [], stays: [] },
      ...{ trouble: undefined, isAuto: false, hasOneClick: true },
    };
  }

  /** What the commands of the task have printed, by step. */
  get printed(): ReadonlyMap<number, string> {
    return this.#printed;
  }

  get #scene(): Scene {
    const scene = this.#script.scenes[Math.max(0, this.#state.task)];
    if (!scene) throw new Error('A script has at least one scene.');
    return scene;
  }

  /** The first task, or the one that the seat was working on. */
  begin(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#state.task < 0) await this.#enter(0);
      else await this.#resolveExpected();
    });
  }

  async end(): Promise<void> {
    this.#options.ending.abort();
    await this.#queue.catch(() => undefined);
  }

  /** The task after this one, which must be done. */
  next(): Promise<void> {
    return this.#enqueue(async () => {
      if (!this.#isDone || this.#state.finishedAt !== undefined) return;
      if (this.#state.task + 1 < this.#script.scenes.length) await this.#enter(this.#state.task + 1);
      else {
        this.#state.finishedAt = this.#options.now();
        await this.#keep();
      }
    });
  }

  /** Begins the task again: the org as it was then, if the seat has not slept since. */
  again(): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#snapshot !== undefined) await this.#ground.control?.restore(this.#snapshot);
      await this.#enter(this.#state.task);
    });
  }

  /** Plays the task for a person who is stuck. */
  show(): Promise<void> {
    return this.#enqueue(async () => {
      this.#state.isShown = true;
      this.trouble = undefined;
      for (const change of this.#scene.fix) await this.#attempt(() => this.#change(change));
      for (const index of this.#scene.do.keys()) await this.#play(index);
      await this.#lookNow();
    });
  }

  /** Runs the command of a step. */
  run(index: number): Promise<void> {
    return this.#enqueue(async () => {
      if (this.#scene.do[index]?.run !== undefined) await this.#play(index);
    });
  }

  /** Who opens which page in a step. */
  opened(index: number): { readonly login: string | undefined; readonly page: string } | undefined {
    const step = this.#scene.do[index];
    const page = step && pageOf(step);
    if (page === undefined) return undefined;
    return { page, login: step?.as === 'nobody' ? undefined : this.#ground.cast(step?.as ?? '').login };
  }

  /** Checks off expectations that are now met. */
  readonly observe = (seen: Observation): void => {
    for (const [index, expected] of this.#expected.entries()) {
      if (this.#state.met[index] === true || expected.event) continue;
      const compared = compare(expected, seen, (name) => this.#ground.cast(name).login);
      if (compared !== undefined) this.#mark(index, compared);
    }
    if (seen.kind === 'printed' && this.#running !== undefined) this.#printed.set(this.#running, seen.text);
  };

  /** After something happened in the seat, checks the System Log for expected events. */
  look(): void {
    const isWanted = this.#expected.some(({ event }, index) => event && this.#state.met[index] !== true);
    if (!isWanted || this.#isLooking) return;
    this.#isLooking = true;
    void sleep(lookMs, undefined, { signal: this.#options.ending.signal, ref: false })
      .then(() => this.#lookNow())
      .catch(() => undefined)
      .finally(() => (this.#isLooking = false));
  }

  async #lookNow(): Promise<void> {
    const { task, startedAt, taskAt, met } = this.#state;
    for (const [index, { event }] of this.#expected.entries()) {
      if (!event || met[index] === true) continue;
      const since = event.since === 'start' ? startedAt : taskAt;
      const isThere = await eventMatches(this.#ground.api, event, since, this.#names).catch(() => false);
      if (isThere && task === this.#state.task) this.#mark(index, true);
    }
  }

  #mark(index: number, met: true | string): void {
    if (this.#state.met[index] === met) return;
    this.#state.met[index] = met;
    if (met === true) this.#state.tickedAt = this.#options.now();
    void this.#keep();
  }

  get #isDone(): boolean {
    return this.#scene.expect.every((_, index) => this.#state.met[index] === true);
  }

  async #enter(task: number): Promise<void> {
    this.#snapshot = await this.#ground.control?.take().catch(() => undefined);
    this.#expected = [];
    this.#printed.clear();
    this.trouble = undefined;
    const at = this.#options.now();
    this.#state = { ...this.#state, task, taskAt: at, tickedAt: at, met: [], isShown: false };
    for (const step of this.#scene.begins) await this.#attempt(() => this.#player.play(step));
    for (const change of this.#scene.break) await this.#attempt(() => this.#change(change));
    this.#state.taskAt = this.#options.now();
    await this.#resolveExpected();
    await this.#keep();
  }

  async #play(index: number): Promise<void> {
    const step = this.#scene.do[index];
    if (!step) return;
    this.#running = index;
    await this.#attempt(() => this.#player.play(step));
    this.#running = undefined;
    await this.#resolveExpected();
  }

  readonly #change = (change: Scene['fix'][number]): Promise<unknown> =>
    applyChange(this.#ground.api, change, this.#names);

  /** What is expected, with ids in the place of names, as far as they are known yet. */
  async #resolveExpected(): Promise<void> {
    this.#expected = await Promise.all(
      this.#scene.expect.map((one) => this.#names.expectation(one).catch(() => one)),
    );
  }

  async #keep(): Promise<void> {
    this.#state.made = Object.fromEntries(this.#names.made);
    await this.#options.keep({
      ...this.#state,
      met: Array.from({ length: this.#state.met.length }, (_, index) => this.#state.met[index] ?? false),
    });
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => {
      if (!this.#options.ending.signal.aborted) this.trouble ??= causeOf(error);
    });
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}
