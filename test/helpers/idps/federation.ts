import { decodeJwt } from 'jose';
import { expect } from 'vitest';
import type { Demo } from '../demo.ts';
import { manage } from './idps.ts';
import { locationOf, type Visitor } from '../visitor.ts';

/** Signing in to the shop through other identity providers, without a browser. */
export function federationOf(demo: () => Demo) {
  /** The answer that no redirect leads on from, or the redirect to the shop. */
  async function follow(visitor: Visitor, response: Response): Promise<{ url: URL; response: Response }> {
    let current = response;
    while ([302, 303].includes(current.status)) {
      const target = locationOf(current);
      if (target.origin === demo().shop) return { url: target, response: current };
      current = await visitor.fetch(target.href);
    }
    return { url: new URL(current.url), response: current };
  }

  function authorizeUrl(parameters: Record<string, string> = {}): string {
    const query = new URLSearchParams({
      client_id: demo().environment.OKTA_CLIENT_ID!,
      redirect_uri: `${demo().shop}/login/okta/authorized`,
      response_type: 'code',
      scope: 'openid profile email',
      state: 'the-state',
      nonce: 'the-nonce',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      ...parameters,
    });
    return `${demo().environment.OKTA_ISSUER!}/v1/authorize?${query.toString()}`;
  }

  const open = async (visitor: Visitor, parameters: Record<string, string>) =>
    follow(visitor, await visitor.fetch(authorizeUrl(parameters)));

  /** The claims of the ID token for which the code in the address is redeemed. */
  async function claimsOf(back: URL) {
    const { OKTA_CLIENT_ID: id, OKTA_CLIENT_SECRET: secret, OKTA_ISSUER: issuer } = demo().environment;
    const response = await fetch(`${issuer!}/v1/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${id!}:${secret!}`).toString('base64')}` },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: back.searchParams.get('code') ?? '',
        redirect_uri: `${demo().shop}/login/okta/authorized`,
        code_verifier: 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', // RFC 7636, appendix B
      }),
    });
    const { id_token: token } = (await response.json()) as { id_token?: string };
    expect([response.status, typeof token]).toEqual([200, 'string']);
    return decodeJwt(token!);
  }

  /** Chooses on the page of an identity provider and follows where that leads. */
  const choose = async (visitor: Visitor, page: URL, form: Record<string, string>) =>
    follow(visitor, await visitor.post(page.href, form));

  const userOf = (login: string) =>
    manage<{ id: string; profile: Record<string, unknown>; credentials: { provider: unknown } }>(
      demo().sandbox,
      'GET',
      `/api/v1/users/${login}`,
    );

  const sessionOf = async (visitor: Visitor) =>
    (await (await visitor.fetch(`${demo().org}/api/v1/sessions/me`)).json()) as {
      login: string;
      idp: { id: string; type: string };
    };

  return { follow, authorizeUrl, open, claimsOf, choose, userOf, sessionOf };
}

/** The hidden fields of a page's form. */
export function hiddenFields(html: string): Record<string, string> {
  const fields = [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)];
  return Object.fromEntries(
    fields.map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]),
  );
}
