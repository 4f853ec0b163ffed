import type { Context } from 'koa';
import { decodeToken } from '../../auth/claims.ts';
import { loginEntry } from '../../auth/entries.ts';
import type { SignedIn } from '../../auth/guards.ts';
import { sessionOf } from '../../auth/session.ts';
import { widgetRedirectPath } from '../../widget/page.ts';
import { implicitRedirectPath } from '../sign-in/implicit/routes.ts';
import type { Uses } from '../services.ts';

/** How this browser signed in, as the diagram in the help needs it. */
export function howSignedIn(
  ctx: Context,
  { tokens }: SignedIn,
  { config }: Uses<'config'>,
): Record<string, unknown> {
  const { entry, variant } = sessionOf(ctx).way ?? { entry: 'okta' };
  const idp = decodeToken(tokens.idToken)?.payload['idp'];
  const isExternal = typeof idp === 'string' && idp.startsWith('0oa');
  return {
    entry: loginEntry(entry),
    variant,
    idp,
    redirectUri: config.appUrl + (entry === 'implicit' ? implicitRedirectPath : widgetRedirectPath),
    // On the pages for other identity providers, the password works too.
    drawn: /^(social|idp-discovery)$/.test(entry) && !isExternal ? 'widget' : entry,
  };
}
