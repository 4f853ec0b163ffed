import { UserError } from '../errors.ts';
import { actionOf } from './schema.ts';
import type { Step } from './schema.ts';

export const capitalised = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** What the presenter does, in words: the script's own, or what the step says by its key. */
export function nameStep(step: Step): string {
  if (step.text !== undefined) return step.text;
  const who = step.as === 'nobody' ? 'Signed out' : `As ${capitalised(step.as)}`;
  switch (actionOf(step)) {
    case 'open':
      return `${who}, open ${step.open ?? '/'}.`;
    case 'sign-in':
      return step['sign-in'] === '/'
        ? `Sign in as ${capitalised(step.as)}.`
        : `Sign in as ${capitalised(step.as)}, and open ${step['sign-in'] ?? ''}.`;
    case 'partner':
      return `Sign in with the email address ${step.partner ?? ''}.`;
    case 'order':
      return `${who}, order ${step.order === 'first' ? 'the first product' : (step.order ?? '')}.`;
    case 'approve':
      return step.approve === 'push'
        ? `${who}, open Admin > Orders, approve the order, and confirm it on the phone.`
        : `${who}, open Admin > Orders, approve the order, and decline it on the phone.`;
    case 'call':
      return `${who}, send ${step.call ?? ''}.`;
    case 'press':
      return `${who}, press ${step.press ?? ''}.`;
    case 'consent':
      return {
        accept: `${who}, open the sample app, and allow its request.`,
        refuse: `${who}, open the sample app, and decline its request.`,
        silent: `${who}, open the sample app: it does not ask again.`,
      }[step.consent ?? 'accept'];
    case 'passkey':
      return {
        enroll: `Sign in as ${capitalised(step.as)} with the password, and set up a passkey.`,
        use: `Sign in as ${capitalised(step.as)} with the passkey.`,
        password: `Sign in as ${capitalised(step.as)} with the password.`,
      }[step.passkey ?? 'use'];
    case 'console':
      return `In the Admin Console, open ${step.console ?? ''}.`;
    case 'run':
      return 'Run this command.';
  }
}

/** Why a step or a change did not work, in one line. */
export function causeOf(error: unknown): string {
  if (error instanceof UserError) return [error.message, ...error.remedy].join(' ');
  return error instanceof Error ? error.message : String(error);
}
