import type { Config } from '../config/config.ts';
import { type Bell, openBell } from './bell.ts';
import { AgentBlocks } from './agent-blocks.ts';
import { Clients } from './clients.ts';
import { Commits } from './commits.ts';
import { engineOf, openDatabase } from './database.ts';
import { Events } from './events.ts';
import { LoginAttempts } from './login-attempts.ts';
import { Orders } from './orders.ts';
import { createProbe } from './probe.ts';
import type { Database } from './schema.ts';
import { createSeal } from './seal.ts';
import { RateLimits } from './rate-limits.ts';
import { SessionStore } from './sessions.ts';
import { SignIns } from './sign-ins.ts';
import { startOver } from './start-over.ts';
import { StepUps } from './step-ups.ts';
import { Stock } from './stock.ts';
import { TokenStore } from './tokens.ts';

/** All of the application's stored data, with one small class for each kind. */
export interface Store {
  sessions: SessionStore;
  loginAttempts: LoginAttempts;
  tokens: TokenStore;
  signIns: SignIns;
  stock: Stock;
  orders: Orders;
  events: Events;
  stepUps: StepUps;
  clients: Clients;
  agentBlocks: AgentBlocks;
  rateLimits: RateLimits;
  bell: Bell;
  /** Resets the shop: no orders, full stock, no step-ups. */
  startOver(theme: string, items: readonly { itemId: string; count: number }[]): Promise<void>;
  /** Whether the store can be written. The result is cached for a second. */
  isAlive(): Promise<boolean>;
  close(): Promise<void>;
}

const sweepEvery = 5 * 60_000;

/**
 * Opens the store; `now` returns milliseconds since the epoch. Tokens in it are encrypted with a key derived
 * from `secretKey`.
 */
export async function openStore(
  { store: where, secretKey }: Pick<Config, 'store' | 'secretKey'>,
  now: () => number,
): Promise<Store> {
  const db = await openDatabase(where);
  await sweep(db, now());
  const bell = await openBell(where, db);
  const engine = engineOf(where);
  const commits = new Commits(db, engine);
  const sweeping = setInterval(() => void sweep(db, now()).catch(() => undefined), sweepEvery);
  sweeping.unref();
  return {
    sessions: new SessionStore(db, now),
    loginAttempts: new LoginAttempts(db, now),
    tokens: new TokenStore(db, now, createSeal(secretKey, 'tokens')),
    signIns: new SignIns(db, now),
    stock: new Stock(db),
    orders: new Orders(db, now, engine, commits),
    events: new Events(db, now),
    stepUps: new StepUps(db, now),
    clients: new Clients(db, now),
    agentBlocks: new AgentBlocks(db, now),
    rateLimits: new RateLimits(db, now, commits),
    bell,
    startOver: (theme, items) => startOver(db, theme, items),
    isAlive: createProbe(db, now),
    close: async () => {
      clearInterval(sweeping);
      await bell.close();
      await db.destroy();
    },
  };
}

/** Removes what has expired. Expired rows are never read, so this only keeps the file small. */
async function sweep(db: Database, now: number): Promise<void> {
  for (const table of [
    'sessions',
    'login_attempts',
    'tokens',
    'sign_ins',
    'step_ups',
    'rate_limits',
  ] as const)
    await db.deleteFrom(table).where('expires_at', '<=', now).execute();
}
