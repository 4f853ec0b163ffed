import type { interactionPolicy, KoaContextWithOIDC } from 'oidc-provider';
import type { Org } from '../../org/org.ts';
import { knownClass } from '../../sign-in/classes.ts';
import { callerOf, logDenied } from '../../sign-in/log.ts';
import { missingOfSession } from '../../sign-in/session-suffices.ts';
import type { Granting } from '../granting.ts';
import type { Library } from '../library/load.ts';
import { OAuthError } from '../okta-errors.ts';

/** Why an interaction asks for more than the password. */
export const insufficientAssurance = 'insufficient_assurance';

interface PersonCheck {
  /** What the page is for that the person sees. */
  readonly prompt: 'login' | 'consent';
  /** What is missing. */
  readonly reason: string;
  /** The error for the app with `prompt=none`. */
  readonly error: 'login_required' | 'consent_required';
  readonly isMissing: (org: Org, ctx: KoaContextWithOIDC, granting: Granting) => boolean;
}

/**
 * Checks that may interrupt an authorization request for the user, in order: after oidc-provider's own checks (no one
 * is signed in, `prompt=login`), and after `Granting.grantFor`, which refuses users who are not assigned to the app
 * or allowed by an access policy.
 */
const personChecks: readonly PersonCheck[] = [
  {
    prompt: 'login',
    reason: insufficientAssurance,
    error: 'login_required',
    isMissing: (org, ctx) => lacksAssurance(org, ctx),
  },
  {
    prompt: 'consent',
    reason: 'scopes_missing',
    error: 'consent_required',
    isMissing: (_org, ctx, granting) => lacksConsent(ctx, granting),
  },
];

/** oidc-provider's prompts, with the org's checks in them. */
export function promptsOf(
  org: Org,
  granting: Granting,
  { interactionPolicy: { base, Check, Prompt } }: Library,
): interactionPolicy.DefaultPolicy {
  const prompts = base();
  prompts.remove('consent');
  prompts.add(new Prompt({ name: 'consent', requestable: true }));
  for (const { prompt, reason, error, isMissing } of personChecks)
    prompts.get(prompt)?.checks.add(new Check(reason, reason, error, (ctx) => isMissing(org, ctx, granting)));
  return prompts;
}

/**
 * Whether the session is weaker than the app's sign-on policy and the request's `acr_values` require.
 * @throws OAuthError when the policy lets the person in by no means
 */
function lacksAssurance(org: Org, ctx: KoaContextWithOIDC): boolean {
  const { oidc } = ctx;
  const { client, account, session, params } = oidc;
  const app = org.apps.byClientId(client?.clientId ?? '');
  const user = org.users.get(account?.accountId ?? '');
  if (org.engine !== 'idx' || !session || !app || !user) return false;
  const asked = typeof params?.acr_values === 'string' ? params.acr_values : undefined;
  // oidc-provider copies this into the code, and so into the tokens: it holds for this request alone.
  session.acr = knownClass(asked);
  const own = { amr: session.amr ?? [], byToken: org.sessions.get(session.uid)?.byToken === true };
  const missing = missingOfSession(org, { user, app, session: own, acrValues: asked });
  if (missing?.kind === 'denied') {
    logDenied(org, callerOf(ctx), user, app);
    throw new OAuthError('access_denied', 'User is not assigned to the client application.');
  }
  return missing?.kind === 'proof';
}

function lacksConsent({ oidc }: KoaContextWithOIDC, granting: Granting): boolean {
  const { client, account } = oidc;
  if (client === undefined || account === undefined) return false;
  return (
    granting.missingConsents(client.clientId, account.accountId, [...oidc.requestParamScopes]).length > 0
  );
}
