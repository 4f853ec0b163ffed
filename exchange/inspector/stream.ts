import { PassThrough } from 'node:stream';
import type { Ledger } from '../ledger.ts';
import { readMessages } from '../message.ts';
import { row } from './row.ts';

/** Milliseconds in which messages that end together are sent together: both ends of one become one row. */
const together = 60;
const heartbeat = 20_000;

/**
 * Server-sent events: `row` is a message as HTML, `gone` the number of one that another replaces, `unrecorded` how many
 * requests were too many to record.
 * @param after the last message that the page has
 * @param mayStay asked now and then; false ends the stream
 */
export function streamOf(ledger: Ledger, after: number, mayStay: () => Promise<boolean>): PassThrough {
  const stream = new PassThrough();
  const ids = new Set<number>();
  const gone = new Set<number>();
  let unrecorded = 0;
  let timer: NodeJS.Timeout | undefined;
  const send = (event: string, data: string): void => {
    stream.write(`event: ${event}\ndata: ${data.replaceAll('\n', ' ')}\n\n`);
  };
  const flush = (): void => {
    timer = undefined;
    for (const id of gone) send('gone', String(id));
    if (ids.size > 0)
      for (const message of readMessages(ledger, 0, { wants: ({ id }) => ids.has(id) }))
        send('row', row(message).text);
    if (ledger.unrecorded !== unrecorded) {
      unrecorded = ledger.unrecorded;
      send('unrecorded', String(unrecorded));
    }
    ids.clear();
    gone.clear();
  };
  const soon = (): void => {
    timer ??= setTimeout(flush, together);
  };
  const stop = ledger.subscribe((change) => {
    if (change.kind === 'gone') gone.add(change.id);
    else ids.add(change.message.id);
    soon();
  });
  const beat = setInterval(() => {
    mayStay().then(
      (may) => (may ? stream.write(': still here\n\n') : stream.end()),
      () => stream.end(),
    );
  }, heartbeat);
  beat.unref();
  stream.on('close', () => {
    stop();
    clearInterval(beat);
    clearTimeout(timer);
  });
  stream.write('retry: 1000\n\n');
  // What has happened since the page was made, or while it was not connected.
  for (const { id } of ledger.list(after)) ids.add(id);
  soon();
  return stream;
}
