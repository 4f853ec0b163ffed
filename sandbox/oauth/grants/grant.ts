import type { Context } from 'koa';
import type { Artifacts } from '../artifacts.ts';
import type { ServerView } from '../authorization-server.ts';
import type { AuthenticatedClient } from '../clients/client-authentication.ts';
import type { Org } from '../../org/org.ts';
import { missingParameter, OAuthError } from '../okta-errors.ts';
import type { PendingRequests } from './pending.ts';

/** A request of an app that has been authenticated, to the token endpoint or to one that begins a grant. */
export interface ClientRequest extends AuthenticatedClient {
  readonly org: Org;
  readonly server: ServerView;
  readonly artifacts: Artifacts;
  readonly pending: PendingRequests;
  readonly ctx: Context;
  readonly form: URLSearchParams;
}

/** Whom a token request has proved to be, and what the tokens may say of it. */
export interface Proven {
  /** Absent when the client asks for itself. */
  readonly userId?: string;
  readonly scopes: readonly string[];
  /** RFC 8176; empty where nobody has signed in for this. */
  readonly amr: readonly string[];
  /** The class that was asked for and met. */
  readonly acr?: string | undefined;
  /** When the person signed in, in seconds. */
  readonly authTime?: number | undefined;
  readonly sessionUid?: string | undefined;
  /** The secret of the device, where the app has signed in with it. */
  readonly deviceSecret?: string;
  /** What the access token keeps of the one that it was exchanged for: its subject, or who acts for the person. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** What the answer says beside the tokens. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** What a grant answers that hands out no token of this server. */
export interface PlainAnswer {
  readonly answer: Readonly<Record<string, unknown>>;
}

/** A grant type of Okta's token endpoint. */
export interface Grant {
  /** As requests, apps and access policy rules call it. */
  readonly name: string;
  /** Where discovery says nothing of it. */
  readonly unlisted?: 'everywhere' | 'org';
  /** The parameters without which there is no such request. */
  readonly needs: readonly string[];
  /** Whether the request itself asks for the scopes of a person's tokens. */
  readonly asksScopes?: true;
  /**
   * Checks what the request presents. Absent where oidc-provider does.
   * @throws OAuthError in Okta's words
   */
  readonly prove?: (request: ClientRequest) => Promise<Proven | PlainAnswer>;
}

/** @throws OAuthError unless the app has the grant */
export function requireGrant({ oauth: { grantTypes } }: Pick<ClientRequest, 'oauth'>, name: string): void {
  if (!grantTypes.includes(name))
    throw new OAuthError(
      'unauthorized_client',
      `The client is not authorized to use the provided grant type. Configured grant types: [${grantTypes.join(', ')}].`,
    );
}

/** Whether a request has a parameter, and not an empty one. */
export const isGiven = (form: URLSearchParams, name: string): boolean => (form.get(name) ?? '') !== '';

/** @throws OAuthError for the first of the parameters that is missing */
export function requireParameters(form: URLSearchParams, ...names: readonly string[]): void {
  const absent = names.find((name) => !isGiven(form, name));
  if (absent !== undefined) throw missingParameter(absent);
}

/** The scopes that a request names, after the checks. */
export const askedScopes = (form: URLSearchParams): string[] =>
  (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
