import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StageView } from '../../app/index.ts';
import { consoleUrl, screenNamed } from '../../shared/admin-console.ts';
import { logInterval } from '../run/loopback.ts';
import { applyChange } from './changes.ts';
import type { Undo } from './changes.ts';
import type { Ground } from './ground.ts';
import { Names } from './names.ts';
import { compare } from './observation.ts';
import type { Observation } from './observation.ts';
import { Player } from './player.ts';
import type { Expectation, Scene, Script, Step } from './schema.ts';
import { whatStays } from './stays.ts';
import { capitalised, causeOf, nameStep } from './words.ts';
import { eventMatches } from './system-log.ts';

interface Options {
  readonly isAuto: boolean;
  readonly hasOneClick: boolean;
}

const pollMs = 1000;
/** With --auto: how long a scene is shown after all expectations are met, and how long to wait for that. */
const auto = { pause: 6000, timeout: 30_000 };
const ticketMs = 30_000;

const random = (): string => randomBytes(32).toString('base64url');

/** One script on the stage: where it is, what has been done for it, and what is already true. */
export class StageRun {
  readonly keys = { door: random(), form: random() };
  readonly #script: Script;
  readonly #ground: Ground;
  readonly #options: Options;
  readonly #names: Names;
  readonly #player: Player;
  readonly #startedAt = Date.now();
  readonly #ended = new AbortController();
  /** The org before each scene that has been begun. */
  readonly #snapshots = new Map<number, string>();
  readonly #undos: { readonly scene: number; readonly undo: Undo }[] = [];
  readonly #tickets = new Map<string, { login: string; isNew: boolean; until: number }>();
  #before: string | undefined;
  #scene = -1;
  #since = 0;
  #version = Date.now();
  #expected: Expectation[] = [];
  #met: (true | string | undefined)[] = [];
  #refused: (string | undefined)[] = [];
  #printed: (string | undefined)[] = [];
  #trouble: string | undefined;
  /** The step that is played at the moment. */
  #playing: number | undefined;
  /** One thing at a time: two clicks on Next are one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(script: Script, ground: Ground, options: Options) {
    this.#script = script;
    this.#ground = ground;
    this.#options = options;
    this.#names = new Names(ground);
    this.#player = new Player(ground, this.#names, (one) => this.observe(one));
  }

  get view(): StageView {
    const { title, minutes, scenes } = this.#script;
    const scene = this.#current;
    return {
      version: this.#version,
      ...{ title, minutes, startedAt: this.#startedAt, scenes: scenes.map((one) => one.title) },
      ...{ scene: Math.max(0, this.#scene), say: scene.say.trim(), look: scene.look },
      changes: changesOf(scene).map(({ text, request }, index) => ({
        text,
        request: shorten(request),
        refused: this.#refused[index],
      })),
      steps: scene.do.map((step, index) => ({
        text: nameStep(step),
        who: step.as === 'nobody' ? undefined : capitalised(step.as),
        page: pageOf(step),
        console: this.#screenOf(step),
        command: step.run,
        printed: this.#printed[index],
      })),
      expects: scene.expect.map(({ text }, index) => {
        const met = this.#met[index];
        return { text, isMet: met === true, instead: typeof met === 'string' ? met : undefined };
      }),
      stays: this.#ground.control ? [] : whatStays(this.#script),
      trouble: this.#isPlayedOut ? undefined : this.#trouble,
      ...this.#options,
    };
  }

  #screenOf({ console: name }: Step): string | undefined {
    const screen = name === undefined ? undefined : screenNamed(name);
    return screen && consoleUrl(this.#ground.config.okta.baseUrl, screen);
  }

  /** Whatever the shop was to answer, it has: a refusal that the script is about is no trouble. */
  get #isPlayedOut(): boolean {
    const isDue = this.#expected.map(({ event }) => event === undefined);
    return isDue.includes(true) && isDue.every((due, index) => !due || this.#met[index] === true);
  }

