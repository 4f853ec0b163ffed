import type { Script, Step } from '../demo/schema.ts';
import { capitalised, nameStep } from '../demo/words.ts';
import type { LessonState } from './record.ts';

/** A task, as pages show it. */
export interface Task {
  /** From 1. */
  readonly number: number;
  readonly of: number;
  readonly title: string;
  readonly say: string;
  /** What the person changes in the org. */
  readonly changes: readonly string[];
  readonly steps: readonly {
    readonly text: string;
    readonly who: string | undefined;
    readonly page: string | undefined;
    readonly command: string | undefined;
  }[];
  readonly expects: readonly {
    readonly text: string;
    readonly isMet: boolean;
    /** What was there instead. */
    readonly instead: string | undefined;
  }[];
  /** What to look at, and the words that find it in the inspector. */
  readonly look: readonly { readonly text: string; readonly inspector: string | undefined }[];
  readonly isDone: boolean;
  readonly isShown: boolean;
  /** Whether the lesson is over. */
  readonly isFinished: boolean;
}

export const pageOf = (step: Step): string | undefined => step.open ?? step['sign-in'];

/** The task that a seat is at, whether the seat sleeps or not. */
export function taskOf(script: Script, state: LessonState | undefined): Task | undefined {
  const at = Math.max(0, state?.task ?? 0);
  const scene = script.scenes[at];
  if (!scene) return undefined;
  const expects = scene.expect.map(({ text }, index) => {
    const met = state?.met[index];
    return { text, isMet: met === true, instead: typeof met === 'string' ? met : undefined };
  });
  return {
    ...{ number: at + 1, of: script.scenes.length },
    ...{ title: scene.title, say: scene.say.trim(), look: scene.look, expects },
    changes: scene.fix.map(({ text }) => text),
    steps: scene.do.map((step) => ({
      text: nameStep(step),
      who: step.as === 'nobody' ? undefined : capitalised(step.as),
      page: pageOf(step),
      command: step.run,
    })),
    isDone: expects.every(({ isMet }) => isMet),
    isShown: state?.isShown ?? false,
    isFinished: state?.finishedAt !== undefined,
  };
}

/** Nothing has become true for so long: someone may be stuck. Milliseconds. */
const stuckMs = 4 * 60_000;

/** For how many minutes a person is stuck; undefined if they are not. */
export function stuckFor(
  script: Script | undefined,
  state: LessonState | undefined,
  now: number,
): number | undefined {
  const task = script && state && taskOf(script, state);
  if (!task || task.isFinished || task.isDone) return undefined;
  const since = now - state.tickedAt;
  return since < stuckMs ? undefined : Math.floor(since / 60_000);
}
