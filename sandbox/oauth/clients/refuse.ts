import type { Context } from 'koa';
import type { Org } from '../../org/org.ts';
import { type OAuthError, refusalBody } from '../okta-errors.ts';

/** Answers an app that it does not get what it asks for. */
export function refuse(org: Org, ctx: Context, error: OAuthError): void {
  ctx.status = error.statusCode;
  ctx.body = refusalBody(error);
  ctx.state.oauthError = error;
  // RFC 6749, section 5.2: no challenge if the app was authenticated, but a policy denies the request.
  if (error.statusCode === 401 && error.error !== 'access_denied' && ctx.get('authorization') !== '')
    ctx.set('WWW-Authenticate', `Basic realm="${org.url}"`);
}
