import { userParty } from '../../../org/log/parties.ts';
import type { Authenticator } from '../../../org/kernel/model.ts';
import { helpfulToEnroll } from '../../choices.ts';
import { missingOf } from '../../missing.ts';
import { advance, missingForRegistration } from '../advance.ts';
import { beginEnrollment } from '../begin.ts';
import { enrollableAuthenticators, enrollmentsOf } from '../../enrollments.ts';
import { refuse, say } from '../messages.ts';
import { requireMethod } from '../methods/index.ts';
import { presentAuthenticator, presentEnrollment, selectToEnroll } from '../present.ts';
import { proofBy } from '../../proofs.ts';
import type { Turn } from '../turn.ts';
import { constant, credentials, form, type Screen } from '../wire.ts';
import { type Action, authenticatorOf, credentialsOf, type Step } from './step.ts';

/** What can be enrolled now, and whether it can be skipped. */
function choices(turn: Turn): { authenticators: Authenticator[]; optional: boolean } {
  const user = turn.requireUser();
  const { org, app, transaction } = turn;
  if (transaction.flow === 'REGISTER') {
    const keys = missingForRegistration(turn, user);
    if (keys.length > 0)
      return {
        authenticators: org.authenticators.all().filter(({ key }) => keys.includes(key)),
        optional: false,
      };
  }
  const enrollable = enrollableAuthenticators(org, user);
  const required = enrollable.filter((entry) => entry.required);
  if (required.length > 0)
    return { authenticators: required.map(({ authenticator }) => authenticator), optional: false };
  if (transaction.flow === 'SIGN_IN') {
    const { proofs, request } = transaction;
    const missing = missingOf(org, { user, app, acrValues: request.acrValues, proofs });
    if (missing?.kind === 'proof')
      return { authenticators: helpfulToEnroll(org, { user, rule: missing.rule, proofs }), optional: false };
  }
  return { authenticators: enrollable.map(({ authenticator }) => authenticator), optional: true };
}

const choose: Action = (turn, body) => {
  const chosen = authenticatorOf(body);
  const authenticator = choices(turn).authenticators.find(({ id }) => id === chosen.id);
  if (authenticator === undefined) throw refuse(say.notAllowed, 400);
  beginEnrollment(turn, authenticator, chosen);
};

const skip: Action = async (turn) => {
  if (!choices(turn).optional) throw refuse(say.notAllowed, 400);
  turn.change({ skipsOptional: true });
  await advance(turn);
};

/** The list of what can be set up, with "Set up later" when all of it is optional. */
export const selectEnroll: Step = {
  show: (turn) => {
    const { authenticators, optional } = choices(turn);
    return {
      remediations: [selectToEnroll(turn, authenticators), ...(optional ? [form(turn, 'skip', 'skip')] : [])],
      ...lists(turn, authenticators),
    };
  },
  actions: { 'credential/enroll': choose, skip },
};

/** A phone: its number. */
export const enrollData: Step = {
  show: (turn) => {
    const { authenticators } = choices(turn);
    const authenticator = currentAuthenticator(turn);
    return {
      remediations: [
        form(
          turn,
          'authenticator-enrollment-data',
          'credential/enroll',
          [
            {
              name: 'authenticator',
              required: true,
              type: 'object',
              visible: true,
              label: authenticator.name,
              form: {
                value: [
                  { ...constant('id', authenticator.id), visible: false },
                  { name: 'methodType', required: true, options: [{ label: 'SMS', value: 'sms' }] },
                  { name: 'phoneNumber', required: true, type: 'string', label: 'Phone number' },
                ],
              },
            },
          ],
          { relatesTo: ['$.currentAuthenticator'] },
        ),
        selectToEnroll(turn, authenticators),
      ],
      currentAuthenticator: presentAuthenticator(authenticator),
      ...lists(turn, authenticators),
    };
  },
  actions: { 'credential/enroll': choose, skip },
};

/** Setting up one authenticator: its first code, password, approval or passkey. */
export const enroll: Step = {
  show: (turn) => {
    const { authenticators } = choices(turn);
    const authenticator = currentAuthenticator(turn);
    const { methodType } = turn.current;
    const method = enrollMethodOf(turn);
    const shown = {
      ...presentAuthenticator(authenticator, authenticator.key === 'okta_verify' ? undefined : [methodType]),
      ...method.about?.(turn),
    };
    return {
      remediations: [
        ...(method.forms?.(turn) ?? [
          form(
            turn,
            'enroll-authenticator',
            'challenge/answer',
            [credentials(...(method.fields?.(turn) ?? []))],
            { relatesTo: ['$.currentAuthenticator'] },
          ),
        ]),
        selectToEnroll(turn, authenticators),
      ],
      currentAuthenticator: shown,
      enrollmentAuthenticator: presentAuthenticator(authenticator, [methodType]),
      ...lists(turn, authenticators),
    };
  },
  actions: {
    'credential/enroll': choose,
    'challenge/answer': async (turn, body) => {
      const method = enrollMethodOf(turn);
      if (method.check === undefined) throw refuse(say.notAllowed, 400);
      await method.check(turn, credentialsOf(body));
      await enrolled(turn);
    },
    'challenge/resend': (turn) => {
      const method = enrollMethodOf(turn);
      if (method.resend === undefined) throw refuse(say.notAllowed, 400);
      turn.change({ current: { ...turn.current, ...method.resend(turn, turn.requireFactor()) } });
    },
    'challenge/poll': poll,
    'authenticators/poll': poll,
    skip,
  },
};

async function poll(turn: Turn): Promise<void> {
  if (enrollMethodOf(turn).poll?.(turn) === true) await enrolled(turn);
}

/** What has just been enrolled has been shown, too. */
async function enrolled(turn: Turn): Promise<void> {
  const { authenticatorKey, methodType } = turn.current;
  const user = turn.requireUser();
  turn.org.log.write({
    eventType: 'user.mfa.factor.activate',
    actor: userParty(user),
    targets: [userParty(user)],
    client: { ipAddress: turn.ctx.ip, userAgent: turn.ctx.get('user-agent') },
    debugData: { factor: authenticatorKey },
  });
  turn.prove(proofBy(authenticatorKey, methodType));
  await advance(turn);
}

function enrollMethodOf(turn: Turn) {
  const { enroll } = requireMethod(turn.current.authenticatorKey, turn.current.methodType);
  if (enroll === undefined) throw new Error(`${turn.current.authenticatorKey} cannot be enrolled.`);
  return enroll;
}

function currentAuthenticator(turn: Turn): Authenticator {
  const authenticator = turn.org.authenticators.byKey(turn.current.authenticatorKey);
  if (authenticator === undefined) throw new Error('The authenticator is gone.');
  return authenticator;
}

function lists(turn: Turn, authenticators: readonly Authenticator[]): Partial<Screen> {
  const enrollments = enrollmentsOf(turn.org, turn.requireUser(), 'sso');
  return {
    authenticators: authenticators.map((authenticator) => presentAuthenticator(authenticator)),
    authenticatorEnrollments: enrollments.map((enrollment) => presentEnrollment(enrollment)),
  };
}
