import { advance } from '../advance.ts';
import { beginChallenge } from '../begin.ts';
import { refuse, say } from '../messages.ts';
import { passwordSettings, setPassword } from '../methods/password.ts';
import { presentAuthenticator } from '../present.ts';
import { proofBy } from '../../proofs.ts';
import { callerOf, logOfPerson } from '../../log.ts';
import { userParty } from '../../../org/log/parties.ts';
import { recoverablePerson } from '../../../org/people/recovery.ts';
import type { Turn } from '../turn.ts';
import { offeredEnrollments } from '../verifiable.ts';
import { credentials, form } from '../wire.ts';
import { credentialsOf, identifierOf, type Step } from './step.ts';

/** "Forgot password?": asks for the username. */
export const identifyRecovery: Step = {
  show: (turn) => ({
    remediations: [
      form(turn, 'identify-recovery', 'identify', [
        { name: 'identifier', label: 'Email or Username', required: true },
      ]),
    ],
  }),
  actions: { identify: (turn, body) => startRecovery(turn, identifierOf(body)) },
};

/** Asks the owner of the name to show that the account is theirs. */
export function startRecovery(turn: Turn, identifier: string): void {
  const user = recoverablePerson(turn.org, identifier);
  turn.change({ flow: 'RECOVER', identifier, userId: user?.id, proofs: [], current: undefined });
  const possible = offeredEnrollments(turn);
  const [first] = possible;
  if (first === undefined) throw refuse(say.noRecovery, 403);
  if (possible.length === 1 && first.methods.length === 1)
    beginChallenge(turn, first, first.methods[0]?.type ?? '', false);
  else turn.change({ step: 'select-authenticator' });
}

/** A new password: after a recovery, or because the old one has expired. */
export const resetPassword: Step = {
  show: (turn) => {
    const authenticator = turn.org.authenticators.byKey('okta_password');
    if (authenticator === undefined) throw new Error('The org has no passwords.');
    const isRecovery = turn.transaction.flow === 'RECOVER';
    const shown = presentAuthenticator(authenticator);
    return {
      remediations: [
        form(
          turn,
          isRecovery ? 'reset-authenticator' : 'reenroll-authenticator',
          'challenge/answer',
          [
            credentials(
              { name: 'passcode', label: 'New password', secret: true },
              { name: 'revokeSessions', type: 'boolean', label: 'Sign me out of all other devices' },
            ),
          ],
          { relatesTo: ['$.currentAuthenticator'] },
        ),
      ],
      currentAuthenticator: { ...shown, settings: passwordSettings(turn) },
      ...(isRecovery && { recoveryAuthenticator: shown }),
      authenticators: [shown],
    };
  },
  actions: {
    'challenge/answer': async (turn, body) => {
      await setPassword(turn, credentialsOf(body));
      logOfPerson(turn.org, callerOf(turn.ctx), 'user.account.update_password', turn.requireUser(), {
        targets: [userParty(turn.requireUser())],
      });
      turn.prove(proofBy('okta_password', 'password'));
      turn.note({ flow: 'SIGN_IN' });
      await advance(turn);
    },
  },
};
