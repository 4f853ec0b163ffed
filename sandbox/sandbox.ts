/**
 * What `createSandbox` takes and returns. The package ships these declarations (docs/package.md), so they refer only to
 * types of the language.
 */
import type { Ledger } from '../exchange/index.ts';
import type { FaultSettings } from './control/fault-settings.ts';
import type { Likeness } from './control/likenesses.ts';
import type { Message } from './org/org/messages.ts';
import type { Seed } from './seed/seed.ts';

export interface SandboxOptions {
  /** TCP port (default: a free one, as with 0). */
  readonly port?: number;
  /** Address to listen on (default: `localhost`). */
  readonly host?: string;
  /**
   * The org's URL, if it differs from where the server listens (default: `http://localhost:{port}`).
   */
  readonly url?: string;
  /** Returns the URL at which browsers reach a port, behind a proxy (default: `http://localhost:{port}`). */
  readonly addressOf?: (port: number) => string | Promise<string>;
  /**
   * TCP port of the phone and mailbox page (default: the first free one after the org's).
   */
  readonly outsidePort?: number;
  /**
   * Lets other machines use the control API, phone and mailbox: for a container, or a room where you trust everyone.
   * Anyone who sees the phone can sign in.
   */
  readonly trustNetwork?: boolean;
  /** Certificate and key (PEM) to serve https with; `url` then begins with https. The ports still serve http. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** File to store the state in (default: in memory only). */
  readonly file?: string;
  /** API token (SSWS) of the first administrator (default: the stored one, or a random one). */
  readonly apiToken?: string;
  /** Password of the first administrator of a new org. Without it, they cannot sign in to the Admin Console. */
  readonly adminPassword?: string;
  /**
   * Subdomain of a new org, used in generated names such as `{subdomain}.okta.com` (default: `sandbox`).
   */
  readonly subdomain?: string;
  /** The org's time, in milliseconds since the epoch (default: the machine's). */
  readonly clock?: () => number;
  /** `idx` for the Identity Engine (default), `v1` for the Classic engine. */
  readonly engine?: 'idx' | 'v1';
  /** Limits of another kind of org: see `likenesses`. */
  readonly like?: readonly Likeness[];
  /** Initial content of a new org: see docs/sandbox.md. Rejected for an org that already has state. */
  readonly seed?: Seed;
  /** A ledger to record messages in, shared with other servers. */
  readonly ledger?: Ledger;
  /** Called after a snapshot is restored, with the org’s time. */
  readonly onRestore?: (now: number) => void;
  /** Called with unexpected errors, which are bugs in the sandbox (default: writes them to stderr). */
  readonly log?: (error: unknown) => void;
}

/** What is outside the org: `{url}/phone`, `{url}/mailbox`, identity providers. */
export interface Outside {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The org's settings for the SAML identity provider. The certificate is DER in base64. */
  readonly saml: { readonly issuer: string; readonly ssoUrl: string; certificate(): Promise<string> };
}

/** A URL of your own server, which passes its requests on. */
export interface Door {
  /** The URL at which browsers reach it. */
  readonly url: string;
  /** The URL at which programs on this machine reach it. */
  readonly localUrl: string;
  readonly port: number;
  /** Gets the listener to pass requests to, as for Node's HTTP server. */
  answer(listener: (request: never, response: never) => void): void;
  /** Stops passing requests on. */
  close(): Promise<void>;
}

/** Where an org without its own ports, and its phone and mailbox, are reached: each at its own origin. */
export interface Doors {
  readonly org: Door;
  readonly outside: Door;
}

