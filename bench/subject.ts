import { demoPeople } from '../cli/provision/people.ts';
import { type Subject, cookiesAfter } from './code-flow.ts';
import type { Demo } from './demo.ts';

/** Someone who is signed in at the org, and signs in to the shop. */
export const subjectOf = async (demo: Demo, settings: Record<string, string>): Promise<Subject> => ({
  authorize: `${settings.okta_issuer}/v1/authorize`,
  token: `${settings.okta_issuer}/v1/token`,
  userinfo: `${settings.okta_issuer}/v1/userinfo`,
  clientId: settings.okta_client_id ?? '',
  clientSecret: settings.okta_client_secret ?? '',
  redirectUri: `${demo.shopUrl}/login/okta/authorized`,
  scope: 'openid products:read orders:create',
  cookie: await sessionAt(demo.orgUrl),
});

/** The cookie of a session at the org. */
async function sessionAt(org: string): Promise<string> {
  const [{ login: username, password } = { login: '', password: '' }] = demoPeople;
  const answer = await fetch(`${org}/api/v1/authn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username, password }),
  });
  const { sessionToken } = (await answer.json()) as { sessionToken?: string };
  if (sessionToken === undefined) throw new Error(`No one was signed in (${answer.status}).`);
  const query = new URLSearchParams({
    token: sessionToken,
    redirectUrl: `${org}/.well-known/okta-organization`,
  });
  return cookiesAfter(`${org}/login/sessionCookieRedirect?${query.toString()}`);
}
