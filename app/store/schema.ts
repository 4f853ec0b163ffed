import type { Generated, Kysely } from 'kysely';

/** Times are milliseconds since the epoch, JSON is text: both work the same in SQLite and PostgreSQL. */
export interface Schema {
  sessions: { id: string; data: string; expires_at: number };
  login_attempts: {
    state: string;
    browser_id: string;
    data: string;
    /** When the callback consumed it; null while it is open. */
    used_at: number | null;
    created_at: number;
    expires_at: number;
  };
  /** `data` is encrypted: see tokens.ts. */
  tokens: { session_id: string; kind: string; data: string; version: number; expires_at: number };
  /** The session's user. The hashed key of its tokens is the id of both. */
  sign_ins: {
    id: string;
    /** Okta user id. */
    user_id: string;
    user_name: string;
    /** The browser's user agent. */
    browser: string;
    begun_at: number;
    /** The time of the last request, accurate to a few minutes. */
    used_at: number;
    expires_at: number;
    /** The session at the org, if the ID token contains it (`sid`). */
    org_session: string | null;
  };
  stock: { theme: string; item_id: string; count: number };
  orders: {
    id: string;
    /** Ascending in the order of creation, for lists and paging. */
    number: Generated<number>;
    theme: string;
    item_id: string;
    title: string;
    image: string | null;
    price: number;
    status: string;
    user_id: string;
    user_name: string;
    client_id: string;
    /** How many; the price is for all of them. */
    quantity: number;
    /** The AI agent that ordered for the person. */
    agent_id: string | null;
    /** What it was called then. */
    agent_name: string | null;
    /** 1 if the person has approved that the agent orders this. */
    agent_approved: number;
    /** When it will be delivered, as a date; null until the fulfilment service has said. */
    delivery_date: string | null;
    created_at: number;
    updated_at: number;
  };
  /** Agents that may not act for a person any more, because the person has said so. */
  agent_blocks: { user_id: string; agent_id: string; created_at: number };
  step_ups: {
    id: string;
    order_id: string;
    user_id: string;
    factor_id: string;
    /** push, totp, sms or email. */
    kind: string;
    /** Where to poll Okta for the status of a push. */
    poll_url: string | null;
    /** The number to tap on the phone. */
    number: number | null;
    /** waiting, approved, declined, timed-out or cancelled. */
    state: string;
    /** What becomes of the order: complete or declined. */
    outcome: 'complete' | 'declined';
    created_at: number;
    expires_at: number;
  };
  /** Clients that users created in the developer portal. Only Okta has their secrets. */
  clients: {
    /** The client id. */
    id: string;
    /** The application's id in the org. */
    app_id: string;
    /** The owner's Okta user id. */
    owner_id: string;
    /** client_credentials or authorization_code. */
    grant_type: string;
    name: string;
    /** JSON list of texts; empty for a machine. */
    redirect_uris: string;
    /** 1 if its tokens are bound to a key. */
    is_bound: number;
    /** The access policy it was added to. */
    policy_id: string;
    /** The group that was assigned; null for a machine. */
    group_id: string | null;
    created_at: number;
  };
  /** Origins from which a client's pages may call the API. */
  client_origins: {
    client_id: string;
    origin: string;
  };
  /** How often someone did something in the minute that ends at `expires_at`. */
  rate_limits: { key: string; count: number; expires_at: number };
  /** One row, written to see whether the store can be. */
  probe: { id: number; at: number };
  events: {
    /** Okta's eventId; a duplicate delivery is stored once. */
    id: string;
    number: Generated<number>;
    event_type: string;
    published_at: number;
    received_at: number;
    data: string;
  };
}

export type Database = Kysely<Schema>;
