import type { Records } from './records.ts';

/** What the owners of state share: the records, and the org's clock. */
export interface OrgContext {
  readonly records: Records;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  /** ISO 8601 with whole seconds: the precision of the times that Okta puts on its entities. */
  now(): string;
}

/** A context on the records; the clock is an argument so that tests can move it. */
export function createContext(records: Records, clock: () => number): OrgContext {
  return { records, clock, now: () => wholeSeconds(clock()) };
}

/** ISO 8601 of a moment, cut to its second. */
const wholeSeconds = (milliseconds: number): string =>
  new Date(Math.floor(milliseconds / 1000) * 1000).toISOString();

/** ISO 8601 of the moment that many seconds after another. */
export const later = (moment: string, seconds: number): string =>
  new Date(Date.parse(moment) + seconds * 1000).toISOString();
