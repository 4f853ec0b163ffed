import { readablePath } from './decode.ts';
import { headerIn } from './explain/fields.ts';
import type { Message } from './message.ts';

/** A page of the shop that was opened by hand begins something new; a redirect or a script continues what there is. */
function isBeginning(message: Message, cause: Message | undefined): boolean {
  if (cause === undefined) return true;
  const isPage =
    message.method === 'GET' && (headerIn(message.requestHeaders, 'accept') ?? '').includes('text/html');
  return isPage && message.to === 'shop' && headerIn(cause.responseHeaders, 'location') === undefined;
}

/** For each message the one with which its flow began. */
function beginningsOf(messages: readonly Message[]): Map<number, number> {
  const byId = new Map(messages.map((one) => [one.id, one]));
  const beginnings = new Map<number, number>();
  for (const message of messages) {
    const cause = message.cause === undefined ? undefined : byId.get(message.cause);
    const begun = cause && beginnings.get(cause.id);
    beginnings.set(message.id, begun === undefined || isBeginning(message, cause) ? message.id : begun);
  }
  return beginnings;
}

/** All messages of the flow that began with this message, without the files that pages load. */
function flowFrom(messages: readonly Message[], beginning: number): Message[] {
  const beginnings = beginningsOf(messages);
  return messages.filter(({ id, isAsset }) => !isAsset && beginnings.get(id) === beginning);
}

/** The flow of this message, and the latest flow before it that began in the same way. */
export function lastRuns(
  messages: readonly Message[],
  id: number,
): { readonly now: Message[]; readonly before: Message[] | undefined } {
  const beginnings = beginningsOf(messages);
  const beginning = beginnings.get(id) ?? id;
  const first = messages.find((one) => one.id === beginning);
  const before = messages.findLast(
    (one) =>
      one.id < beginning && beginnings.get(one.id) === one.id && first && placeOf(one) === placeOf(first),
  );
  return { now: flowFrom(messages, beginning), before: before && flowFrom(messages, before.id) };
}

/** Where a message goes, without what is different each time. */
export const placeOf = ({ from, to, method, url }: Message): string => {
  const path = readablePath(new URL(url).pathname).replace(/\/(•••|(?=\w*\d)[\w-]{15,})(?=\/|$)/g, '/…');
  return `${from === 'person' ? 'browser' : from} ${to} ${method} ${path}`;
};
