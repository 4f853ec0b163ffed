import { advance } from '../advance.ts';
import { beginChallenge } from '../begin.ts';
import type { Enrollment } from '../../enrollments.ts';
import { refuse, say } from '../messages.ts';
import { requireMethod } from '../methods/index.ts';
import { methodLabels, presentAuthenticator, presentEnrollment, selectToVerify } from '../present.ts';
import type { FactorKind } from '../../assurance.ts';
import { noteRightAnswer } from '../../attempts.ts';
import { callerOf } from '../../log.ts';
import { proofBy } from '../../proofs.ts';
import { passwordRules } from '../../../org/policies/sign-in-rules.ts';
import type { Turn } from '../turn.ts';
import { offeredEnrollments } from '../verifiable.ts';
import { constant, credentials, form, type Screen } from '../wire.ts';
import { identifyPerson, beginRecovery as beginAnonymousRecovery } from './identify.ts';
import { type Action, authenticatorOf, credentialsOf, type Step } from './step.ts';
import { startRecovery } from './recovery.ts';

/** Selects one of the user's enrollments. @throws Refusal */
const choose: Action = (turn, body) => {
  const chosen = authenticatorOf(body);
  const { flow } = turn.transaction;
  // If opened for recovery, Gen3 first selects the password, although the recovery factors are already requested.
  if (flow === 'RECOVER' && chosen.id === turn.org.authenticators.byKey('okta_password')?.id) return;
  const enrollment = offeredEnrollments(turn).find(
    ({ id, authenticator }) =>
      authenticator.id === chosen.id && (chosen.enrollmentId === undefined || id === chosen.enrollmentId),
  );
  const methodType = chosen.methodType ?? enrollment?.methods[0]?.type;
  if (enrollment === undefined || !enrollment.methods.some(({ type }) => type === methodType))
    throw refuse(say.notAllowed, 400);
  beginChallenge(turn, enrollment, methodType ?? '', true);
};

/** "Forgot password?" next to the password. If the username is already known, it is not requested again. */
const recover: Action = (turn) => {
  if (turn.transaction.flow === 'RECOVER') return;
  if (turn.transaction.identifier === undefined) {
    beginAnonymousRecovery(turn);
    return;
  }
  if (!passwordRules(turn.org, turn.user).mayReset) throw refuse(say.noRecovery, 403);
  startRecovery(turn, turn.transaction.identifier);
};

/** Several ways are open: the person chooses. */
export const selectAuthenticator: Step = {
  show: (turn) => {
    const enrollments = offeredEnrollments(turn);
    return { remediations: [selectToVerify(turn, enrollments)], ...lists(turn, enrollments) };
  },
  actions: { challenge: choose, recover, identify: identifyPerson },
};

/** One way is open, and it sends something: it is sent when the person says so. */
export const verificationData: Step = {
  show: (turn) => {
    const { enrollments, enrollment } = currentEnrollment(turn);
    const { methodType } = turn.current;
    const index = Math.max(0, enrollments.indexOf(enrollment));
    const { target, shown } = targetOf(enrollment, methodType);
    return {
      remediations: [
        form(
          turn,
          'authenticator-verification-data',
          'challenge',
          [
            {
              name: 'authenticator',
              type: 'object',
              label: enrollment.authenticator.name,
              form: {
                value: [
                  constant('id', enrollment.authenticator.id),
                  {
                    name: 'methodType',
                    type: 'string',
                    required: true,
                    options: [{ label: methodLabels[methodType] ?? methodType, value: methodType }],
                  },
                  ...(methodType === 'sms' ? [constant('enrollmentId', enrollment.id)] : []),
                ],
              },
              relatesTo: `$.authenticatorEnrollments.value[${index}]`,
            },
          ],
          { relatesTo: [`$.${target}`] },
        ),
        selectToVerify(turn, enrollments),
      ],
      [target]: shown,
      ...lists(turn, enrollments),
    };
  },
  actions: { challenge: choose, recover, identify: identifyPerson },
};

