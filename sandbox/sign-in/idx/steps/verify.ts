import { advance } from '../advance.ts';
import { beginChallenge } from '../begin.ts';
import type { Enrolment } from '../../enrolments.ts';
import { refuse, say } from '../messages.ts';
import { requireMethod } from '../methods/index.ts';
import { methodLabels, presentAuthenticator, presentEnrolment, selectToVerify } from '../present.ts';
import type { FactorKind } from '../../assurance.ts';
import { noteRightAnswer } from '../../attempts.ts';
import { callerOf } from '../../log.ts';
import { proofBy } from '../../proofs.ts';
import { passwordRules } from '../../../org/policies/sign-in-rules.ts';
import type { Turn } from '../turn.ts';
import { offeredEnrolments } from '../verifiable.ts';
import { constant, credentials, form, type Screen } from '../wire.ts';
import { identifyPerson, beginRecovery as beginAnonymousRecovery } from './identify.ts';
import { type Action, authenticatorOf, credentialsOf, type Step } from './step.ts';
import { startRecovery } from './recovery.ts';

/** A choice among what the person has enrolled. @throws Refusal */
const choose: Action = (turn, body) => {
  const chosen = authenticatorOf(body);
  const { flow } = turn.transaction;
  // Opened at the recovery, Gen3 chooses the password on its way there, although what recovers it is asked already.
  if (flow === 'RECOVER' && chosen.id === turn.org.authenticators.byKey('okta_password')?.id) return;
  const enrolment = offeredEnrolments(turn).find(
    ({ id, authenticator }) =>
      authenticator.id === chosen.id && (chosen.enrollmentId === undefined || id === chosen.enrollmentId),
  );
  const methodType = chosen.methodType ?? enrolment?.methods[0]?.type;
  if (enrolment === undefined || !enrolment.methods.some(({ type }) => type === methodType))
    throw refuse(say.notAllowed, 400);
  beginChallenge(turn, enrolment, methodType ?? '', true);
};

/** "Forgot password?" beside the password. Who has given a name already is not asked for it again. */
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
    const enrolments = offeredEnrolments(turn);
    return { remediations: [selectToVerify(turn, enrolments)], ...lists(turn, enrolments) };
  },
  actions: { challenge: choose, recover, identify: identifyPerson },
};

/** One way is open, and it sends something: it is sent when the person says so. */
export const verificationData: Step = {
  show: (turn) => {
    const { enrolments, enrolment } = currentEnrolment(turn);
    const { methodType } = turn.current;
    const index = Math.max(0, enrolments.indexOf(enrolment));
    const { target, shown } = targetOf(enrolment, methodType);
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
              label: enrolment.authenticator.name,
              form: {
                value: [
                  constant('id', enrolment.authenticator.id),
                  {
                    name: 'methodType',
                    type: 'string',
                    required: true,
                    options: [{ label: methodLabels[methodType] ?? methodType, value: methodType }],
                  },
                  ...(methodType === 'sms' ? [constant('enrollmentId', enrolment.id)] : []),
                ],
              },
              relatesTo: `$.authenticatorEnrollments.value[${index}]`,
            },
          ],
          { relatesTo: [`$.${target}`] },
        ),
        selectToVerify(turn, enrolments),
      ],
      [target]: shown,
      ...lists(turn, enrolments),
    };
  },
  actions: { challenge: choose, recover, identify: identifyPerson },
};

/** The question itself: a password, a code, an approval on the phone, a passkey. */
export const challenge: Step = {
  show: (turn) => {
    const { enrolments, enrolment } = currentEnrolment(turn);
    const { methodType } = turn.current;
    const method = requireMethod(enrolment.authenticator.key, methodType);
    const { target, shown } = targetOf(enrolment, methodType);
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
        selectToVerify(turn, enrolments),
      ],
      [target]: { ...shown, ...method.about?.(turn) },
      ...lists(turn, enrolments),
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

/** The answer was right. @param more what it proves beyond what its method always does */
async function proven(turn: Turn, more: readonly FactorKind[] = []): Promise<void> {
  const { authenticatorKey, methodType } = turn.current;
  // The password is written to the log where it is looked at.
  if (turn.user && methodType !== 'password')
    noteRightAnswer(turn.org, callerOf(turn.ctx), turn.user, authenticatorKey);
  turn.prove(proofBy(authenticatorKey, methodType, more));
  await advance(turn);
}

/** What the form relates to: the person's enrolment or, with some methods, the authenticator itself. */
function targetOf(enrolment: Enrolment, methodType: string) {
  return requireMethod(enrolment.authenticator.key, methodType).relatesToAuthenticator === true
    ? ({
        target: 'currentAuthenticator',
        shown: presentAuthenticator(enrolment.authenticator, [methodType]),
      } as const)
    : ({
        target: 'currentAuthenticatorEnrollment',
        shown: presentEnrolment(enrolment, methodType),
      } as const);
}

/** What is being verified, among all that could be: the widget finds it there. */
function currentEnrolment(turn: Turn): { enrolments: Enrolment[]; enrolment: Enrolment } {
  const enrolments = offeredEnrolments(turn);
  const { authenticatorKey, factorId } = turn.current;
  const enrolment = enrolments.find(
    ({ authenticator, methods }) =>
      authenticator.key === authenticatorKey &&
      methods.some(({ factor }) => factorId === undefined || factor?.id === factorId),
  );
  if (enrolment === undefined) throw new Error(`Nothing of ${authenticatorKey} can be verified now.`);
  return { enrolments, enrolment };
}

/** What the paths of `relatesTo` point at, and what a recovery is about. */
function lists(turn: Turn, enrolments: readonly Enrolment[]): Partial<Screen> {
  const password = turn.org.authenticators.byKey('okta_password');
  return {
    authenticators: enrolments.map(({ authenticator }) => presentAuthenticator(authenticator)),
    authenticatorEnrollments: enrolments.map((enrolment) => presentEnrolment(enrolment)),
    ...(turn.transaction.flow === 'RECOVER' &&
      password && { recoveryAuthenticator: presentAuthenticator(password) }),
  };
}
