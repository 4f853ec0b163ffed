import type { ShopApi } from './shop-api.ts';

export interface Summary {
  pending: number;
  fulfilled: number;
  settledByOthers: number;
}

const atOnce = 4;

/**
 * Completes all pending orders, a few at a time, until done or stopped. The shop completes an order only once,
 * so orders completed by an interrupted run are simply no longer pending.
 * @param onProgress called after each order: how many are done, of how many
 */
export async function fulfilOrders(
  api: ShopApi,
  signal: AbortSignal,
  onProgress: (done: number, of: number) => void,
): Promise<Summary> {
  const waiting = await api.pendingOrders();
  const summary: Summary = { pending: waiting.length, fulfilled: 0, settledByOthers: 0 };
  const work = async (): Promise<void> => {
    for (let id = next(); id !== undefined; id = next()) {
      const isOurs = await untilStopped(api.complete(id), signal);
      if (isOurs === undefined) return;
      summary[isOurs ? 'fulfilled' : 'settledByOthers'] += 1;
      onProgress(summary.fulfilled + summary.settledByOthers, summary.pending);
    }
  };
  const next = (): string | undefined => (signal.aborted ? undefined : waiting.shift());
  await Promise.all(Array.from({ length: atOnce }, work));
  return summary;
}

/** The result, or undefined if the user stopped the job in the meantime. */
async function untilStopped<T>(outcome: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await outcome;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
