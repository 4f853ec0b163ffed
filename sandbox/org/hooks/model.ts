/** Records of event hooks and inline hooks. */
import type { Dated, Status } from '../kernel/model.ts';
import type { EventFilter } from './event-filters.ts';

/** A header that is sent along to a hook. */
interface HookHeader {
  readonly key: string;
  readonly value: string;
}

/** Where the access token for calls of a hook comes from; the secret is never shown. */
export interface HookOAuth {
  readonly authType: 'client_secret_post' | 'private_key_jwt';
  readonly clientId: string;
  readonly tokenUrl: string;
  readonly scope: string | null;
  readonly clientSecret?: string | undefined;
  /** The org's key that signs the client's assertions. */
  readonly hookKeyId?: string | undefined;
}

/** How a hook is called. */
export interface HookChannel {
  readonly uri: string;
  readonly method: string;
  readonly headers: readonly HookHeader[];
  /** A secret in a custom header; the value is never shown. */
  readonly authScheme?: { readonly type: 'HEADER'; readonly key: string; readonly value: string } | undefined;
  readonly oauth?: HookOAuth | undefined;
}

/** An address that receives events. */
export interface EventHook extends Dated {
  readonly name: string;
  readonly description: string | null;
  readonly status: Status;
  readonly verificationStatus: 'UNVERIFIED' | 'VERIFIED';
  /** Event types. */
  readonly events: readonly string[];
  readonly filter: { readonly eventFilterMap: readonly EventFilter[] } | null;
  readonly channel: HookChannel;
  readonly createdBy: string;
}

export const inlineHookTypes = [
  'com.okta.import.transform',
  'com.okta.oauth2.tokens.transform',
  'com.okta.saml.tokens.transform',
  'com.okta.telephony.provider',
  'com.okta.user.credential.password.import',
  'com.okta.user.pre-registration',
] as const;

export type InlineHookType = (typeof inlineHookTypes)[number];

/** A service that the org calls in the middle of a flow. */
export interface InlineHook extends Dated {
  readonly name: string;
  readonly type: InlineHookType;
  readonly version: string;
  readonly status: Status;
  readonly channel: HookChannel;
}
