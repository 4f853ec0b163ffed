import type { Context } from 'koa';
import type { Artifacts } from '../artifacts.ts';
import type { ServerView } from '../authorization-server.ts';
import type { AuthenticatedClient } from '../clients/client-authentication.ts';
import type { Org } from '../../org/org.ts';
import { missingParameter, OAuthError } from '../okta-errors.ts';
import type { PendingRequests } from './pending.ts';

/** A request from an authenticated app to the token endpoint, or to an endpoint that begins a grant. */
export interface ClientRequest extends AuthenticatedClient {
  readonly org: Org;
  readonly server: ServerView;
  readonly artifacts: Artifacts;
  readonly pending: PendingRequests;
  readonly ctx: Context;
  readonly form: URLSearchParams;
}

/** What a token request has proved: the user or client, and what the tokens may contain. */
export interface Proven {
  /** Absent if the client acts for itself. */
  readonly userId?: string;
  readonly scopes: readonly string[];
  /** RFC 8176; empty if no one signed in for this request. */
  readonly amr: readonly string[];
  /** The requested authentication context class that was met. */
  readonly acr?: string | undefined;
  /** When the user signed in, in seconds. */
  readonly authTime?: number | undefined;
  readonly sessionUid?: string | undefined;
  /** The device secret that the app signed in with, if any. */
  readonly deviceSecret?: string;
  /** What the access token keeps from the token it was exchanged for: the subject, or who acts for the user. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Additional members of the response. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The response of a grant that issues no token of this server. */
export interface PlainAnswer {
  readonly answer: Readonly<Record<string, unknown>>;
}

/** A grant type of Okta's token endpoint. */
export interface Grant {
  /** Its name in requests, apps and access policy rules. */
  readonly name: string;
  /** Which discovery documents do not list it. */
  readonly unlisted?: 'everywhere' | 'org';
  /** Required parameters. */
  readonly needs: readonly string[];
  /** Whether the token request itself names the scopes of a user's tokens. */
  readonly asksScopes?: true;
  /**
   * Checks the credentials in the request. Absent if oidc-provider does that.
   * @throws OAuthError with Okta's error text
   */
  readonly prove?: (request: ClientRequest) => Promise<Proven | PlainAnswer>;
}

/** @throws OAuthError if the app may not use the grant */
export function requireGrant({ oauth: { grantTypes } }: Pick<ClientRequest, 'oauth'>, name: string): void {
  if (!grantTypes.includes(name))
    throw new OAuthError(
      'unauthorized_client',
      `The client is not authorized to use the provided grant type. Configured grant types: [${grantTypes.join(', ')}].`,
    );
}

/** Whether a request has a parameter that is not empty. */
export const isGiven = (form: URLSearchParams, name: string): boolean => (form.get(name) ?? '') !== '';

/** @throws OAuthError for the first missing parameter */
export function requireParameters(form: URLSearchParams, ...names: readonly string[]): void {
  const absent = names.find((name) => !isGiven(form, name));
  if (absent !== undefined) throw missingParameter(absent);
}

/** The requested scopes, after the checks. */
export const askedScopes = (form: URLSearchParams): string[] =>
  (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
