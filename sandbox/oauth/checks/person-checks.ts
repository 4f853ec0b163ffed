import type { interactionPolicy, KoaContextWithOIDC } from 'oidc-provider';
import type { App } from '../../org/apps/model.ts';
import type { Org } from '../../org/org.ts';
import { appPolicyId } from '../../org/policies/app-policies.ts';
import { knownClass } from '../../sign-in/classes.ts';
import { missingOf } from '../../sign-in/missing.ts';
import { proofsOfAmr } from '../../sign-in/proofs.ts';
import type { Granting } from '../granting.ts';
import type { Library } from '../library.ts';
import { OAuthError } from '../okta-errors.ts';

/** Why an interaction asks for more than the password. */
export const insufficientAssurance = 'insufficient_assurance';

interface PersonCheck {
  /** What the page is for that the person sees. */
  readonly prompt: 'login' | 'consent';
  /** What is missing. */
  readonly reason: string;
  /** What the app hears instead with `prompt=none`. */
  readonly error: 'login_required' | 'consent_required';
  readonly isMissing: (org: Org, ctx: KoaContextWithOIDC, granting: Granting) => boolean;
}

/**
 * What stops an authorization request for the person, in this order: after oidc-provider's own checks (nobody
 * is signed in, `prompt=login`), and after `Granting.grantFor`, which refuses who is not assigned to the app or
 * let in by no access policy.
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
 * Whether the session is weaker than the app's sign-on policy and the request's `acr_values` want it. A session
 * that began with a session token is asked for more than the org's default policy by `acr_values` alone:
 * programs that use the Authentication API to sign in to a new org have no page on which a second factor could
 * be shown.
 * @throws OAuthError when the policy lets the person in by no means
 */
function lacksAssurance(org: Org, { oidc }: KoaContextWithOIDC): boolean {
  const { client, account, session, params } = oidc;
  const app = org.apps.byClientId(client?.clientId ?? '');
  const user = org.users.get(account?.accountId ?? '');
  if (org.engine !== 'idx' || !session || !app || !user) return false;
  const asked = typeof params?.acr_values === 'string' ? params.acr_values : undefined;
  // oidc-provider copies this into the code, and so into the tokens: it holds for this request alone.
  session.acr = knownClass(asked);
  const attempt = { user, acrValues: asked, proofs: proofsOfAmr(session.amr ?? []) };
  const missing = missingOf(org, { ...attempt, app });
  if (missing?.kind === 'denied')
    throw new OAuthError('access_denied', 'User is not assigned to the client application.');
  if (missing?.kind !== 'proof') return false;
  const isExempt = org.sessions.get(session.uid)?.byToken === true && isUnderDefaultPolicy(org, app);
  return !isExempt || missingOf(org, attempt)?.kind === 'proof';
}

// Deviation: a session started with a session token (`/api/v1/authn`) satisfies the org's default authentication
// policy with a password alone; policies that administrators assign to the app, and `acr_values`, still apply.
/**
 * Whether the app has the default sign-on policy, which every app has until an administrator assigns another.
 */
const isUnderDefaultPolicy = (org: Org, app: App): boolean =>
  appPolicyId(org, app, 'ACCESS_POLICY') === org.policies.systemPolicy('ACCESS_POLICY').id;

function lacksConsent({ oidc }: KoaContextWithOIDC, granting: Granting): boolean {
  const { client, account } = oidc;
  if (client === undefined || account === undefined) return false;
  return (
    granting.missingConsents(client.clientId, account.accountId, [...oidc.requestParamScopes]).length > 0
  );
}
