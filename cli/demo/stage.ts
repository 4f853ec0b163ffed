import { z } from 'zod';
import type { Stage, StageAnswer, StageView } from '../../app/index.ts';
import type { Ledger } from '../../exchange/index.ts';
import type { Ground } from './ground.ts';
import type { StageRun } from './stage-run.ts';

/** What `demo run` sends to the shop: the script itself, which may be a file of the presenter's own. */
const orderSchema = z.strictObject({
  source: z.string().max(200_000),
  file: z.string(),
  name: z.string(),
  scene: z.int().min(1).default(1),
  auto: z.boolean().default(false),
});
export type Order = z.input<typeof orderSchema>;

/** Plays one script at a time, started by `demo run`; until then, its code is not loaded. */
export class StageDoor implements Stage {
  readonly #open: () => Promise<Ground>;
  readonly #hasOneClick: boolean;
  readonly #ledger: Ledger;
  #run: StageRun | undefined;

  /** @param open the shop and the org as they are now: a reset of the org changes them */
  constructor(open: () => Promise<Ground>, hasOneClick: boolean, ledger: Ledger) {
    this.#open = open;
    this.#hasOneClick = hasOneClick;
    this.#ledger = ledger;
  }

  get view(): StageView | undefined {
    return this.#run?.view;
  }

  get keys(): Stage['keys'] {
    return this.#run?.keys;
  }

  async start(given: unknown): Promise<void> {
    const { source, file, name, scene, auto } = orderSchema.parse(given);
    const [{ StageRun }, { parseScript }] = await Promise.all([
      import('./stage-run.ts'),
      import('./schema.ts'),
    ]);
    const script = parseScript(source, file, name);
    await this.stop();
    const run = new StageRun(script, await this.#open(), { isAuto: auto, hasOneClick: this.#hasOneClick });
    this.#run = run;
    await run.begin(scene - 1);
  }

  async stop(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    await run?.end();
  }

  async go(scene: number): Promise<void> {
    await this.#run?.go(scene);
  }

  async play(step: number): Promise<void> {
    await this.#run?.play(step);
  }

  open(step: number): string {
    return this.#run?.open(step) ?? '/';
  }

  redeem(ticket: unknown): ReturnType<Stage['redeem']> {
    return this.#run?.redeem(ticket);
  }

  /** What was clicked since, as a script. */
  async record(since: number): Promise<object> {
    const { recordScript } = await import('./recording/record.ts');
    return recordScript(this.#ledger, await this.#open(), since);
  }

  observe(answer: StageAnswer): void {
    this.#run?.observe({ kind: 'answer', ...answer });
  }
}
