import { Interrupted, stoppedMidway } from '../errors.ts';

/** A step and what must be done before it. */
export interface Step {
  address: string;
  after: readonly string[];
}

/**
 * Runs each step as soon as its dependencies are done. After a failure or an abort no new step starts, those in
 * progress are awaited, and the first failure is thrown. Circular dependencies are an error.
 * @throws Interrupted if the signal aborted before everything was done
 */
export async function inOrder(
  steps: readonly Step[],
  run: (address: string) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const known = new Map(steps.map((step) => [step.address, step]));
  const started = new Map<string, Promise<void>>();
  const path = new Set<string>();
  const failures: unknown[] = [];
  const start = (address: string): Promise<void> => {
    const running = started.get(address);
    if (running) return running;
    if (path.has(address)) throw new Error(`${address} depends on itself.`);
    path.add(address);
    const before = (known.get(address)?.after ?? []).filter((name) => known.has(name)).map(start);
    path.delete(address);
    const step = Promise.all(before).then(async () => {
      if (signal?.aborted === true && failures.length === 0) failures.push(stoppedMidway());
      if (failures.length === 0)
        await run(address).catch((error: unknown) => {
          failures.push(error instanceof Interrupted ? stoppedMidway() : error);
        });
    });
    started.set(
      address,
      step.then(() => undefined),
    );
    return step;
  };
  await Promise.all(steps.map(({ address }) => start(address)));
  if (failures.length > 0) throw failures[0];
}
