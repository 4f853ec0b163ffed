import { decodeJwt } from 'jose';
import type { Context } from 'koa';
import type { AdapterPayload } from 'oidc-provider';
import type { Org } from '../org/org.ts';
import type { Artifacts } from './artifacts.ts';
import { dpopSigningAlgorithms, requestOf, requireKey } from './dpop.ts';
import { OAuthError } from './okta-errors.ts';
import { presentedForm, replaceForm } from './presented-token.ts';

/**
 * Handles a request to userinfo: if its token is bound to a key, the request needs a proof of that key (RFC 9449, section 7).
 * @param delegate lets oidc-provider respond, which treats every token as a bearer token
 */
export async function answerUserinfo(
  parts: {
    readonly org: Org;
    readonly artifacts: Artifacts;
    readonly ctx: Context;
  },
  delegate: () => Promise<void>,
): Promise<void> {
  const { ctx, artifacts } = parts;
  const [, scheme = '', inHeader] = /^(bearer|dpop) +(\S+)$/i.exec(ctx.get('authorization')) ?? [];
  const form = await presentedForm(ctx);
  const token = inHeader ?? form?.get('access_token') ?? undefined;
  if (token !== undefined) {
    const isProof = scheme.toLowerCase() === 'dpop' || ctx.get('dpop') !== '';
    const known = artifacts.accessToken(jtiIn(token));
    try {
      await requireRightKey(parts, token, known, isProof);
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      refuse(ctx, error);
      return;
    }
    if (inHeader !== undefined) ctx.req.headers.authorization = `Bearer ${token}`;
    delete ctx.req.headers.dpop;
  }
  if (form) replaceForm(ctx, form);
  await delegate();
}

/** The ID in a token, not verified yet: oidc-provider does that next. */
function jtiIn(token: string): string | undefined {
  try {
    return decodeJwt(token).jti;
  } catch {
    return undefined;
  }
}

/** @throws OAuthError if the token is bound to a key and the request has no new proof of it, or has a proof without need */
async function requireRightKey(
  { org, artifacts, ctx }: { readonly org: Org; readonly artifacts: Artifacts; readonly ctx: Context },
  token: string,
  known: AdapterPayload | undefined,
  isProof: boolean,
): Promise<void> {
  const { jkt, clientId = '' } = known ?? {};
  if (jkt !== undefined) {
    const proof = isProof ? ctx.get('dpop') : undefined;
    await requireKey(org, artifacts, { ...requestOf(org, ctx), token, jkt, clientId, proof });
  } else if (isProof)
    throw new OAuthError(
      'invalid_token',
      known ? 'The presented access_token is not DPoP bound.' : 'The access token is invalid.',
      401,
    );
}

function refuse(ctx: Context, { error, error_description: description }: OAuthError): void {
  ctx.status = 401;
  ctx.body = { error, error_description: description };
  ctx.set(
    'WWW-Authenticate',
    `DPoP error="${error}", error_description="${description}", algs="${dpopSigningAlgorithms.join(' ')}"`,
  );
}
