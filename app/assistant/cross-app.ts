import { z } from 'zod';
import { refusalIn } from '../../shared/refusal.ts';
import { proofOfAgent } from '../../shared/agent-key.ts';

/** As much of `fetch` as is used here. */
export type Fetch = (url: string, request: RequestInit) => Promise<Response>;

/** Milliseconds: the shop may ask the person on their phone in the meantime. */
export const longestCall = 180_000;

/** How an agent authenticates: with its own key, or with the secret of the app that users sign in to. */
export type AgentClient =
  | { readonly clientId: string; readonly privateKey: string }
  | { readonly clientId: string; readonly clientSecret: string };

/** What an agent asks for, for the user of an ID token. */
export interface CrossAppRequest {
  readonly client: AgentClient;
  /** An ID token of a sign-in to the agent. */
  readonly idToken: string;
  /** The org. */
  readonly baseUrl: string;
  /** The API's authorization server. */
  readonly issuer: string;
  readonly resource: string;
  readonly scopes: readonly string[];
  readonly now?: () => number;
}

export interface CrossAppTokens {
  readonly idJag: string;
  readonly accessToken: string;
  /** Seconds. */
  readonly expiresIn: number;
}

/** The org does not issue a token. */
export class CrossAppRefusal extends Error {
  override readonly name = 'CrossAppRefusal';
  /** 1: the org gives no ID-JAG. 2: the API's server does not accept it. */
  readonly leg: 1 | 2;
  /** The error code. */
  readonly error: string;
  constructor(leg: 1 | 2, error: string, description: string) {
    super(description);
    this.leg = leg;
    this.error = error;
  }
}

const answer = z.object({ access_token: z.string(), expires_in: z.number().default(300) });

/**
 * Cross App Access as an agent does it: with the ID token of a sign-in to it, it gets an ID-JAG, and redeems that at the
 * API's authorization server.
 * @throws CrossAppRefusal with the refused leg and the org's error
 * @see https://developer.okta.com/docs/guides/ai-agent-token-exchange/main/
 */
export async function crossAppTokens(fetch: Fetch, request: CrossAppRequest): Promise<CrossAppTokens> {
  const { client, idToken, baseUrl, issuer, resource, scopes, now = Date.now } = request;
  const ask = async (leg: 1 | 2, server: string, form: Record<string, string>) => {
    const endpoint = `${server}/v1/token`;
    const proof = 'privateKey' in client ? await proofOfAgent(client, endpoint, now()) : {};
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        accept: 'application/json',
        ...('clientSecret' in client && { authorization: basic(client) }),
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ ...form, ...proof }).toString(),
      redirect: 'error',
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answer.parse(body);
    const said = refusalIn(body);
    throw new CrossAppRefusal(
      leg,
      said?.error ?? String(response.status),
      said ? (said.description ?? '') : 'The org gave no reason.',
    );
  };
  const { access_token: idJag } = await ask(1, `${baseUrl}/oauth2`, {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    requested_token_type: 'urn:ietf:params:oauth:token-type:id-jag',
    subject_token: idToken,
    subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
    ...{ audience: issuer, resource, scope: scopes.join(' ') },
  });
  const redeemed = await ask(2, issuer, {
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: idJag,
  });
  return { idJag, accessToken: redeemed.access_token, expiresIn: redeemed.expires_in };
}

/** RFC 6749, section 2.3.1 */
function basic({
  clientId,
  clientSecret,
}: {
  readonly clientId: string;
  readonly clientSecret: string;
}): string {
  const pair = [clientId, clientSecret].map(encodeURIComponent).join(':');
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}
