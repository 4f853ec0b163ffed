import type { Credentials, VerifiedToken } from '../api/kernel/authenticate.ts';
import { ProofRefusal } from '../org/kernel/errors.ts';
import type { Org } from '../org/org.ts';
import { type Artifacts, idOfToken } from './artifacts.ts';
import { dpopSigningAlgorithms, requireKey } from './dpop.ts';
import { verifyOwn } from './keys.ts';
import { OAuthError } from './okta-errors.ts';
import { sessionCookie } from '../sign-in/session.ts';

type Request = Parameters<Credentials['accessToken']>[1];

/** How the Management API identifies its callers: by an access token of the org authorization server, or by the session. */
export function createCredentials(org: Org, artifacts: Artifacts): Credentials {
  return {
    accessToken: (token, request) => verifyAccessToken(org, artifacts, token, request),
    session: (cookieHeader) => {
      const cookie = new RegExp(`(?:^|;\\s*)${sessionCookie}=([^;]*)`).exec(cookieHeader)?.[1];
      return org.sessions.byCookie(cookie);
    },
  };
}

/** @throws ProofRefusal */
async function verifyAccessToken(
  org: Org,
  artifacts: Artifacts,
  token: string,
  request: Request,
): Promise<VerifiedToken | undefined> {
  const payload = await verifyOwn(org, { id: 'org', issuer: org.url }, token, { audience: org.url }).catch(
    () => undefined,
  );
  const id = idOfToken(payload?.jti);
  // Revoked tokens are no longer stored.
  const isKnown = artifacts.find('AccessToken', id) ?? artifacts.find('ClientCredentials', id);
  if (isKnown === undefined || typeof payload?.cid !== 'string' || !Array.isArray(payload.scp))
    return undefined;
  const { cid: clientId, scp, uid } = payload;
  const { jkt } = (payload.cnf ?? {}) as { readonly jkt?: unknown };
  if (jkt !== undefined)
    await requireKey(org, artifacts, { ...request, token, jkt, clientId, proof: proofOf(request) }).catch(
      (error: unknown) => {
        throw error instanceof OAuthError ? proofRefusal(org, request, error) : error;
      },
    );
  return { clientId, scopes: scp.map(String), ...(typeof uid === 'string' && { userId: uid }) };
}

/** Undefined if the token is presented as a bearer token. */
function proofOf({ headers: { authorization = '', dpop } }: Request): string | undefined {
  return dpop !== undefined || /^dpop\s/i.test(authorization) ? String(dpop ?? '') : undefined;
}

/** In the format that users of Okta's clients report: https://github.com/okta/terraform-provider-okta/issues/2392 */
const proofRefusal = (org: Org, { url, scope }: Request, { error_description: description }: OAuthError) =>
  new ProofRefusal(
    description,
    `DPoP algs="${dpopSigningAlgorithms.join(' ')}", authorization_uri="${org.url}/oauth2/v1/authorize", ` +
      `realm="${org.url}", scope="${scope}", error="invalid_dpop_proof", error_description="${description}", ` +
      `resource="${url.slice(org.url.length)}"`,
  );
