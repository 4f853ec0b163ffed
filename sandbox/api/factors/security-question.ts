import { z } from 'zod';
import { invalid, methodNotAllowed } from '../../org/kernel/errors.ts';
import type { Org } from '../../org/org.ts';
import { hashSecret } from '../../org/people/passwords.ts';
import { securityQuestions } from '../../org/people/security-questions.ts';
import { type Answer, type ApiRequest, ok } from '../kernel/route.ts';
import { anyObject, parseBody } from '../kernel/validate.ts';
import { logEvent, userTarget } from '../log/log-event.ts';
import { requireUser } from '../people/users.ts';
import { factorOf } from './factor-of.ts';
import { presentFactor } from './present-factor.ts';

/** The questions that users can choose from. */
export function questions(org: Org, request: ApiRequest): Answer {
  requireUser(org, request);
  return ok(
    Object.entries(securityQuestions).map(([question, questionText]) => ({ question, questionText })),
  );
}

/** The answer to a known security question, as it is kept. @throws OktaError 400 */
export async function hashAnswerOf(profile: Readonly<Record<string, unknown>>): Promise<string> {
  const { question } = profile;
  const answer = typeof profile.answer === 'string' ? profile.answer : '';
  if (typeof question !== 'string' || !Object.hasOwn(securityQuestions, question)) {
    throw invalid('factorEnrollRequest', ['Invalid question key']);
  }
  if (answer.length < 4)
    throw invalid('factorEnrollRequest', [
      'The security question answer must be at least 4 characters in length',
    ]);
  return await hashSecret(answer.toLowerCase());
}

const schema = z.object({ profile: anyObject });

/** Another question and answer; Okta changes no other factor this way, and describes the call only by its clients. */
export async function updateQuestion(org: Org, request: ApiRequest): Promise<Answer> {
  if (factorOf(org, request).factorType !== 'question') throw methodNotAllowed();
  const { profile } = parseBody(schema, request.body, 'factor');
  const secret = await hashAnswerOf(profile);
  return org.transaction(() => {
    const factor = factorOf(org, request);
    const question = profile['question'] as string;
    const user = org.users.require(factor.userId);
    logEvent(org, request, 'user.mfa.factor.update', [userTarget(user)], { factor: factor.factorType });
    return ok(
      presentFactor(
        org,
        org.factors.update(factor, {
          secret,
          profile: { question, questionText: securityQuestions[question] },
        }),
      ),
    );
  });
}
