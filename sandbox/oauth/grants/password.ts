import { callerOf } from '../../sign-in/log.ts';
import { checkPassword } from '../../sign-in/password.ts';
import { OAuthError } from '../okta-errors.ts';
import { letIn } from './assurance.ts';
import { askedScopes, type ClientRequest, type Grant, type Proven } from './grant.ts';
import { refuseUnconsented } from './consent.ts';

/**
 * Resource owner password: an app that asks for name and password itself.
 * @see https://developer.okta.com/docs/guides/implement-grant-type/ropassword/main/
 */
export const password: Grant = {
  name: 'password',
  needs: ['username', 'password'],
  asksScopes: true,
  prove,
};

const invalidGrant = (description: string): OAuthError => new OAuthError('invalid_grant', description);

async function prove(request: ClientRequest): Promise<Proven> {
  const { org, ctx, form } = request;
  const verdict = await checkPassword(
    org,
    callerOf(ctx),
    form.get('username') ?? '',
    form.get('password') ?? '',
  );
  switch (verdict.kind) {
    case 'wrong':
    case 'locked':
      throw invalidGrant('The credentials provided were invalid.');
    case 'expired':
      throw invalidGrant('Password has expired.');
    case 'right':
  }
  const scopes = askedScopes(form);
  refuseUnconsented(request, verdict.user.id, scopes, 'the resource owner password grant type');
  const refusal = invalidGrant(
    org.engine === 'v1'
      ? 'Resource owner password credentials cannot be used with MFA enabled.'
      : 'Resource owner password credentials authentication denied by sign on policy.',
  );
  return letIn(request, verdict.user, ['pwd'], scopes, refusal);
}
