import { provePassword, recoverForm } from '../methods/password.ts';
import { proofBy } from '../../proofs.ts';
import { passwordRules, registration, sessionRule } from '../../../org/policies/sign-in-rules.ts';
import { presentAuthenticator } from '../present.ts';
import { refuse, say } from '../messages.ts';
import { advance } from '../advance.ts';
import type { Turn } from '../turn.ts';
import { credentials, form, type Remediation } from '../wire.ts';
import { type Action, credentialsOf, identifierOf, type Step } from './step.ts';

/** The first page, which asks for the username, and for the password if the global session policy says so. */
export const identify: Step = {
  show: (turn) => {
    const { org, transaction } = turn;
    const { loginHint } = transaction.request;
    const passwordAuthenticator = org.authenticators.byKey('okta_password');
    const withPassword = sessionRule(org, undefined).asksPasswordFirst && passwordAuthenticator !== undefined;
    return {
      remediations: [
        form(turn, 'identify', 'identify', [
          {
            name: 'identifier',
            label: 'Username',
            required: true,
            ...(loginHint !== undefined && { value: loginHint }),
          },
          ...(withPassword ? [credentials({ name: 'passcode', label: 'Password', secret: true })] : []),
          { name: 'rememberMe', type: 'boolean', label: 'Keep me signed in' },
        ]),
        ...otherWays(turn),
      ],
      ...(withPassword && {
        currentAuthenticator: {
          ...presentAuthenticator(passwordAuthenticator),
          recover: recoverForm(turn),
        },
      }),
    };
  },
  actions: {
    identify: identifyPerson,
    recover: beginRecovery,
    enroll: (turn) => {
      if (registration(turn.org, turn.app) === undefined) throw refuse(say.noRegistration, 400);
      turn.change({ flow: 'REGISTER', step: 'enroll-profile' });
    },
    'unlock-account': (turn) => {
      if (!passwordRules(turn.org, undefined).mayUnlock) throw refuse(say.noUnlock, 400);
      turn.change({ flow: 'UNLOCK', step: 'unlock-account' });
    },
  },
};

function otherWays(turn: Turn): Remediation[] {
  const { org, transaction, services } = turn;
  return [
    ...(registration(org, turn.app) ? [form(turn, 'select-enroll-profile', 'enroll')] : []),
    ...(passwordRules(org, undefined).mayUnlock ? [form(turn, 'unlock-account', 'unlock-account')] : []),
    ...services.identityProviders.remediations(org, transaction),
  ];
}

/** A name, with or without the password. A routing rule may send its owner to an identity provider instead. */
export async function identifyPerson(turn: Turn, body: Parameters<Action>[1]): Promise<void> {
  const identifier = identifierOf(body);
  const route = turn.services.identityProviders.routeOf(turn.org, turn.transaction, identifier);
  const user = turn.org.users.byLogin(identifier);
  turn.change({
    flow: 'SIGN_IN',
    step: 'identify',
    identifier,
    userId: user?.id,
    rememberMe: body.rememberMe === true,
    proofs: [],
    current: undefined,
    messages: undefined,
  });
  if (route !== undefined) {
    turn.change({ step: 'redirect' });
    return;
  }
  const { passcode } = credentialsOf(body);
  if (typeof passcode === 'string' && passcode !== '') {
    // This page does not reveal which of the two was wrong.
    await provePassword(turn, passcode, refuse(say.refused));
    turn.prove(proofBy('okta_password', 'password'));
  }
  await advance(turn);
}

/** "Forgot password?" */
export function beginRecovery(turn: Turn): void {
  const { user } = turn;
  if (!passwordRules(turn.org, user).mayReset) throw refuse(say.noRecovery, 403);
  turn.change({ flow: 'RECOVER', step: 'identify-recovery', proofs: [], current: undefined });
}
