import { callerOf } from '../../sign-in/log.ts';
import { missingOf } from '../../sign-in/missing.ts';
import { amrOfProofs, proofsOfAmr } from '../../sign-in/proofs.ts';
import { completeSignIn } from '../../sign-in/session.ts';
import type { User } from '../../org/kernel/model.ts';
import { OAuthError } from '../okta-errors.ts';
import type { ClientRequest, Proven } from './grant.ts';
import { notAssigned } from '../granting.ts';

/** What more a person can be asked for by an app without a page. */
export const secondFactorGrants: readonly string[] = [
  'http://auth0.com/oauth/grant-type/mfa-otp',
  'http://auth0.com/oauth/grant-type/mfa-oob',
];

const mfaTokenLifetime = 300;

/**
 * Lets in whom the org's policies let in with what they have shown.
 * @param amr RFC 8176
 * @param refusal why not, where the policies want what the app cannot ask for
 * @param isNewSignIn false where the person signed in before, who cannot be asked for more now
 * @throws OAuthError; `mfa_required` with an `mfa_token` where the app can ask for more
 */
export function letIn(
  request: ClientRequest,
  user: User,
  amr: readonly string[],
  scopes: readonly string[],
  refusal: OAuthError,
  isNewSignIn = true,
): Proven {
  const { org, app, oauth, ctx } = request;
  const proofs = proofsOfAmr(amr);
  const missing = missingOf(org, { user, app, proofs });
  switch (missing?.kind) {
    case 'unassigned':
      throw notAssigned();
    case 'new-password':
      throw new OAuthError('invalid_grant', 'Password has expired.');
    case 'proof':
      if (isNewSignIn && oauth.grantTypes.some((name) => secondFactorGrants.includes(name)))
        throw mfaRequired(request, user, amr, scopes);
      throw refusal;
    case 'locked':
    case 'inactive':
    case 'denied':
      throw refusal;
    case undefined:
  }
  if (isNewSignIn) completeSignIn(org, callerOf(ctx), user.id);
  const authTime = Math.floor(org.clock() / 1000);
  return { userId: user.id, scopes, amr: amrOfProofs(proofs), authTime };
}

function mfaRequired(
  { pending, oauth, server }: ClientRequest,
  user: User,
  amr: readonly string[],
  scopes: readonly string[],
): OAuthError {
  const { id } = pending.begin({
    ...{ kind: 'mfa', clientId: oauth.clientId, issuer: server.issuer, serverId: server.id },
    ...{ scopes, userId: user.id, amr, interval: 0, lifetime: mfaTokenLifetime },
  });
  return new OAuthError(
    'mfa_required',
    'Verify with an additional authenticator to complete the sign-in process.',
    403,
    { mfa_token: id },
  );
}
