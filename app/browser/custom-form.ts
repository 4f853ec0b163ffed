/**
 * The shop's own sign-in form with auth-js: renders whatever the Identity Engine asks next. The interaction
 * code goes to the server, which exchanges it.
 */
import { OktaAuth } from '@okta/okta-auth-js/idx';
import type { IdxRemediation, IdxTransaction } from '@okta/okta-auth-js';
import { formPlace } from './parts/form-place.ts';
import { asFields, onOtherDevice, otherSteps, titleOf } from './parts/idx-steps.ts';
import { showWireCalls } from './parts/wire-calls.ts';

interface Settings {
  issuer: string;
  clientId: string;
  redirectUri: string;
  scopes: string[];
  state: string;
  nonce: string;
  codeChallenge: string;
  codeChallengeMethod: string;
}

const place = formPlace();
const { nonce, ...settings } = place.settings as Settings;
const okta = new OktaAuth({ ...settings, pkce: true });
let polling: ReturnType<typeof setTimeout> | undefined;
/** The poll in progress. auth-js keeps the last response, so two requests at once would mix up theirs. */
let polled = Promise.resolve();
let steps = 0;
/** What is shown, to detect whether a poll returns anything new. */
let drawn = '';

showWireCalls();
void step(() => okta.idx.start({ nonce, exchangeCodeForTokens: false }));

/** Performs one step and renders the org's response; if the step fails, the form keeps its input. */
async function step(take: () => Promise<IdxTransaction>): Promise<void> {
  clearTimeout(polling);
  steps += 1;
  place.working(true);
  try {
    await polled;
    show(await take());
  } catch (error) {
    place.failed(error instanceof Error ? error.message : 'Okta is not responding.');
  } finally {
    place.working(false);
  }
}

const ask = (name: string, values: Record<string, unknown> = {}): Promise<IdxTransaction> =>
  okta.idx.proceed({ ...values, step: name, exchangeCodeForTokens: false });
const proceed = (name: string, values: Record<string, unknown>): Promise<void> =>
  step(() => ask(name, values));

/** Checks whether the sign-in has continued on another device. Until then, input and focus stay as they are. */
async function poll(name: string, refresh: number): Promise<void> {
  const current = steps;
  const transaction = await ask(name).catch(() => undefined);
  if (current !== steps && transaction?.interactionCode === undefined) return;
  if (transaction === undefined) pollLater(name, refresh);
  else show(transaction, drawn);
}

function pollLater(name: string, refresh: number): void {
  polling = setTimeout(() => {
    polled = poll(name, refresh);
  }, refresh);
}

/**
 * @param before what is already shown and need not be drawn again
 * @param next the step to show, one of those that the org offers
 */
function show(
  transaction: IdxTransaction,
  before?: string,
  next: IdxRemediation | undefined = transaction.neededToProceed[0],
): void {
  const { interactionCode, neededToProceed, messages = [] } = transaction;
  if (interactionCode !== undefined) {
    const code = new URLSearchParams({ interaction_code: interactionCode, state: settings.state });
    location.assign(`${settings.redirectUri}?${code.toString()}`);
    return;
  }
  const said = messages.map(({ message, class: kind }) => ({ text: message, failed: kind === 'ERROR' }));
  if (!next) {
    place.ended(said);
    return;
  }
  if (next.name === 'redirect-idp' && next.href !== undefined && neededToProceed.length === 1) {
    location.assign(next.href);
    return;
  }
  const content = {
    title: titleOf(next.name),
    said,
    forDevice: onOtherDevice(transaction),
    fields: asFields(next),
    // Continues when the user has responded on the other device.
    waits: next.refresh !== undefined && asFields(next).length === 0,
    links: [
      ...otherSteps(neededToProceed.filter((step) => step !== next)).map(({ step, label, href }) => ({
        label,
        go: (): Promise<void> | void => {
          if (href !== undefined) location.assign(href);
          else if (asFields(step).length === 0) return proceed(step.name, {});
          else leaveTo(transaction, step);
        },
      })),
      ...recovery(transaction),
    ],
  };
  drawn = JSON.stringify(content);
  if (drawn !== before) place.draw({ ...content, onSubmit: (values) => proceed(next.name, values) });
  if (next.refresh !== undefined) pollLater(next.name, next.refresh);
}

/** Goes to a step that needs input and was offered together with the one shown. */
function leaveTo(transaction: IdxTransaction, step: IdxRemediation): void {
  clearTimeout(polling);
  steps += 1;
  show({ ...transaction, messages: [] }, undefined, step);
}

/** "Forgot your password?" is an action of the authenticator, not a separate step. */
function recovery({ actions }: IdxTransaction): { label: string; go: () => Promise<void> }[] {
  const name = 'currentAuthenticator-recover';
  if (!(name in actions)) return [];
  return [
    {
      label: 'Forgot your password?',
      go: () => step(() => okta.idx.proceed({ actions: [name], exchangeCodeForTokens: false })),
    },
  ];
}
