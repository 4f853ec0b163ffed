import { countWrongAnswer, noteRightAnswer } from '../../sign-in/attempts.ts';
import { callerOf } from '../../sign-in/log.ts';
import type { Challenge } from '../../org/factors/challenges.ts';
import { OAuthError } from '../okta-errors.ts';
import { letIn, supportedGrants } from './assurance.ts';
import { refuseUnconsented } from './consent.ts';
import { expired, originalRequest, policyDenied, signInOf } from './direct.ts';
import { askedScopes, type ClientRequest, type Grant } from './grant.ts';
import type { Pending } from './pending.ts';

/**
 * Direct authentication with a push or a text message as the first or as the second factor.
 * @see https://developer.okta.com/docs/guides/configure-direct-auth-grants/
 */
export const outOfBand: readonly Grant[] = [
  {
    name: 'urn:okta:params:oauth:grant-type:oob',
    needs: ['oob_code'],
    asksScopes: true,
    prove: async (request) => {
      supportedGrants(request.form);
      const { waiting, amr } = answered(request);
      const user = request.org.users.require(waiting.userId ?? '');
      const scopes = askedScopes(request.form);
      request.pending.end(waiting);
      refuseUnconsented(request, user.id, scopes, 'direct authentication');
      return letIn(request, user, [amr], scopes, policyDenied());
    },
  },
  {
    name: 'http://auth0.com/oauth/grant-type/mfa-oob',
    needs: ['mfa_token', 'oob_code'],
    prove: async (request) => {
      supportedGrants(request.form);
      const signIn = signInOf(request);
      const { waiting, amr } = answered(request, signIn.id);
      const user = request.org.users.require(signIn.userId ?? '');
      request.pending.end(waiting);
      request.pending.end(signIn);
      return letIn(request, user, [...(signIn.amr ?? []), amr], signIn.scopes, policyDenied(), signIn);
    },
  },
];

/** The user's approval. @throws OAuthError if they declined or have not responded */
function answered(
  request: ClientRequest,
  mfaToken?: string,
): { readonly waiting: Pending; readonly amr: string } {
  const { org, oauth, server, pending, form } = request;
  const waiting = pending.poll(
    { kind: 'oob', id: form.get('oob_code') ?? '', clientId: oauth.clientId, issuer: server.issuer },
    {
      ...{ unknown: expired('oob_code'), expired: expired('oob_code') },
      slowDown: 'Slow down the polling frequency. Please try again later.',
      ...originalRequest(oauth.clientId, server.id),
    },
  );
  // Before the answer is looked at, which uses it up.
  if (mfaToken === undefined && waiting.mfaToken !== undefined) throw new OAuthError(...expired('oob_code'));
  if (waiting.mfaToken !== mfaToken)
    throw new OAuthError(
      'invalid_request',
      "The 'oob_code' and the 'mfa_token' provided are not associated with each other. Review the values and try again.",
    );
  const sent = org.challenges.get(waiting.challengeId ?? '');
  if (sent === undefined) throw new OAuthError(...expired('oob_code'));
  return { waiting, amr: sent.kind === 'code' ? byCode(request, sent) : byPush(request, sent) };
}

function byPush({ org, ctx }: ClientRequest, sent: Challenge): string {
  switch (org.challenges.resultOf(sent)) {
    case 'WAITING':
      throw new OAuthError(
        'authorization_pending',
        'No user response received on the out-of-band authenticator yet. Continue polling to wait for a response.',
      );
    case 'REJECTED':
      throw new OAuthError('invalid_grant', 'User rejected out-of-band authentication prompt.');
    case 'TIMEOUT':
      throw new OAuthError(...expired('oob_code'));
    case 'SUCCESS':
  }
  noteRightAnswer(org, callerOf(ctx), org.users.require(sent.userId), 'push');
  return 'swk';
}

/** The person has typed the code of the message into the app: `binding_code`. */
function byCode({ org, ctx, form }: ClientRequest, sent: Challenge): string {
  const user = org.users.require(sent.userId);
  const isLocked = user.status === 'LOCKED_OUT';
  if (!isLocked && org.challenges.checkCode(sent.id, form.get('binding_code') ?? '') === 'CORRECT') {
    noteRightAnswer(org, callerOf(ctx), user, 'sms');
    return 'sms';
  }
  if (!isLocked) countWrongAnswer(org, callerOf(ctx), user, 'sms');
  throw new OAuthError(
    'invalid_grant',
    "The 'otp' provided is either empty or incorrect. Use the correct OTP and try again.",
  );
}
