import type { Challenge } from '../../org/factors/challenges.ts';
import type { Factor } from '../../org/factors/factors.ts';
import { notFound } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { type Answer, type ApiRequest, created, noContent, ok } from '../kernel/route.ts';
import { factorOf } from './factor-of.ts';

/** The status of a push: whether the phone has responded yet. */
export const getTransaction = (org: Org, request: ApiRequest): Answer =>
  ok(presentPush(org, transactionOf(org, request)));

/**
 * Takes a push back: the phone no longer asks. One that was answered is no longer there to cancel.
 * Deviation: canceling a push returns 204, and the push is not found afterwards; Okta publishes the link, but not the responses.
 */
export function cancelTransaction(org: Org, request: ApiRequest): Answer {
  const challenge = transactionOf(org, request);
  if (!org.challenges.cancel(challenge)) throw notFound(challenge.id, 'FactorTransaction');
  return noContent();
}

/** @throws OktaError 404 unless it is the latest of the factor */
function transactionOf(org: Org, request: ApiRequest): Challenge {
  const id = request.param('transactionId');
  const challenge = org.challenges.latestOf(factorOf(org, request));
  if (challenge?.id !== id) throw notFound(id, 'FactorTransaction');
  return challenge;
}

export function startPush(org: Org, factor: Factor, numberChallenge: boolean): Answer {
  return created(presentPush(org, org.challenges.push(factor, { signInTo: org.name, numberChallenge })));
}

/** While a push is pending, its response says where to poll and cancel, and which number the sign-in page has to show. */
function presentPush(org: Org, challenge: Challenge): Record<string, unknown> {
  const { id, userId, factorId, expiresAt, correctAnswer } = challenge;
  const factorResult = org.challenges.resultOf(challenge);
  if (factorResult !== 'WAITING') return { factorResult };
  const href = `${org.url}/api/v1/users/${userId}/factors/${factorId}/transactions/${id}`;
  return {
    factorResult,
    expiresAt,
    ...(correctAnswer !== undefined && { _embedded: { challenge: { correctAnswer } } }),
    _links: {
      poll: { href, hints: { allow: ['GET'] } },
      cancel: { href, hints: { allow: ['DELETE'] } },
    },
  };
}
