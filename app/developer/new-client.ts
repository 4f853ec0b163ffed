import { isLoopbackHttp } from '../outgoing/loopback.ts';
import type { PortalClient } from '../store/clients.ts';

/** The form as submitted, for showing it again. */
export interface ClientForm {
  name: string;
  grantType: PortalClient['grantType'];
  /** One per line. */
  redirectUris: string;
  /** Whether its tokens are bound to a key (DPoP, RFC 9449). */
  isBound: boolean;
}

export type FormProblems = Partial<Record<keyof ClientForm, string>>;

const limits = { name: 60, uris: 5, uri: 200 };

/** Reads the form's fields; anything else is ignored. */
export function readForm(body: unknown): ClientForm {
  const fields = (body ?? {}) as Record<string, unknown>;
  const text = (name: string): string => (typeof fields[name] === 'string' ? fields[name].trim() : '');
  return {
    name: text('name'),
    grantType: fields['grantType'] === 'authorization_code' ? 'authorization_code' : 'client_credentials',
    redirectUris: text('redirectUris').slice(0, 5000),
    isBound: text('isBound') !== '',
  };
}

/** The requested client, and the problems by field. */
export function checkForm({ name, grantType, redirectUris, isBound }: ClientForm): {
  wanted: Pick<PortalClient, 'name' | 'grantType' | 'redirectUris' | 'isBound'>;
  problems: FormProblems;
} {
  const uris = grantType === 'authorization_code' ? redirectUris.split(/\s+/).filter(Boolean) : [];
  const problems: FormProblems = {};
  if (name === '') problems.name = 'Give the client a name: users see it when they are asked for consent.';
  else if (name.length > limits.name) problems.name = `Use at most ${limits.name} characters.`;
  else if (/\p{C}/u.test(name)) problems.name = 'Use only letters, digits, spaces and punctuation.';
  if (grantType === 'authorization_code') {
    const problem = uris.map(uriProblem).find((found) => found !== undefined);
    if (uris.length === 0)
      problems.redirectUris = 'Enter at least one address: Okta sends codes only to registered addresses.';
    else if (uris.length > limits.uris) problems.redirectUris = `Enter at most ${limits.uris} addresses.`;
    else if (problem !== undefined) problems.redirectUris = problem;
  }
  return { wanted: { name, grantType, redirectUris: [...new Set(uris)], isBound }, problems };
}

/**
 * RFC 6749 section 3.1.2 and RFC 9700 section 2.1: an absolute URI without a fragment, by TLS unless on this
 * machine.
 */
function uriProblem(uri: string): string | undefined {
  const short = uri.length > 60 ? `${uri.slice(0, 60)}…` : uri;
  if (uri.length > limits.uri) return `${short} is longer than ${limits.uri} characters.`;
  if (!URL.canParse(uri))
    return `${short} is not an absolute address, such as https://app.example.com/callback.`;
  const url = new URL(uri);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHttp(uri)))
    return `${short} must begin with https://, or with http://localhost on this machine.`;
  if (uri.includes('#')) return `${short} must not have a fragment (#…), which could leak codes.`;
  if (uri.includes('*')) return `${short} must not have a wildcard: Okta compares the whole address.`;
  if (url.username !== '' || url.password !== '') return `${short} must not contain a user name or password.`;
  return undefined;
}
