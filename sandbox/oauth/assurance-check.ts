import type { interactionPolicy, KoaContextWithOIDC } from 'oidc-provider';
import { knownClass } from '../sign-in/classes.ts';
import { missingOf } from '../sign-in/missing.ts';
import { proofsOfAmr } from '../sign-in/proofs.ts';
import type { Org } from '../org/org.ts';
import { OAuthError } from './okta-errors.ts';
import type { Library } from './library.ts';

/** Why an interaction asks for more than the password. */
export const insufficientAssurance = 'insufficient_assurance';

/** Adds to what may make an authorization request stop for the person: the strength and the age of the sign-in. */
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
 * Whether the session is weaker than the app's sign-on policy and the request's `acr_values` want it.
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
  const missing = missingOf(org, { user, app, acrValues: asked, proofs: proofsOfAmr(session.amr ?? []) });
  if (missing?.kind === 'denied')
    throw new OAuthError('access_denied', 'User is not assigned to the client application.');
  return missing?.kind === 'proof';
}