/** The question itself: a password, a code, an approval on the phone, a passkey. */
export const challenge: Step = {
  show: (turn) => {
    const { enrollments, enrollment } = currentEnrollment(turn);
    const { methodType } = turn.current;
    const method = requireMethod(enrollment.authenticator.key, methodType);
    const { target, shown } = targetOf(enrollment, methodType);
    return {
      remediations: [
        ...(method.forms?.(turn) ?? [
          form(
            turn,
            'challenge-authenticator',
            'challenge/answer',
            [credentials(...(method.fields?.(turn) ?? []))],
            { relatesTo: [`$.${target}`] },
          ),
        ]),
        selectToVerify(turn, enrollments),
      ],
      [target]: { ...shown, ...method.about?.(turn) },
      ...lists(turn, enrollments),
    };
  },
  actions: {
    challenge: choose,
    'challenge/answer': async (turn, body) => {
      const method = requireMethod(turn.current.authenticatorKey, turn.current.methodType);
      if (method.check === undefined) throw refuse(say.notAllowed, 400);
      await proven(turn, await method.check(turn, credentialsOf(body)));
    },
    'challenge/resend': (turn) => {
      const { factor, current } = turn;
      const method = requireMethod(current.authenticatorKey, current.methodType);
      if (method.resend === undefined) throw refuse(say.notAllowed, 400);
      if (factor) turn.change({ current: { ...current, ...method.resend(turn, factor) } });
    },
    'challenge/poll': poll,
    'authenticators/poll': poll,
    recover,
    identify: identifyPerson,
  },
};

async function poll(turn: Turn): Promise<void> {
  const method = requireMethod(turn.current.authenticatorKey, turn.current.methodType);
  if (method.poll === undefined) throw refuse(say.notAllowed, 400);
  if (method.poll(turn)) await proven(turn);
}

/** Handles a correct answer. @param more what it proves in addition to its method */
async function proven(turn: Turn, more: readonly FactorKind[] = []): Promise<void> {
  const { authenticatorKey, methodType } = turn.current;
  // The password is logged where it is checked.
  if (turn.user && methodType !== 'password')
    noteRightAnswer(turn.org, callerOf(turn.ctx), turn.user, authenticatorKey);
  turn.prove(proofBy(authenticatorKey, methodType, more));
  await advance(turn);
}

/** What the form relates to: the user's enrollment or, with some methods, the authenticator itself. */
function targetOf(enrollment: Enrollment, methodType: string) {
  return requireMethod(enrollment.authenticator.key, methodType).relatesToAuthenticator === true
    ? ({
        target: 'currentAuthenticator',
        shown: presentAuthenticator(enrollment.authenticator, [methodType]),
      } as const)
    : ({
        target: 'currentAuthenticatorEnrollment',
        shown: presentEnrollment(enrollment, methodType),
      } as const);
}

/** What is being verified, among all that could be: the widget finds it there. */
function currentEnrollment(turn: Turn): { enrollments: Enrollment[]; enrollment: Enrollment } {
  const enrollments = offeredEnrollments(turn);
  const { authenticatorKey, factorId } = turn.current;
  const enrollment = enrollments.find(
    ({ authenticator, methods }) =>
      authenticator.key === authenticatorKey &&
      methods.some(({ factor }) => factorId === undefined || factor?.id === factorId),
  );
  if (enrollment === undefined) throw new Error(`Nothing of ${authenticatorKey} can be verified now.`);
  return { enrollments, enrollment };
}

/** What the paths of `relatesTo` point at, and what a recovery is about. */
function lists(turn: Turn, enrollments: readonly Enrollment[]): Partial<Screen> {
  const password = turn.org.authenticators.byKey('okta_password');
  return {
    authenticators: enrollments.map(({ authenticator }) => presentAuthenticator(authenticator)),
    authenticatorEnrollments: enrollments.map((enrollment) => presentEnrollment(enrollment)),
    ...(turn.transaction.flow === 'RECOVER' &&
      password && { recoveryAuthenticator: presentAuthenticator(password) }),
  };
}
