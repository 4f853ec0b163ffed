import { textOfBase64url, toBase64url } from './base64url.ts';
import type { ApiCall } from './traced-fetch.ts';
import { ProofKey } from './proof-key.ts';
import { tracedFetch } from './traced-fetch.ts';

/** The authorization server returned an error, or its response does not pass the checks. */
export class Refused extends Error {
  readonly code: string;
  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

export interface Tokens {
  accessToken: string;
  /** The key that the access token is bound to; absent for a bearer token. */
  key?: ProofKey;
  /** The user's id: the ID token's claim `sub`. */
  subject: string;
}

interface Settings {
  issuer: string;
  redirectUri: string;
  onCall: (call: ApiCall) => void;
}

/** What must be stored until the browser is back. */
interface Pending {
  state: string;
  nonce: string;
  verifier: string;
  request: string;
}

/**
 * Authorization code flow with PKCE for a client without a secret (RFC 7636, RFC 9700 section 2.1). Okta's
 * endpoints have fixed addresses below the issuer, and of these, pages of a registered app can call only the
 * token endpoint.
 */
export class PkceFlow {
  readonly #settings: Settings;
  constructor(settings: Settings) {
    this.#settings = settings;
  }

  get clientId(): string {
    return sessionStorage.getItem('client') ?? '';
  }
  set clientId(id: string) {
    sessionStorage.setItem('client', id);
  }

  /** Whether the client requires tokens that are bound to a key. */
  get isBound(): boolean {
    return sessionStorage.getItem('bound') !== null;
  }
  set isBound(bound: boolean) {
    if (bound) sessionStorage.setItem('bound', 'true');
    else sessionStorage.removeItem('bound');
  }

  /** Sends the browser to the authorization endpoint; does not return. */
  async begin(scope: string, prompt?: 'consent'): Promise<void> {
    const [state, nonce, verifier] = [random(), random(), random()];
    const url = new URL(`${this.#settings.issuer}/v1/authorize`);
    url.search = new URLSearchParams({
      client_id: this.clientId,
      response_type: 'code',
      redirect_uri: this.#settings.redirectUri,
      scope,
      state,
      nonce,
      code_challenge: toBase64url(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))),
      code_challenge_method: 'S256',
      ...(prompt && { prompt }),
    }).toString();
    const pending: Pending = { state, nonce, verifier, request: url.href };
    sessionStorage.setItem('pending', JSON.stringify(pending));
    location.assign(url.href);
  }

  /** Checks the response and exchanges the code. @throws Refused */
  async finish(answer: URLSearchParams): Promise<Tokens> {
    const kept = sessionStorage.getItem('pending');
    sessionStorage.removeItem('pending');
    const pending = kept === null ? undefined : (JSON.parse(kept) as Pending);
    if (!pending || answer.get('state') !== pending.state)
      throw new Refused(
        'state mismatch',
        'This response does not belong to a request from this tab, so it was ignored.',
      );
    this.#showRedirect(pending, answer);
    const error = answer.get('error');
    if (error !== null) throw new Refused(error, answer.get('error_description') ?? '');
    return this.#exchange(answer.get('code') ?? '', pending);
  }

  async #exchange(code: string, { verifier, nonce }: Pending): Promise<Tokens> {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: this.clientId,
      redirect_uri: this.#settings.redirectUri,
      code,
      code_verifier: verifier,
    });
    const key = this.isBound ? await ProofKey.make() : undefined;
    const call = await this.#requestTokens(body.toString(), key);
    const given = JSON.parse(call.responseBody) as Record<string, string>;
    if (call.status !== 200)
      throw new Refused(given['error'] ?? String(call.status), given['error_description'] ?? '');
    const claims = payloadOf(given['id_token'] ?? '');
    // It came directly from the token endpoint, so TLS replaces the signature check (OpenID Connect Core
    // 3.1.3.7).
    if (
      claims['iss'] !== this.#settings.issuer ||
      claims['aud'] !== this.clientId ||
      claims['nonce'] !== nonce
    )
      throw new Refused('invalid ID token', 'Its issuer, audience or nonce does not match the request.');
    const isBound = given['token_type'] === 'DPoP';
    return {
      accessToken: given['access_token'] ?? '',
      subject: String(claims['sub']),
      ...(isBound && key && { key }),
    };
  }

  /** With a key, proves it, and repeats the request with the nonce that Okta asks for (RFC 9449 section 8). */
  async #requestTokens(body: string, key: ProofKey | undefined, nonce?: string): Promise<ApiCall> {
    const url = `${this.#settings.issuer}/v1/token`;
    const headers = {
      Accept: 'application/json',
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(key && { DPoP: await key.proof({ method: 'POST', url, nonce }) }),
    };
    const call = await reached(tracedFetch('POST', url, headers, body));
    this.#settings.onCall(call);
    const wanted = call.responseHeaders['dpop-nonce'];
    const isAsked = call.status === 400 && call.responseBody.includes('use_dpop_nonce');
    return isAsked && nonce === undefined && wanted !== undefined
      ? this.#requestTokens(body, key, wanted)
      : call;
  }

  /** The browser made this call through a redirect: all we know is the address and the parameters. */
  #showRedirect({ request }: Pending, answer: URLSearchParams): void {
    this.#settings.onCall({
      method: 'GET',
      path: request,
      requestHeaders: {},
      requestBody: undefined,
      status: undefined,
      durationMs: undefined,
      responseHeaders: { location: `${this.#settings.redirectUri}?${answer.toString()}` },
      responseBody: '',
    });
  }
}

async function reached(call: Promise<ApiCall>): Promise<ApiCall> {
  try {
    return await call;
  } catch {
    throw new Refused(
      'no response',
      `The org is not responding, or none of its apps has a redirect URI at ${location.origin}.`,
    );
  }
}

const random = (): string => toBase64url(crypto.getRandomValues(new Uint8Array(32)).buffer);

const payloadOf = (jwt: string): Record<string, unknown> =>
  JSON.parse(textOfBase64url(jwt.split('.')[1] ?? '')) as Record<string, unknown>;
