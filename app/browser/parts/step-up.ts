import { element } from './dom.ts';
import type { Decision } from './settle-by-token.ts';

export interface Factor {
  id: string;
  kind: 'push' | 'totp' | 'sms' | 'email';
  label: string;
}

/** What this admin needs to approve an order; the doctor predicts the same. */
export interface StepUpDecision {
  factors: Factor[];
  sentence: string;
}

export interface StepUp {
  id: string;
  kind: Factor['kind'];
  state: 'waiting' | 'approved' | 'declined' | 'timed-out' | 'cancelled' | 'settled';
  number?: number | null;
  problem?: string;
  /** What was decided about the order. */
  order?: Decision;
}

/** What to do with a push: tap the number, if it asks for one. */
export const inOktaVerify = (number: string | number | null | undefined): Node[] =>
  number == null
    ? [element('p', {}, 'Open Okta Verify and approve.')]
    : [
        element('p', {}, 'Open Okta Verify and tap this number:'),
        element('p', { class: 'step-up-number' }, String(number)),
      ];

/**
 * The form for the code of a second factor. It can be sent only once.
 * @param verb the action that the code confirms
 */
export function codeForm(
  { kind, problem }: StepUp,
  verb: string,
  send: (code: string) => void,
): { readonly form: HTMLFormElement; readonly input: HTMLInputElement } {
  const input = element('input', {
    id: 'step-up-code',
    class: 'form-control',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: '8',
    ...(problem ? { 'aria-invalid': 'true', 'aria-describedby': 'step-up-problem' } : {}),
  });
  const form = element(
    'form',
    { class: 'step-up-code' },
    element(
      'label',
      { for: 'step-up-code' },
      kind === 'totp' ? 'Code from your authenticator app' : 'Code sent by Okta',
    ),
    input,
    ...(problem ? [element('p', { id: 'step-up-problem', class: 'step-up-problem' }, problem)] : []),
    element('button', { type: 'submit', class: 'btn btn-primary' }, verb),
  );
  let isSent = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (isSent) return;
    isSent = true;
    send(input.value);
  });
  return { form, input };
}
