import { passwordRules } from '../../org/policies/sign-in-rules.ts';
import type { Turn } from './turn.ts';

interface RecoveryQuestion {
  readonly key: string;
  readonly text: string;
  readonly answerHash: string;
}

/**
 * The security question of a person: the enrolled factor, or the recovery question that an administrator gave.
 */
export function recoveryQuestionOf({ org, user }: Turn): RecoveryQuestion | undefined {
  const factor = user && org.factors.activeOf(user.id).find(({ factorType }) => factorType === 'question');
  if (factor) {
    const { question, questionText } = factor.profile;
    return { key: String(question), text: String(questionText), answerHash: factor.secret ?? '' };
  }
  const own = user?.recoveryQuestion;
  return own && { key: 'custom', text: own.question, answerHash: own.answerHash };
}

/** Whether the password policy requires it before a new password, and it has not been answered yet. */
export function asksQuestion(turn: Turn): boolean {
  const isAnswered = turn.transaction.proofs.some(({ methodType }) => methodType === 'security_question');
  const isAsked = passwordRules(turn.org, turn.user).asksQuestion;
  return isAsked && !isAnswered && recoveryQuestionOf(turn) !== undefined;
}
