import { matchesSecret } from '../../../org/people/passwords.ts';
import { advance } from '../advance.ts';
import { say } from '../messages.ts';
import { failedAttempt } from '../methods/attempts.ts';
import { textOf } from '../methods/method.ts';
import { proofBy } from '../../proofs.ts';
import { recoveryQuestionOf } from '../recovery-question.ts';
import { constant, credentials, form } from '../wire.ts';
import { credentialsOf, type Step } from './step.ts';

/** The security question, which the password policy may ask before a new password. */
export const recoveryQuestion: Step = {
  show: (turn) => {
    const { key: questionKey = '', text = '' } = recoveryQuestionOf(turn) ?? {};
    const authenticator = turn.org.authenticators.byKey('security_question');
    return {
      remediations: [
        form(
          turn,
          'challenge-authenticator',
          'challenge/answer',
          [
            credentials(
              { ...constant('questionKey', questionKey), label: text, visible: false },
              { name: 'answer', label: 'answer', required: true },
            ),
          ],
          { relatesTo: ['$.currentAuthenticatorEnrollment'] },
        ),
      ],
      currentAuthenticatorEnrollment: {
        type: 'security_question',
        key: 'security_question',
        id: authenticator?.id ?? turn.requireUser().id,
        displayName: authenticator?.name ?? 'Security Question',
        methods: [{ type: 'security_question' }],
        profile: { questionKey, question: text },
        contextualData: { enrolledQuestion: { questionKey, question: text } },
      },
    };
  },
  actions: {
    'challenge/answer': async (turn, body) => {
      const answer = textOf(credentialsOf(body), 'answer').trim().toLowerCase();
      if (!(await matchesSecret(answer, recoveryQuestionOf(turn)?.answerHash ?? '')))
        throw failedAttempt(turn, turn.requireUser(), 'answer', say.wrongAnswer);
      turn.prove(proofBy('security_question', 'security_question'));
      await advance(turn);
    },
  },
};
