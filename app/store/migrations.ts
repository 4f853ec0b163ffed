import { sql } from 'kysely';
import type { Kysely, Migration } from 'kysely';

/** Differences between the two engines. */
export type Engine = 'sqlite' | 'postgres';

/** Applied in the order of their names, each once. Never edit a released one; add another. */
export const migrations = (engine: Engine): Record<string, Migration> => ({
  '0001-first': { up: (db) => first(db, engine) },
  '0002-step-ups': { up: stepUps },
  '0003-clients': { up: clients },
  '0004-no-trusted-origins': { up: noTrustedOrigins },
  '0005-sign-ins': { up: (db) => signIns(db, engine) },
  '0006-probe': { up: probe },
  '0007-rate-limits': { up: rateLimits },
  '0008-step-up-outcome': { up: stepUpOutcome },
  '0009-bound-clients': { up: boundClients },
  '0010-order-agent': { up: orderAgent },
  '0011-org-sessions': { up: orgSessions },
  '0012-deliveries': { up: deliveries },
  '0013-orders-by-status': { up: ordersByStatus },
  '0014-agents': { up: agents },
});

async function first(db: Kysely<unknown>, engine: Engine): Promise<void> {
  const ascending = engine === 'sqlite' ? sql`integer` : sql`bigint generated always as identity`;
  await db.schema
    .createTable('sessions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('login_attempts')
    .addColumn('state', 'text', (column) => column.primaryKey())
    .addColumn('browser_id', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('tokens')
    .addColumn('session_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('tokens_key', ['session_id', 'kind'])
    .execute();
  await db.schema
    .createTable('stock')
    .addColumn('theme', 'text', (column) => column.notNull())
    .addColumn('item_id', 'text', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull().check(sql`count >= 0`))
    .addPrimaryKeyConstraint('stock_key', ['theme', 'item_id'])
    .execute();
  await db.schema
    .createTable('orders')
    .addColumn('number', ascending, (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('theme', 'text', (column) => column.notNull())
    .addColumn('item_id', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('image', 'text')
    .addColumn('price', 'double precision', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('orders_by_user').on('orders').columns(['user_id', 'number']).execute();
  await db.schema
    .createTable('events')
    .addColumn('number', ascending, (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('event_type', 'text', (column) => column.notNull())
    .addColumn('published_at', 'bigint', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .execute();
  for (const table of ['sessions', 'login_attempts', 'tokens'])
    await db.schema.createIndex(`${table}_by_expiry`).on(table).column('expires_at').execute();
}

async function stepUps(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('step_ups')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('order_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('factor_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('poll_url', 'text')
    .addColumn('number', 'integer')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('step_ups_by_expiry').on('step_ups').column('expires_at').execute();
}

async function clients(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('clients')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('app_id', 'text', (column) => column.notNull())
    .addColumn('owner_id', 'text', (column) => column.notNull())
    .addColumn('grant_type', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('redirect_uris', 'text', (column) => column.notNull())
    .addColumn('policy_id', 'text', (column) => column.notNull())
    .addColumn('group_id', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('clients_by_owner').on('clients').column('owner_id').execute();
  await db.schema
    .createTable('client_origins')
    .addColumn('client_id', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('trusted_origin_id', 'text')
    .addPrimaryKeyConstraint('client_origins_key', ['client_id', 'origin'])
    .execute();
  await db.schema.createIndex('client_origins_by_origin').on('client_origins').column('origin').execute();
}

/** The portal no longer creates them: a client's redirect URIs determine what its pages may do at Okta. */
async function noTrustedOrigins(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('client_origins').dropColumn('trusted_origin_id').execute();
}

/**
 * Tokens are encrypted from here on, and each sign-in has its user. Older rows are unencrypted and have no
 * user, so they are deleted; their users sign in again, which takes one click if they have a session at Okta.
 */
async function signIns(db: Kysely<unknown>, engine: Engine): Promise<void> {
  // Otherwise SQLite keeps deleted data in the file until the space is reused.
  if (engine === 'sqlite') await sql`pragma secure_delete = on`.execute(db);
  await sql`delete from tokens`.execute(db);
  await db.schema
    .createTable('sign_ins')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('user_name', 'text', (column) => column.notNull())
    .addColumn('browser', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('sign_ins_by_user').on('sign_ins').columns(['user_id', 'begun_at']).execute();
  await db.schema.createIndex('sign_ins_by_expiry').on('sign_ins').column('expires_at').execute();
}

/** One row that /status writes, to see whether the store can. */
async function probe(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('probe')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
}

async function rateLimits(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('rate_limits')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('rate_limits_by_expiry').on('rate_limits').column('expires_at').execute();
}

/** A second factor approves an order or declines it. */
async function stepUpOutcome(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('step_ups')
    .addColumn('outcome', 'text', (column) => column.notNull().defaultTo('complete'))
    .execute();
}

/** Clients whose tokens are bound to a key. */
async function boundClients(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('clients')
    .addColumn('is_bound', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

/** An AI agent may order for a person. */
async function orderAgent(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('orders').addColumn('agent_id', 'text').execute();
}

/** Which session at the org a sign-in came from (`sid`), for single logout. */
async function orgSessions(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('sign_ins').addColumn('org_session', 'text').execute();
  await db.schema.createIndex('sign_ins_by_org_session').on('sign_ins').column('org_session').execute();
}

/** What the fulfilment service says. */
async function deliveries(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('orders').addColumn('delivery_date', 'text').execute();
}

/** Few of many orders are pending: without an index, finding them reads all. */
async function ordersByStatus(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('orders_by_status').on('orders').columns(['status', 'number']).execute();
}

/** Orders of several items, what agents order and are called, and what people have taken away from them. */
async function agents(db: Kysely<unknown>): Promise<void> {
  const orders = () => db.schema.alterTable('orders');
  await orders()
    .addColumn('quantity', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await orders().addColumn('agent_name', 'text').execute();
  await orders()
    .addColumn('agent_approved', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('agent_blocks')
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('agent_id', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('agent_blocks_key', ['user_id', 'agent_id'])
    .execute();
}
