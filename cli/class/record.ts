import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder, replaceFile } from '../../shared/files.js';

/** How far a seat is in the lesson. */
const lessonState = z.object({
  name: z.string(),
  /** The task, from 0. */
  task: z.int(),
  /** When the lesson and the task began, and when something last became true. */
  startedAt: z.number(),
  taskAt: z.number(),
  tickedAt: z.number(),
  met: z.array(z.union([z.boolean(), z.string()])),
  /** What steps have made, such as the last order's number. */
  made: z.record(z.string(), z.string()),
  /** It was shown how this task ends. */
  isShown: z.boolean(),
  finishedAt: z.number().optional(),
});
export type LessonState = z.output<typeof lessonState>;

const seatRecord = z.object({
  person: z.string().optional(),
  /** The browsers that have the seat, as hashes of their cookies. */
  holders: z.array(z.string()),
  /** Opens the seat in another browser of the same person. */
  key: z.string(),
  /** When the person asked for help. */
  hand: z.number().optional(),
  lesson: lessonState.optional(),
});
export type SeatRecord = z.output<typeof seatRecord>;

const classRecord = z.object({
  /** For those who join. */
  code: z.string(),
  /** A hash of the trainer's code. */
  trainer: z.string(),
  /** The trainer's browsers, as hashes of their cookies. */
  boards: z.array(z.string()),
  /** Makes the tokens of forms. */
  secret: z.string(),
});
export type ClassRecord = z.output<typeof classRecord>;

export const random = (bytes = 24): string => randomBytes(bytes).toString('base64url');
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** Without those that look like others when they are read from a wall. */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const letter = (): string => letters.charAt(randomInt(letters.length));
const word = (length: number): string => Array.from({ length }, letter).join('');
/** 59 random bits. */
const newTrainerCode = (): string => [word(4), word(4), word(4)].join('-');

/** As people type it. */
export const asTyped = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, '');

export const newSeatRecord = (): SeatRecord => ({ holders: [], key: random() });

const read = async <T extends z.ZodType>(file: string, schema: T): Promise<z.output<T> | undefined> =>
  readFile(file, 'utf8')
    .then((text) => schema.safeParse(JSON.parse(text)).data)
    .catch(() => undefined);

const write = async (folder: string, name: string, record: object): Promise<void> => {
  makeFolder(folder, 0o700);
  await replaceFile(join(folder, name), `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 });
};

export const readSeat = async (folder: string): Promise<SeatRecord> =>
  (await read(join(folder, 'seat.json'), seatRecord)) ?? newSeatRecord();
export const writeSeat = (folder: string, record: SeatRecord): Promise<void> =>
  write(folder, 'seat.json', record);

/**
 * The class of a folder, made at its first start.
 * @returns the trainer's code too if it was just generated: of an older one, only the hash is stored
 */
export async function openRecord(
  folder: string,
  isNewCode: boolean,
): Promise<{ record: ClassRecord; trainerCode: string | undefined }> {
  const before = await read(join(folder, 'class.json'), classRecord);
  if (before && !isNewCode) return { record: before, trainerCode: undefined };
  const trainerCode = newTrainerCode();
  const record: ClassRecord = {
    code: before?.code ?? String(randomInt(1_000_000)).padStart(6, '0'),
    trainer: hashOf(asTyped(trainerCode)),
    boards: [],
    secret: before?.secret ?? random(32),
  };
  await writeClass(folder, record);
  return { record, trainerCode };
}

export const writeClass = (folder: string, record: ClassRecord): Promise<void> =>
  write(folder, 'class.json', record);