export interface Sandbox {
  /** The org's URL, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The URL at which programs on this machine reach the org. */
  readonly localUrl: string;
  /** The API token of the first administrator: `Authorization: SSWS {apiToken}`. */
  readonly apiToken: string;
  /** The Admin Console, the login of the first administrator, and whether the org is new. */
  readonly console: { readonly url: string; readonly login: string; readonly isNew: boolean };
  /**
   * The simulated identity providers, phone and mailbox, on their own origin; only accessible from this
   * machine.
   */
  readonly outside: Outside;
  /** Resets the org; its API token and the first administrator's password are unchanged. */
  reset(): void;
  /** The state as a seed: see docs/sandbox.md. */
  export(): Seed;
  /** Lets an app take part in Universal Logout, as an administrator does in the Admin Console. */
  setUniversalLogout(clientId: string, endpoint: string): void;
  /** Moves the org's time: this many milliseconds ahead of the machine. */
  setClockOffset(milliseconds: number): void;
  /** Simulates these faults from now on; `{}` for none. */
  setFaults(faults: FaultSettings): void;
  /** Emails, text messages and prompts that the org sent. */
  readonly inbox: SandboxInbox;
  /** Requests that the org received. */
  readonly requests: SandboxRequests;
  /** Saves and restores the state, with IDs, factors and sessions. */
  readonly snapshots: SandboxSnapshots;
  /**
   * Tokens as the app would get them, without a page: the user has a session, and the app redeems a code. Policies,
   * claims and hooks apply.
   * @param user ID, login or short name; `undefined` for tokens of the app itself (client credentials)
   * @param client client ID, or the app's label
   * @throws TokenRefusal with the error of the authorization server
   */
  tokenFor(
    user: string | undefined,
    client: string,
    scopes: readonly string[],
    options?: TokenOptions,
  ): Promise<Tokens>;
  /** Signs a user in without a page: returns a cookie for a browser, such as Playwright's `context.addCookies`. */
  sessionFor(user: string): SessionCookie;
  /** Stops listening, ends open connections and closes the state. */
  close(): Promise<void>;
}

export interface TokenOptions {
  /** ID or name of the authorization server, or `org` (default: `default`). */
  readonly server?: string;
  /** How the user signed in (RFC 8176; default: with a password and Okta Verify). */
  readonly amr?: readonly string[];
  /** The key of an app that authenticates with `private_key_jwt`: a private JWK with `kid` and `alg`. */
  readonly privateKey?: Readonly<Record<string, unknown>>;
}

export interface Tokens {
  readonly accessToken: string;
  readonly idToken?: string | undefined;
  readonly refreshToken?: string | undefined;
  readonly scopes: readonly string[];
  /** Seconds. */
  readonly expiresIn: number;
}

export interface SessionCookie {
  readonly name: string;
  readonly value: string;
  readonly url: string;
}

/** Which messages. */
export interface Wanted {
  /** An email address, a phone number, or a user (ID, login or short name) for all of the user's messages. */
  readonly to?: string | undefined;
  readonly channel?: Message['channel'] | undefined;
  /** Only messages sent after the one with this ID. */
  readonly after?: string | undefined;
}

/** How a user answers a prompt. */
export interface PushAnswer {
  /** A user's ID, login or short name. */
  readonly user: string;
  readonly answer: 'approve' | 'decline';
  /** The number to tap (default: the right one). */
  readonly number?: number | undefined;
}

/** What the org sent: emails, text messages, Okta Verify prompts. */
export interface SandboxInbox {
  /** Oldest first. */
  all(wanted?: Wanted): Message[];
  /**
   * The latest of these messages, or the first to arrive.
   * @param milliseconds how long to wait (default: 5000)
   * @returns undefined if none arrives
   */
  wait(wanted?: Wanted, milliseconds?: number): Promise<Message | undefined>;
  /** Answers the latest prompt on a user's phone. @throws if there is none */
  answerPush(answer: PushAnswer): void;
}

/** A request that the org received, without headers and body. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Query parameters; secrets are masked. */
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  /** ISO 8601, in the org's time. */
  readonly at: string;
  readonly requestId: string;
}

/** The latest requests that the org received. */
export interface SandboxRequests {
  /** Oldest first. */
  all(): readonly SeenRequest[];
  clear(): void;
}

/** Snapshots of the org, in memory. */
export interface SandboxSnapshots {
  /** @returns its ID */
  take(): string;
  /** @throws if there is no such snapshot; the latest 50 are kept */
  restore(id: string): void;
}
