import { z } from 'zod';
import { type ApiRequest, type Answer, ok } from '../../api/kernel/route.ts';
import { optional, parseBody } from '../../api/kernel/validate.ts';
import { authenticationFailed } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { deviceIn } from '../log.ts';
import { checkPassword } from '../password.ts';
import { advanceTransaction } from './advance.ts';
import { presentLockedOut, presentTransaction } from './present.ts';

const schema = z.object({
  username: optional(z.string().max(100)),
  password: optional(z.string().max(1024)),
  stateToken: optional(z.string().max(200)),
  relayState: optional(z.string().max(2048)),
  options: optional(
    z.object({
      warnBeforePasswordExpired: optional(z.boolean()),
      multiOptionalFactorEnroll: optional(z.boolean()),
    }),
  ),
  context: optional(z.looseObject({ deviceToken: optional(z.string().max(200)) })),
});

/**
 * `POST /api/v1/authn`: starts a sign-in with user name and password, or returns the state of one in progress.
 * @see https://developer.okta.com/docs/reference/api/authn/#primary-authentication
 */
export async function authenticate(org: Org, request: ApiRequest): Promise<Answer> {
  const input = parseBody(schema, request.body, 'authRequest');
  const { stateToken, relayState, options } = input;
  if (stateToken !== undefined) return ok(presentTransaction(org, org.authnTransactions.require(stateToken)));
  const begin = {
    relayState,
    warnBeforePasswordExpired: options?.warnBeforePasswordExpired ?? false,
    multiOptionalFactorEnroll: options?.multiOptionalFactorEnroll ?? false,
  };
  const device = input.context?.deviceToken ?? deviceIn(request.headers.cookie);
  const verdict = await checkPassword(
    org,
    { ...request, device },
    input.username ?? '',
    input.password ?? '',
  );
  if (verdict.kind === 'locked' && verdict.told) return ok(presentLockedOut(org, relayState));
  if (verdict.kind === 'locked' || verdict.kind === 'wrong') throw authenticationFailed();
  return org.transaction(() =>
    advanceTransaction(
      org,
      request,
      org.authnTransactions.start({
        ...begin,
        userId: verdict.user.id,
        state: 'MFA_REQUIRED',
        amr: ['pwd'],
        deviceToken: device,
      }),
    ),
  );
}
