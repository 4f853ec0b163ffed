import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { sql } from 'kysely';
import type { Client } from 'pg';
import { z } from 'zod';
import type { Config } from '../config/config.ts';
import type { Database } from './schema.ts';

/** What shops with the same database report to each other: stored events, and users whose access has ended. */
type Topic = 'events' | 'ended';

const channel = 'multidemo';
const retryAfter = 1000;
const connectionTimeoutMillis = 5000;

const note = z.object({ from: z.string(), topic: z.enum(['events', 'ended']), text: z.string() });

/** Undefined for messages that are not from a shop, or from a newer version: anyone with database access may use the channel. */
function noteIn(payload = ''): z.output<typeof note> | undefined {
  try {
    return note.safeParse(JSON.parse(payload)).data;
  } catch {
    return undefined;
  }
}

/** Reaches all who listen in this process, and with PostgreSQL in the other shops that use the same database. */
export interface Bell {
  ring(topic: Topic, text?: string): void;
  /** @returns ends it */
  listen(topic: Topic, heard: (text: string) => void): () => void;
  close(): Promise<void>;
}

/** A bell for one process: with SQLite, and in tests. */
export function localBell(): Bell {
  const listeners = new EventEmitter().setMaxListeners(0);
  return {
    ring: (topic, text = '') => void listeners.emit(topic, text),
    listen: (topic, heard) => {
      listeners.on(topic, heard);
      return () => listeners.off(topic, heard);
    },
    close: async () => undefined,
  };
}

/** The bell of a store. Of PostgreSQL it keeps one connection, which is opened again when it ends. */
export async function openBell(where: Config['store'], db: Database): Promise<Bell> {
  const local = localBell();
  if (!('databaseUrl' in where)) return local;
  const { databaseUrl: connectionString } = where;
  const { default: pg } = await import('pg');
  const self = randomUUID();
  let client: Client | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isClosed = false;

  const hear = (payload: string | undefined): void => {
    const heard = noteIn(payload);
    if (heard && heard.from !== self) local.ring(heard.topic, heard.text);
  };
  const again = (): void => {
    client = undefined;
    clearTimeout(retry);
    if (!isClosed) retry = setTimeout(() => void connect(), retryAfter).unref();
  };
  async function connect(): Promise<void> {
    const opening = new pg.Client({
      connectionString,
      connectionTimeoutMillis,
      keepAlive: true,
    });
    opening.on('error', () => undefined); // 'end' follows
    opening.on('end', again);
    opening.on('notification', ({ payload }) => hear(payload));
    try {
      await opening.connect();
      await opening.query(`LISTEN ${channel}`);
      if (isClosed) await opening.end();
      else client = opening;
      local.ring('events'); // some may have arrived while no one was listening
    } catch {
      await opening.end().catch(() => undefined);
      again();
    }
  }
  await connect();
  return {
    ...local,
    ring: (topic, text = '') => {
      local.ring(topic, text);
      const payload = JSON.stringify({ from: self, topic, text });
      // A shop that misses it reads the events when it has its connection back.
      void sql`select pg_notify(${channel}, ${payload})`.execute(db).catch(() => undefined);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(retry);
      await client?.end();
    },
  };
}
