import { fieldsOf } from './explain/fields.ts';
import { placeOf } from './flows.ts';
import type { Message } from './message.ts';
import { redacted } from './mask.ts';

/** What differs between two runs of a flow, message by message. */
export interface Difference {
  readonly kind: 'same' | 'changed' | 'added' | 'missing';
  readonly message: Message;
  readonly former?: Message;
  readonly notes: readonly string[];
}

/** The content of a message besides its parameters, such as the claims of its tokens: text by name. */
export type Facts = (message: Message) => ReadonlyMap<string, string>;

/** Compares two runs: the messages that both have, in order, and what only one of them has. */
export function compareRuns(now: readonly Message[], before: readonly Message[], facts: Facts): Difference[] {
  const differences: Difference[] = [];
  let left = 0;
  let right = 0;
  for (const [a, b] of common(now.map(placeOf), before.map(placeOf))) {
    for (; right < b; right += 1) differences.push(only('missing', before[right]));
    for (; left < a; left += 1) differences.push(only('added', now[left]));
    const [message, former] = [now[a], before[b]];
    if (!message || !former) continue;
    const notes = notesOn(message, former, facts);
    differences.push({ kind: notes.length > 0 ? 'changed' : 'same', message, former, notes });
    [left, right] = [a + 1, b + 1];
  }
  for (; right < before.length; right += 1) differences.push(only('missing', before[right]));
  for (; left < now.length; left += 1) differences.push(only('added', now[left]));
  return differences;
}

const only = (kind: 'added' | 'missing', message: Message | undefined): Difference => ({
  kind,
  message: message as Message,
  notes: [kind === 'added' ? 'Only in this run' : 'Only in the previous run'],
});

function notesOn(message: Message, former: Message, facts: Facts): string[] {
  const notes: string[] = [];
  const status = ({ status: code, failure }: Message): string => String(code ?? failure);
  if (status(message) !== status(former)) notes.push(`Status ${status(message)}, before ${status(former)}`);
  const [now, before] = [factsOf(message, facts), factsOf(former, facts)];
  for (const name of new Set([...before.keys(), ...now.keys()])) {
    const [value, was] = [now.get(name), before.get(name)];
    if (value === was || isDifferentEachTime(name)) continue;
    notes.push(`${name}: ${value ?? 'missing'}, before ${was ?? 'missing'}`);
  }
  return notes;
}

function factsOf(message: Message, facts: Facts): Map<string, string> {
  const shown = fieldsOf(message)
    .filter(({ value }) => !value.includes(redacted))
    .map(({ where, name, value }) => [`${name} (${where})`, value] as const);
  return new Map([...shown, ...facts(message)]);
}

/** Times and random values. */
const isDifferentEachTime = (name: string): boolean =>
  /^(\S+ )?(iat|exp|nbf|auth_time|jti|nonce|at_hash|c_hash|sid|ds_hash|code_challenge|request_uri|expires_in|expiresAt|v|after|eventId|eventTime)( \(|$)/.test(
    name,
  );

/** The longest common subsequence, as pairs of places. */
function common(one: readonly string[], other: readonly string[]): [number, number][] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  const at = (a: number, b: number): number => lengths[a]?.[b] ?? 0;
  for (let a = one.length - 1; a >= 0; a -= 1)
    for (let b = other.length - 1; b >= 0; b -= 1) {
      const row = lengths[a];
      if (row) row[b] = one[a] === other[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  const pairs: [number, number][] = [];
  for (let a = 0, b = 0; a < one.length && b < other.length;)
    if (one[a] === other[b]) pairs.push([a++, b++]);
    else if (at(a + 1, b) >= at(a, b + 1)) a += 1;
    else b += 1;
  return pairs;
}
