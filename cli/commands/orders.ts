import { Interrupted } from '../errors.ts';
import type { Io } from '../io.ts';
import { fulfilOrders } from '../orders/fulfil.ts';
import type { Summary } from '../orders/fulfil.ts';
import { openShopApi } from '../orders/shop-api.ts';
import { batchSettings } from '../orders/settings.ts';
import { createCounter } from '../terminal/counter.ts';
import { createOutput } from '../terminal/output.ts';
import type { Output } from '../terminal/output.ts';

export interface FulfilOptions {
  appUrl?: string;
  json?: boolean;
}

/**
 * Approves every pending order, as a nightly batch job would: a machine without a user (client credentials, RFC
 * 6749 section 4.4). It can be stopped and run again at any time; each order is fulfilled once.
 */
export async function fulfil(options: FulfilOptions, io: Io): Promise<void> {
  const output = createOutput(io);
  const settings = await batchSettings(io, options.appUrl);
  const api = await openShopApi(settings, io.signal);
  const counter = createCounter(io, 'fulfilled');
  const { pending, fulfilled, settledByOthers } = await fulfilOrders(api, io.signal, (done, of) =>
    counter.show(done, of),
  );
  counter.end();
  const left = pending - fulfilled - settledByOthers;
  if (!options.json) tell(output, { pending, fulfilled, settledByOthers });
  else if (left === 0) output.json({ pending, fulfilled, settledByOthers });
  if (left > 0)
    throw new Interrupted(`Stopped: ${left} orders are still pending.`, 'Run it again to continue.');
}

function tell({ line, paint }: Output, { pending, fulfilled, settledByOthers }: Summary): void {
  if (pending === 0) {
    line('No orders are pending.');
    return;
  }
  line(`${paint.strong(`${fulfilled} of ${pending}`)} pending orders fulfilled.`);
  if (settledByOthers > 0) line(`${settledByOthers} had already been processed by someone else.`);
}
