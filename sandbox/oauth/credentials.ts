import type { Credentials, VerifiedToken } from '../api/kernel/authenticate.ts';
import type { Org } from '../org/org.ts';
import { type Artifacts, idOfToken } from './artifacts.ts';
import { readProof } from './dpop.ts';
import { verifyOwn } from './keys.ts';
import { sessionCookie } from '../sign-in/session.ts';

type Request = Parameters<Credentials['accessToken']>[1];

/** How the Management API knows who calls: by an access token of the org authorization server or by the session. */
export function createCredentials(org: Org, artifacts: Artifacts): Credentials {
  return {
    accessToken: (token, request) => verifyAccessToken(org, artifacts, token, request),
    session: (cookieHeader) => {
      const cookie = new RegExp(`(?:^|;\\s*)${sessionCookie}=([^;]*)`).exec(cookieHeader)?.[1];
      return org.sessions.byCookie(cookie);
    },
  };
}

async function verifyAccessToken(
  org: Org,
  artifacts: Artifacts,
  token: string,
  request: Request,
): Promise<VerifiedToken | undefined> {
  try {
    const payload = await verifyOwn(org, { id: 'org', issuer: org.url }, token, { audience: org.url });
    const id = idOfToken(payload.jti);
    // A token that was revoked is no longer remembered.
    const isKnown = artifacts.find('AccessToken', id) ?? artifacts.find('ClientCredentials', id);
    if (isKnown === undefined || typeof payload.cid !== 'string' || !Array.isArray(payload.scp))
      return undefined;
    const { jkt } = (payload.cnf ?? {}) as { readonly jkt?: unknown };
    if (typeof jkt === 'string' && !(await holdsProof(org, token, jkt, request))) return undefined;
    return {
      clientId: payload.cid,
      scopes: payload.scp.map(String),
      ...(typeof payload.uid === 'string' && { userId: payload.uid }),
    };
  } catch {
    return undefined;
  }
}

/** Whether the request comes from the key that the token is bound to (RFC 9449, section 7.1). */
async function holdsProof(org: Org, token: string, jkt: string, request: Request): Promise<boolean> {
  const proof = request.headers.dpop;
  if (typeof proof !== 'string') return false;
  return (await readProof(org, proof, request, token)).thumbprint === jkt;
}