  get #current(): Scene {
    const scene = this.#script.scenes[Math.max(0, this.#scene)];
    if (!scene) throw new Error('A script has at least one scene.');
    return scene;
  }

  /** Begins with this scene; those before it are played without a browser. */
  async begin(scene: number): Promise<void> {
    this.#before = await this.#ground.control?.take();
    await this.go(Math.min(scene, this.#script.scenes.length - 1));
    void this.#follow();
    if (this.#options.isAuto) void this.#playAlone();
  }

  async end(): Promise<void> {
    this.#ended.abort();
    await this.#queue;
    await this.#takeBack(0);
    if (this.#before !== undefined) await this.#ground.control?.restore(this.#before);
  }

  /** Goes to a scene: back to the state that it began with, or through the scenes between here and there. */
  go(scene: number): Promise<void> {
    return this.#enqueue(async () => {
      if (scene < 0 || scene >= this.#script.scenes.length) return;
      if (scene <= this.#scene) {
        const snapshot = this.#snapshots.get(scene);
        if (snapshot !== undefined) await this.#ground.control?.restore(snapshot);
        await this.#takeBack(scene);
      } else {
        for (let skipped = this.#scene + 1; skipped < scene; skipped += 1) {
          await this.#enter(skipped);
          for (const step of this.#current.do) await this.#attempt(() => this.#player.play(step));
        }
      }
      await this.#enter(scene);
    });
  }

  play(index: number): Promise<void> {
    return this.#enqueue(async () => {
      const step = this.#current.do[index];
      if (!step) return;
      this.#trouble = undefined;
      this.#playing = index;
      await this.#attempt(() => this.#player.play(step));
      this.#playing = undefined;
      await this.#resolveExpected();
      this.#version += 1;
    });
  }

  open(index: number): string {
    const step = this.#current.do[index];
    const page = step && pageOf(step);
    if (page === undefined) return '/stage';
    if (step?.as === undefined || step.as === 'nobody') return page;
    const ticket = random();
    const now = Date.now();
    for (const [key, { until }] of this.#tickets) if (until < now) this.#tickets.delete(key);
    const { login } = this.#ground.cast(step.as);
    this.#tickets.set(ticket, { login, isNew: step['sign-in'] !== undefined, until: now + ticketMs });
    return `/presenter/person?${new URLSearchParams({ ticket, return: page }).toString()}`;
  }

  redeem(ticket: unknown): { login: string; isNew: boolean } | undefined {
    if (typeof ticket !== 'string') return undefined;
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    return found && found.until >= Date.now() ? found : undefined;
  }

  /** Checks off expectations that are now met. */
  readonly observe = (seen: Observation): void => {
    for (const [index, expected] of this.#expected.entries()) {
      if (this.#met[index] === true || expected.event) continue;
      const compared = compare(expected, seen, (name) => this.#ground.cast(name).login);
      if (compared !== undefined) this.#met[index] = compared;
    }
    if (seen.kind === 'printed') {
      if (this.#playing !== undefined) this.#printed[this.#playing] = seen.text;
    }
  };

  async #enter(scene: number): Promise<void> {
    const snapshot = await this.#ground.control?.take();
    if (snapshot !== undefined) this.#snapshots.set(scene, snapshot);
    this.#scene = scene;
    this.#trouble = undefined;
    this.#expected = [];
    const current = this.#current;
    this.#printed = [];
    for (const step of current.begins) await this.#attempt(() => this.#player.play(step));
    this.#since = Date.now();
    this.#met = [];
    this.#refused = [];
    for (const [index, change] of changesOf(current).entries())
      await applyChange(this.#ground.api, change, this.#names).then(
        (undo) => {
          if (undo) this.#undos.push({ scene, undo });
        },
        (error: unknown) => (this.#refused[index] = causeOf(error)),
      );
    await this.#resolveExpected();
    this.#version += 1;
  }

  /** What is expected, with ids in the place of names, as far as they are known yet. */
  async #resolveExpected(): Promise<void> {
    this.#expected = await Promise.all(
      this.#current.expect.map((one) => this.#names.expectation(one).catch(() => one)),
    );
  }

  async #takeBack(scene: number): Promise<void> {
    const isSnapshot = this.#ground.control !== undefined;
    while ((this.#undos.at(-1)?.scene ?? -1) >= scene) {
      const last = this.#undos.pop();
      if (!isSnapshot) await this.#attempt(async () => last?.undo.run());
    }
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    await work().catch((error: unknown) => {
      this.#trouble ??= causeOf(error);
    });
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => undefined);
    return done;
  }

  /** Looks for events in the System Log, as long as some are expected. */
  async #follow(): Promise<void> {
    const { signal } = this.#ended;
    const interval = logInterval(this.#ground.control !== undefined, pollMs);
    while (!signal.aborted) {
      const scene = this.#scene;
      for (const [index, { event }] of this.#expected.entries()) {
        if (!event || this.#met[index] === true) continue;
        const found = await eventMatches(
          this.#ground.api,
          event,
          event.since === 'start' ? this.#startedAt : this.#since,
          this.#names,
        ).catch(() => false);
        if (found && scene === this.#scene) this.#met[index] = true;
      }
      await sleep(interval, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  async #playAlone(): Promise<void> {
    const { signal } = this.#ended;
    const wait = (milliseconds: number) => sleep(milliseconds, undefined, { signal, ref: false });
    try {
      for (;;) {
        const scene = this.#scene;
        await wait(auto.pause);
        for (const index of this.#current.do.keys()) if (scene === this.#scene) await this.play(index);
        const late = Date.now() + auto.timeout;
        while (scene === this.#scene && this.view.expects.some(({ isMet }) => !isMet) && Date.now() < late)
          await wait(pollMs);
        await wait(auto.pause);
        // The presenter has moved to another scene in the meantime.
        if (scene !== this.#scene) continue;
        if (scene + 1 >= this.#script.scenes.length) return;
        await this.go(scene + 1);
      }
    } catch (error) {
      if (!signal.aborted) this.#trouble = causeOf(error);
    }
  }
}

/** As people read it: of an address in the stack, its name. */
const shorten = (request: string): string =>
  request.replace(/\{(?:data\.)?okta_\w+\.(\w+)(?:\[0\])?\}/g, '{$1}');

const changesOf = (scene: Scene) => [...scene.break, ...scene.fix];

const pageOf = (step: Step): string | undefined => step.open ?? step['sign-in'];
