/** Records of the system log. */
import type { Entity } from '../kernel/records.ts';

/** The actor or a target of an event. */
export interface LogParty {
  readonly id: string;
  /** Okta's word: `User`, `UserGroup`, `AppInstance`, `PublicClientApp`… */
  readonly type: string;
  readonly alternateId: string;
  readonly displayName: string;
}

/** The client that the event came from. */
export interface LogClient {
  readonly ipAddress: string;
  readonly userAgent: string;
}

/** An entry of the system log. Never changed. */
export interface LogEvent extends Entity {
  /** ISO 8601 with milliseconds. */
  readonly published: string;
  readonly eventType: string;
  readonly displayMessage: string;
  readonly severity: 'DEBUG' | 'INFO' | 'WARN' | 'ERROR';
  readonly outcome: {
    readonly result: 'SUCCESS' | 'FAILURE' | 'ALLOW' | 'DENY' | 'CHALLENGE' | 'UNKNOWN' | 'SKIPPED';
    readonly reason?: string;
  };
  readonly actor: LogParty;
  readonly targets: readonly LogParty[];
  readonly transactionId: string;
  readonly client?: LogClient;
  readonly debugData?: Readonly<Record<string, unknown>>;
  readonly sessionId?: string;
}
