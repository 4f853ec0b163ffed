/** Records of event hooks and inline hooks. */
import type { Dated, Status } from '../kernel/model.ts';

/** A header that is sent along to a hook. */
export interface HookHeader {
  readonly key: string;
  readonly value: string;
}

/** How a hook is called. */
export interface HookChannel {
  readonly uri: string;
  readonly method: string;
  readonly headers: readonly HookHeader[];
  /** A secret in a header of its own; the value is never shown. */
  readonly authScheme?: { readonly type: 'HEADER'; readonly key: string; readonly value: string } | undefined;
}

/** An address that is told of events. */
export interface EventHook extends Dated {
  readonly name: string;
  readonly description: string | null;
  readonly status: Status;
  readonly verificationStatus: 'UNVERIFIED' | 'VERIFIED';
  /** Event types. */
  readonly events: readonly string[];
  readonly filter: Readonly<Record<string, unknown>> | null;
  readonly channel: HookChannel;
  readonly createdBy: string;
}

/** An address that is asked in the middle of something. */
export interface InlineHook extends Dated {
  readonly name: string;
  readonly type: string;
  readonly version: string;
  readonly status: Status;
  readonly channel: HookChannel;
}
