import type { Cell } from './screen.ts';

const tones: Readonly<Record<string, Cell['tone']>> = {
  ACTIVE: 'good',
  SUCCESS: 'good',
  ALLOW: 'good',
  INACTIVE: 'quiet',
  STAGED: 'quiet',
  SKIPPED: 'quiet',
  DEPROVISIONED: 'quiet',
  FAILURE: 'bad',
  DENY: 'bad',
  INVALID: 'bad',
  LOCKED_OUT: 'bad',
};

/** A status of the wire as a word in the color of its kind: `PASSWORD_EXPIRED` is “Password expired”. */
export const statusCell = (status: string): Cell => ({
  text: status.charAt(0).toUpperCase() + status.slice(1).toLowerCase().replaceAll('_', ' '),
  tone: tones[status] ?? 'warning',
});

/** A moment, which the browser writes in the reader's own way. */
export const timeCell = (iso: string): Cell => ({ text: iso, kind: 'time' });

/** A value of the wire. */
export const codeCell = (text: string): Cell => ({ text, kind: 'code' });
