/**
 * What `createSandbox` takes and returns. The package ships these declarations (docs/package.md): they refer to nothing
 * but types of the language.
 */
import type { Ledger } from '../exchange/index.ts';
import type { FaultSettings } from './control/fault-settings.ts';
import type { Likeness } from './control/likenesses.ts';
import type { Message } from './org/org/messages.ts';
import type { Seed } from './seed/seed.ts';

export interface SandboxOptions {
  /** TCP port; a free one when 0 or not given. */
  readonly port?: number;
  /** Address to listen on; `localhost` when not given. */
  readonly host?: string;
  /**
   * The org's own address, when it is not where the server listens: `http://localhost:{port}` when not given.
   */
  readonly url?: string;
  /** Where browsers find a port of this machine, of which a proxy knows; `http://localhost:{port}` when not given. */
  readonly addressOf?: (port: number) => string | Promise<string>;
  /**
   * TCP port of the outside world; when not given, the first free one after the org's.
   */
  readonly outsidePort?: number;
  /**
   * Lets other machines that reach the ports use the control API, phone and mailbox, which are for this machine alone
   * otherwise: in a container, or in a room where you trust everyone. Anyone who sees the phone can sign in.
   */
  readonly trustNetwork?: boolean;
  /** Certificate and key (PEM) with which the ports speak https as well; `url` then begins with https. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** File that keeps the state; in memory only when not given. */
  readonly file?: string;
  /** API token (SSWS) of the first administrator; when not given, the one in the state, or a random one. */
  readonly apiToken?: string;
  /** Password of the first administrator of a new org, who without one cannot sign in to the Admin Console. */
  readonly adminPassword?: string;
  /**
   * What a new org calls itself in the names it makes up, as in `{subdomain}.okta.com`; `sandbox` when not
   * given.
   */
  readonly subdomain?: string;
  /** The org's time, milliseconds since the epoch; the machine's when not given. */
  readonly clock?: () => number;
  /** `idx` for an Identity Engine org, which is the default, `v1` for one on the Classic engine. */
  readonly engine?: 'idx' | 'v1';
  /** What kind of customer's org it is, with that org's limits: see `likenesses`. */
  readonly like?: readonly Likeness[];
  /** Initial content of a new org: see docs/sandbox.md. Rejected for an org that already has state. */
  readonly seed?: Seed;
  /** Where messages are recorded, if others record there too. */
  readonly ledger?: Ledger;
  /** Called when the org has come back to a snapshot, with its time. */
  readonly onRestore?: (now: number) => void;
  /** Called with unexpected errors, which are bugs of the sandbox; stderr by default. */
  readonly log?: (error: unknown) => void;
}

/** The org's surroundings: `{url}/phone`, `{url}/mailbox`, identity providers. */
export interface Outside {
  /** Without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** The org's settings for the SAML identity provider. The certificate is DER in base64. */
  readonly saml: { readonly issuer: string; readonly ssoUrl: string; certificate(): Promise<string> };
}

/** An address at which a server that others own passes requests on. */
export interface Door {
  /** The address by which browsers know it. */
  readonly url: string;
  /** The same for programs of this machine, which may not find that address. */
  readonly localUrl: string;
  readonly port: number;
  /** Who answers from now on: a listener for Node's HTTP server. */
  answer(listener: (request: never, response: never) => void): void;
  /** Nobody answers any more. */
  close(): Promise<void>;
}

/** Where an org that listens nowhere itself, and what surrounds it, are reached: each at an origin of its own. */
export interface Doors {
  readonly org: Door;
  readonly outside: Door;
}

export interface Sandbox {
  /** The org's URL, without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Where programs on this machine reach the org, whatever its own address is. */
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
  /** Faults to simulate from now on; `{}` for none. */
  setFaults(faults: FaultSettings): void;
  /** Mails, text messages and prompts that the org has sent: waits for them and answers them. */
  readonly inbox: SandboxInbox;
  /** What has arrived at the org. */
  readonly requests: SandboxRequests;
  /** States to come back to, with IDs, factors and sessions. */
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
  /** Signs a user in, without asking anything: a cookie for a browser, such as Playwright's `context.addCookies`. */
  sessionFor(user: string): SessionCookie;
  /** Stops listening, ends open connections and closes the state. */
  close(): Promise<void>;
}

export interface TokenOptions {
  /** ID or name of the authorization server, or `org`; `default` when not given. */
  readonly server?: string;
  /** How the user has signed in (RFC 8176); with a password and Okta Verify when not given. */
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

/** Which message. */
export interface Wanted {
  /** An e-mail address, a phone number, or a user's ID, login or short name, whose messages of all kinds count. */
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
  /** The number that was tapped; the right one when not given. */
  readonly number?: number | undefined;
}

/** What the org has sent, and the hand that answers it: mails, text messages, prompts of Okta Verify. */
export interface SandboxInbox {
  /** The oldest first. */
  all(wanted?: Wanted): Message[];
  /**
   * The latest of these messages, or the first that comes.
   * @param milliseconds how long to wait; 5000 when not given
   * @returns undefined when none has come
   */
  wait(wanted?: Wanted, milliseconds?: number): Promise<Message | undefined>;
  /** Answers the latest prompt on a user's phone. @throws when there is none */
  answerPush(answer: PushAnswer): void;
}

/** A request that arrived at the org, without headers and body. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  /** Parameters of the URL; those that are secrets are masked. */
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  /** ISO 8601, in the org's time. */
  readonly at: string;
  readonly requestId: string;
}

/** What has arrived at the org lately. */
export interface SandboxRequests {
  /** The oldest first. */
  all(): readonly SeenRequest[];
  clear(): void;
}

/** States of the org to come back to, in memory. */
export interface SandboxSnapshots {
  /** @returns its id */
  take(): string;
  /** @throws when there is no such snapshot (any more: the last 50 are kept) */
  restore(id: string): void;
}
