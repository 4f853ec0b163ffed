import type { interactionPolicy, KoaContextWithOIDC } from 'oidc-provider';
import { knownClass } from '../sign-in/classes.ts';
import { missingOf } from '../sign-in/missing.ts';
import { proofsOfAmr } from '../sign-in/proofs.ts';
import type { App } from '../org/apps/model.ts';
import type { Org } from '../org/org.ts';
import { appPolicyId } from '../org/policies/app-policies.ts';
import { OAuthError } from './okta-errors.ts';
import type { Library } from './library.ts';

/** Why an interaction asks for more than the password. */
export const insufficientAssurance = 'insufficient_assurance';

/**
 * Adds to what may make an authorization request stop for the person: the strength and the age of the sign-in.
 */
export function addAssuranceChecks(
  org: Org,
  prompts: interactionPolicy.DefaultPolicy,
  { interactionPolicy: { Check } }: Library,
): void {
  const description =
    'The client specified not to prompt, but the user is not signed in strongly or recently enough.';
  prompts
    .get('login')
    ?.checks.add(
      new Check(insufficientAssurance, description, 'login_required', (ctx: KoaContextWithOIDC) =>
        lacksAssurance(org, ctx),
      ),
    );
  // oidc-provider's own check goes by the machine's clock.
  prompts
    .get('login')
    ?.checks.add(
      new Check('max_age_of_org', description, 'login_required', (ctx: KoaContextWithOIDC) =>
        isTooOld(org, ctx),
      ),
    );
}

function isTooOld(org: Org, { oidc: { params, session, result } }: KoaContextWithOIDC): boolean {
  const signedInAt = session?.authTime();
  if (params?.max_age === undefined || signedInAt === undefined || result?.login) return false;
  return org.clock() / 1000 - signedInAt > Number(params.max_age);
}

/**
 * Whether the session is weaker than the app's sign-on policy and the request's `acr_values` want it. A session
 * that began
 * with a session token is asked for more than the org's default policy by `acr_values` alone: programs that use
 * the
 * Authentication API to sign in to a new org have no page on which a second factor could be shown.
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

/**
 * Whether the app has the default sign-on policy, which every app has until an administrator assigns another.
 */
const isUnderDefaultPolicy = (org: Org, app: App): boolean =>
  appPolicyId(org, app, 'ACCESS_POLICY') === org.policies.systemPolicy('ACCESS_POLICY').id;
