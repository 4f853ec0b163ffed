import { createHmac } from 'node:crypto';

/** Something of a scene that must be true. */
interface StageExpectation {
  readonly text: string;
  readonly isMet: boolean;
  /** What was there instead. */
  readonly instead: string | undefined;
}

/** What the presenter does, as the stage offers it. */
interface StageStep {
  readonly text: string;
  readonly who: string | undefined;
  /** A page to open as this person. */
  readonly page: string | undefined;
  /** Where a screen of the Admin Console is. */
  readonly console: string | undefined;
  /** A command; its output, once it has run. */
  readonly command: string | undefined;
  readonly printed: string | undefined;
}

/** Everything that the stage shows. */
export interface StageView {
  /** Changes with everything but the ticks. */
  readonly version: number;
  readonly title: string;
  readonly minutes: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly scenes: readonly string[];
  /** From 0. */
  readonly scene: number;
  readonly say: string;
  readonly look: readonly {
    readonly text: string;
    /** The words that find it in the inspector. */
    readonly inspector: string | undefined;
  }[];
  readonly changes: readonly {
    readonly text: string;
    readonly request: string;
    readonly refused: string | undefined;
  }[];
  readonly steps: readonly StageStep[];
  readonly expects: readonly StageExpectation[];
  /** What remains in this org after the demo. */
  readonly stays: readonly string[];
  /** What could not be done to begin the scene, or for the presenter. */
  readonly trouble: string | undefined;
  /** The script plays its own steps. */
  readonly isAuto: boolean;
  /** Whether a person is signed in by one click. */
  readonly hasOneClick: boolean;
}

/** An answer of the shop, as far as a script can be about it. */
export interface StageAnswer {
  readonly who: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly text: string;
  readonly claims: Readonly<Record<string, unknown>> | undefined;
}

/** Plays a demo script, for the page `/stage`. */
export interface Stage {
  /** Undefined while no script is played. */
  readonly view: StageView | undefined;
  /** The keys of the script that is played: one opens the stage, the other is in its forms. */
  readonly keys: { readonly door: string; readonly form: string } | undefined;
  /** @param order the command from `multidemo demo run` */
  start(order: unknown): Promise<void>;
  /** Ends the script, and brings the org back to its state before. */
  stop(): Promise<void>;
  /** Goes to a scene; to the same one begins it again. */
  go(scene: number): Promise<void>;
  /** Plays a step of the scene without a browser. */
  play(step: number): Promise<void>;
  /** A path of the shop that opens a step's page as its person, once. */
  open(step: number): string;
  /** Who a ticket in that path is for. */
  redeem(ticket: unknown): { readonly login: string; readonly isNew: boolean } | undefined;
  observe(answer: StageAnswer): void;
  /**
   * What people have clicked, as a draft of a script.
   * @param since milliseconds since the epoch
   */
  record(since: number): Promise<object>;
}

/** With this, `multidemo demo run` proves that it runs in the shop's folder: both have its secret. */
export const stagePass = (secretKey: string): string =>
  createHmac('sha256', secretKey).update('stage').digest('base64url');
