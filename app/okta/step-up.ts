import type { Factor } from './factors.ts';
import { nameFactorType, parseFactors, usableFactors } from './factors.ts';

/** What the shop asks of a person who approves an order. */
export interface StepUpDecision {
  /** Factors to choose from, the least work first; none when approving is refused. */
  factors: readonly Factor[];
  /** The same in a sentence, with the labels that the page shows. */
  sentence: string;
}

/**
 * Decides what approving an order asks of a person: the page does it, and `multidemo doctor` foretells it.
 * @param answer what `GET /api/v1/users/{id}/factors` answers
 */
export function decideStepUp(answer: unknown): StepUpDecision {
  const enrolled = parseFactors(answer);
  const factors = usableFactors(enrolled);
  const labels = factors.map(({ label }) => label);
  if (labels.length > 0)
    return {
      factors,
      sentence: `Approving asks for ${labels.length > 1 ? 'one of these: ' : ''}${labels.join('; ')}.`,
    };
  return { factors, sentence: `Approving is refused: ${whyNone(enrolled)}.` };
}

function whyNone(enrolled: ReturnType<typeof parseFactors>): string {
  const names = (status: string): string =>
    [...new Set(enrolled.filter((factor) => factor.status === status).map(nameFactorType))].join(', ');
  const pending = names('PENDING_ACTIVATION');
  if (pending !== '') return `${pending} is enrolled but not activated yet`;
  const others = names('ACTIVE');
  return others === '' ? 'there is no second factor' : `the shop cannot ask for ${others}`;
}
