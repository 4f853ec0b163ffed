import type { Context } from 'koa';
import type { Session } from '../../org/kernel/model.ts';
import { advance } from './advance.ts';
import { proofsOfAmr } from '../proofs.ts';
import { Refusal, refuse, say } from './messages.ts';
import { requireMethod } from './methods/index.ts';
import { methodLabels } from './present.ts';
import { steps } from './steps/index.ts';
import type { Body } from './steps/step.ts';
import type { InteractionRequest } from './transactions.ts';
import { Turn, type Services } from './turn.ts';
import { offeredEnrolments } from './verifiable.ts';

/** What the org's own page shows of a transaction. */
export type HostedView =
  | { readonly kind: 'choose'; readonly choices: readonly HostedChoice[] }
  | { readonly kind: 'code'; readonly label: string; readonly sends: boolean }
  | { readonly kind: 'push'; readonly number: number | undefined }
  /** Enough is shown: the session is there. */
  | { readonly kind: 'done' }
  /** This page cannot ask for what is missing. */
  | { readonly kind: 'impossible' };

export interface HostedChoice {
  /** What the form sends back. */
  readonly value: string;
  readonly label: string;
}

/** What the person did on the page. */
export interface HostedInput {
  /** One of the choices. */
  readonly choice?: string | undefined;
  readonly code?: string | undefined;
  /** `again` sends the push or code once more, `other` goes back to the choice. */
  readonly go?: string | undefined;
}

/**
 * The part of the Identity Engine's sign-in that the org's own pages ask for: who is signed in at the org proves more, until
 * the app's policy and the request's `acr_values` are content. The state handle is the secret that ties it to a browser.
 */
export class HostedSteps {
  readonly #services: Services;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Goes on from what a session stands for. @throws Refusal when no rule lets the person in */
  async begin(ctx: Context, session: Session, request: HostedRequest): Promise<Turn> {
    const { org, transactions } = this.#services;
    const turn = new Turn(this.#services, ctx, transactions.create({ ...request, codeChallenge: '' }));
    turn.change({
      userId: session.userId,
      identifier: org.users.require(session.userId).profile.login,
      proofs: proofsOfAmr(session.amr),
      ...(session.idpId !== org.id && { idpId: session.idpId }),
    });
    await advance(turn);
    return turn;
  }

  /** The transaction that a browser holds the handle of, when it is the one of this interaction. */
  resume(ctx: Context, stateHandle: string | undefined, interaction: string): Turn | undefined {
    const transaction = stateHandle === undefined ? undefined : this.#services.transactions.get(stateHandle);
    if (transaction?.request.hosted !== interaction) return undefined;
    return new Turn(this.#services, ctx, transaction);
  }
}

export type HostedRequest = Omit<InteractionRequest, 'codeChallenge'> & { readonly hosted: string };

/** What the person did. @throws Refusal */
export async function act(turn: Turn, { choice, code, go }: HostedInput): Promise<void> {
  if (go === 'other') {
    turn.change({ step: 'select-authenticator', current: undefined });
    return;
  }
  if (go === 'again') {
    const { authenticatorKey, methodType } = turn.current;
    const again = offered(turn).find((one) => one.key === authenticatorKey && one.methodType === methodType);
    await take(turn, 'challenge', { authenticator: again?.chosen });
    return;
  }
  if (choice !== undefined) {
    const chosen = offered(turn).find(({ value }) => value === choice)?.chosen;
    await take(turn, 'challenge', { authenticator: chosen });
    return;
  }
  if (turn.transaction.step !== 'challenge') throw refuse(say.notAllowed, 400);
  await take(turn, 'challenge/answer', { credentials: { [fieldOf(turn).name]: code ?? '' } });
}

/** Asks whether a push has been answered; true when the page has something new to show. @throws Refusal */
export async function pollPush(turn: Turn): Promise<boolean> {
  const { step, current } = turn.transaction;
  if (step !== 'challenge' || current?.methodType !== 'push') return true;
  await take(turn, 'authenticators/poll', {});
  return turn.transaction.step !== 'challenge';
}

async function take(turn: Turn, action: string, body: Body): Promise<void> {
  const { actions } = steps[turn.transaction.step];
  const handle = Object.hasOwn(actions, action) ? actions[action] : undefined;
  if (handle === undefined) throw refuse(say.notAllowed, 400);
  await handle(turn, body);
}

/** What the page shows now. */
export function viewOf(turn: Turn): HostedView {
  const { step, current } = turn.transaction;
  if (step === 'success') return { kind: 'done' };
  if (step === 'challenge' && current?.methodType === 'push') {
    const challenge = turn.org.challenges.get(current.challengeId ?? '');
    return { kind: 'push', number: challenge?.correctAnswer };
  }
  if (step === 'challenge' && current?.methodType !== 'webauthn') {
    const method = requireMethod(turn.current.authenticatorKey, turn.current.methodType);
    return { kind: 'code', label: fieldOf(turn).label, sends: method.sends === true };
  }
  const choices = offered(turn);
  return choices.length > 0 ? { kind: 'choose', choices } : { kind: 'impossible' };
}

/** Passkeys need the script of the widget: the page does not offer them. */
function offered(turn: Turn) {
  if (turn.transaction.step.includes('enroll')) return [];
  return offeredEnrolments(turn).flatMap(({ id, authenticator, methods }) =>
    methods
      .filter(({ type }) => type !== 'webauthn')
      .map(({ type, factor }) => ({
        value: `${id}.${type}`,
        label: labelOf(authenticator.name, type, factor?.profile),
        key: authenticator.key,
        methodType: type,
        chosen: { id: authenticator.id, methodType: type, enrollmentId: id },
      })),
  );
}

function labelOf(name: string, type: string, profile: Readonly<Record<string, unknown>> | undefined): string {
  if (type === 'push') return `Get a push notification (${name})`;
  if (type === 'totp' || type === 'otp') return `Enter a code (${name})`;
  if (type === 'email')
    return `Email a code to ${text(profile?.['email']).replace(/^(.).*(@.*)$/, '$1***$2')}`;
  if (type === 'sms') return `Text a code to ••• ${text(profile?.['phoneNumber']).slice(-4)}`;
  return methodLabels[type] ?? name;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The one thing that the page asks to be typed. */
function fieldOf(turn: Turn): { name: string; label: string } {
  const { authenticatorKey, methodType } = turn.current;
  if (methodType === 'security_question')
    return { name: 'answer', label: String(turn.requireFactor().profile.questionText) };
  const [field] = requireMethod(authenticatorKey, methodType).fields?.(turn) ?? [];
  return { name: field?.name ?? 'passcode', label: field?.label ?? 'Enter code' };
}

export { Refusal };
