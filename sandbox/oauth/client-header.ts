import type { Context, Next } from 'koa';
import type { Org } from '../org/org.ts';
import { basicCredentials } from './basic.ts';
import { rewriteForm } from './presented-token.ts';

/**
 * Okta takes an `Authorization: Basic` header as many clients write it, oidc-provider only as RFC 6749 does: its SDK for
 * browsers leaves out the colon, others leave the parts unencoded. A client without a secret is named in the form instead.
 */
export function normaliseClientHeader(org: Org) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const given = basicCredentials(ctx.get('authorization'));
    if (given === undefined) {
      await next();
      return;
    }
    const { clientId, secret = '' } = given;
    const isPublic = org.apps.byClientId(clientId)?.oauth?.tokenEndpointAuthMethod === 'none';
    if (isPublic && secret === '') {
      delete ctx.req.headers.authorization;
      await rewriteForm(ctx, (form) => {
        if (!form.has('client_id')) form.set('client_id', clientId);
      });
    } else {
      const pair = `${encodeURIComponent(clientId)}:${encodeURIComponent(secret)}`;
      ctx.req.headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    }
    await next();
  };
}
