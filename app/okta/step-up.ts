import { authenticatorName } from '../../shared/factor-names.ts';
import type { Factor } from './factors.ts';
import { parseFactors, usableFactors } from './factors.ts';

/** What the shop requires from a user who approves an order. */
export interface StepUpDecision {
  /** Factors to choose from, easiest first; none if approval is not possible. */
  factors: readonly Factor[];
  /** The same in a sentence, with the labels that the page shows. */
  sentence: string;
}

/**
 * Decides what a user needs to approve an order: the page uses it, and `multidemo doctor` predicts it.
 * @param answer the response of `GET /api/v1/users/{id}/factors`
 */
export function decideStepUp(answer: unknown): StepUpDecision {
  const enrolled = parseFactors(answer);
  const factors = usableFactors(enrolled);
  const labels = factors.map(({ label }) => label);
  if (labels.length > 0)
    return {
      factors,
      sentence: `Approving an order requires ${labels.length > 1 ? 'one of these: ' : ''}${labels.join('; ')}.`,
    };
  return { factors, sentence: `Orders cannot be approved: ${whyNone(enrolled)}.` };
}

function whyNone(enrolled: ReturnType<typeof parseFactors>): string {
  const names = (status: string): string =>
    [...new Set(enrolled.filter((factor) => factor.status === status).map(authenticatorName))].join(', ');
  const pending = names('PENDING_ACTIVATION');
  if (pending !== '') return `${pending} is enrolled but not activated yet`;
  const others = names('ACTIVE');
  return others === '' ? 'no second factor is enrolled' : `the shop does not support ${others}`;
}
