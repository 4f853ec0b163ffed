import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Org } from '../org/org.ts';
import { renderPage } from '../pages/render.ts';
import { describeRefusal } from './answers.ts';

type Response = Readonly<Record<string, unknown>>;

/**
 * Adds Okta's own response mode: the answer goes as a message to the page that framed the request or opened its
 * pop-up, so that a page gets tokens without being left.
 * @see https://developer.okta.com/docs/api/openapi/okta-oauth/oauth/tag/CustomAS/#tag/CustomAS/operation/authorizeCustomAS
 */
export function addPostMessageMode(org: Org, provider: Provider): void {
  provider.registerResponseMode('okta_post_message', (ctx, redirectUri, response) => {
    const target = new URL(redirectUri).origin;
    ctx.status = 200;
    renderPage(ctx, 'post-message.njk', { title: 'Signing in', target, answer: toMessage(ctx, response) });
    ctx.set('content-security-policy', policy(org, target));
  });
}

/** Only a page of the app itself may frame the answer, and only when an administrator trusts its origin. */
function policy(org: Org, target: string): string {
  const isTrusted = target === org.url || org.trustedOrigins.isTrusted(target, 'CORS');
  const ancestors = isTrusted ? target : "'none'";
  return `default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; frame-ancestors ${ancestors}`;
}

/** The parameters of a redirect, without those that oidc-provider adds. */
function toMessage(ctx: KoaContextWithOIDC, { iss: _, scope, ...rest }: Response): string {
  if (typeof rest.error !== 'string') return JSON.stringify({ ...rest, scope });
  const { error, description } = describeRefusal(ctx, rest.error, rest.error_description);
  return JSON.stringify({ ...rest, error, error_description: description });
}
