import { beginChallenge } from '../begin.ts';
import { usableAuthenticators } from '../../enrollments.ts';
import { refuse, say } from '../messages.ts';
import { presentAuthenticator, selectToVerify } from '../present.ts';
import { offeredEnrollments } from '../verifiable.ts';
import { authenticatorOf, identifierOf, type Step } from './step.ts';
import type { Turn } from '../turn.ts';

/** "Unlock account?": asks for the username, and for a method to prove that the account is theirs. */
export const unlockAccount: Step = {
  show: (turn) => {
    const possible = recoveryAuthenticators(turn).map((authenticator) => ({
      id: authenticator.id,
      authenticator,
      methods: [{ type: authenticator.key === 'okta_email' ? 'email' : 'sms' }],
    }));
    const { value = [], ...rest } = selectToVerify(turn, possible, 'select-authenticator-unlock-account');
    return {
      remediations: [
        { ...rest, value: [{ name: 'identifier', label: 'Username', required: true }, ...value] },
      ],
      authenticators: possible.map(({ authenticator }) => presentAuthenticator(authenticator)),
      authenticatorEnrollments: possible.map(({ authenticator }) => presentAuthenticator(authenticator)),
    };
  },
  actions: {
    challenge: (turn, body) => {
      const identifier = identifierOf(body);
      const chosen = authenticatorOf(body);
      turn.change({ identifier, userId: turn.org.users.byLogin(identifier)?.id });
      const enrollment = offeredEnrollments(turn).find(({ authenticator }) => authenticator.id === chosen.id);
      const methodType = enrollment?.methods[0]?.type;
      if (enrollment === undefined || methodType === undefined) throw refuse(say.noUnlock, 403);
      beginChallenge(turn, enrollment, methodType, true);
    },
  },
};

const recoveryAuthenticators = (turn: Turn) =>
  usableAuthenticators(turn.org, 'recovery').filter(
    ({ key }) => key === 'okta_email' || key === 'phone_number',
  );
