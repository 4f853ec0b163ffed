import { z } from 'zod';
import { type ApiRequest, type Answer, ok } from '../../api/kernel/route.ts';
import { parseBody, text } from '../../api/kernel/validate.ts';
import type { AuthnState, AuthnTransaction } from '../../org/org/authn-transactions.ts';
import { OktaError } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { advanceTransaction } from './advance.ts';
import { presentTransaction } from './present.ts';

const schema = z.object({ stateToken: text(200) });

/**
 * The sign-in behind a state token.
 * @throws OktaError 401 E0000011 when it is over, 403 E0000079 when the step does not belong to its state
 */
export function requireState(org: Org, stateToken: string, states: readonly AuthnState[]): AuthnTransaction {
  const transaction = org.authnTransactions.require(stateToken);
  if (!states.includes(transaction.state)) throw notAllowedNow();
  return transaction;
}

const notAllowedNow = (): OktaError =>
  new OktaError(403, 'E0000079', 'This operation is not allowed in the current authentication state.');

/** `POST /api/v1/authn/introspect`: the state of a sign-in. */
export function introspect(org: Org, request: ApiRequest): Answer {
  const { stateToken } = parseBody(schema, request.body, 'stateToken');
  return ok(presentTransaction(org, org.authnTransactions.require(stateToken)));
}

/** `POST /api/v1/authn/cancel`: gives a sign-in up. */
export function cancel(org: Org, request: ApiRequest): Answer {
  const { stateToken } = parseBody(schema, request.body, 'stateToken');
  const transaction = org.authnTransactions.require(stateToken);
  org.authnTransactions.end(transaction);
  const { relayState } = transaction;
  return ok(relayState === undefined ? {} : { relayState });
}

/** `POST /api/v1/authn/skip`: continues without a recommended step. */
export function skip(org: Org, request: ApiRequest): Answer {
  const { stateToken } = parseBody(schema, request.body, 'stateToken');
  const transaction = requireState(org, stateToken, ['PASSWORD_WARN', 'MFA_ENROLL']);
  if (transaction.state === 'MFA_ENROLL' && transaction.offersMore !== true) throw notAllowedNow();
  const { state } = transaction;
  return advanceTransaction(org, request, {
    ...transaction,
    ...(state === 'PASSWORD_WARN' ? { warned: true } : { offersMore: false }),
  });
}
