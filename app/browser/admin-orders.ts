/** The admin's orders: approves or declines one with a second factor that the shop requests through the Factors API. */
import { reload } from '../../shared/reload.ts';
import { leaveForStepUp, settleByToken, takeLeftOrder } from './parts/settle-by-token.ts';
import type { Decision } from './parts/settle-by-token.ts';
import { element } from './parts/dom.ts';
import { settleRow } from './parts/order-row.ts';
import { codeForm, inOktaVerify } from './parts/step-up.ts';
import type { Factor, StepUp, StepUpDecision } from './parts/step-up.ts';
import { requestStrip } from './parts/request-strip.ts';
import { say } from './parts/toast.ts';

/** Milliseconds between two polls; Okta counts them against a rate limit. */
const pollEvery = 2000;

const dialog = document.getElementById('step-up');
const body = document.getElementById('step-up-body');
const about = document.getElementById('step-up-order');
const title = document.getElementById('step-up-title');
/** An order that is being approved or declined, from when the dialog opens until it closes. */
interface Run {
  readonly order: HTMLElement;
  readonly status: Decision;
  stepUp?: StepUp;
}
/** The run shown in the dialog. Responses to a previous one may still arrive. */
let running: Run | undefined;

async function ask<T>(method: 'GET' | 'POST', path: string, data?: unknown): Promise<T> {
  const response = await fetch(path, {
    method,
    headers: {
      Accept: 'application/json',
      ...(data === undefined
        ? {}
        : { 'Content-Type': 'application/json', 'X-CSRF-Token': dialog?.dataset['csrf'] ?? '' }),
    },
    ...(data === undefined ? {} : { body: JSON.stringify(data) }),
  });
  const answer = (await response.json()) as T & { detail?: string };
  if (response.status === 401) reload();
  if (!response.ok) throw new Error(answer.detail ?? `The shop responded with ${response.status}.`);
  return answer;
}

/** Shows the next step. The focused element has been removed, so the step's field, heading or button gets the focus. */
function show(run: Run, ...nodes: Node[]): void {
  if (run !== running) return;
  const active = document.activeElement;
  const hadFocus = active === document.body || body?.contains(active) === true;
  body?.replaceChildren(...nodes);
  if (!hadFocus) return;
  const heading = body?.querySelector('h3');
  if (heading) heading.tabIndex = -1;
  (heading ?? body?.querySelector<HTMLElement>('input, button') ?? title)?.focus();
}

const text = (words: string): HTMLElement => element('p', {}, words);

function button(run: Run, label: string, work: () => Promise<void>, look = 'btn-primary'): HTMLButtonElement {
  const made = element('button', { type: 'button', class: `btn ${look}` }, label);
  made.addEventListener('click', () => {
    if (made.disabled) return;
    made.disabled = true;
    void work()
      .catch((error: unknown) => failed(run, error))
      .finally(() => (made.disabled = false));
  });
  return made;
}

function failed(run: Run, error: unknown): void {
  show(
    run,
    element('h3', {}, 'Something went wrong'),
    text(error instanceof Error ? error.message : 'There was no response.'),
    button(run, 'Choose again', () => choose(run)),
  );
}

/** Who requests the second factor: the shop through the Factors API, or Okta through acr_values. */
const ways = dialog?.dataset['stepUp'] ?? 'both';

async function choose(run: Run): Promise<void> {
  if (ways === 'acr') {
    await settleAtOkta(run);
    return;
  }
  const byOkta =
    ways === 'both'
      ? [
          element('p', { class: 'step-up-or' }, 'Or use Okta instead:'),
          button(run, 'Let Okta ask (acr_values)', () => settleAtOkta(run), 'btn-plain step-up-okta'),
        ]
      : [];
  show(run, text('Asking Okta for your factors …'));
  const { factors, sentence } = await ask<StepUpDecision>('GET', '/admin/step-up/factors');
  if (factors.length === 0) {
    show(
      run,
      text(sentence),
      text('Set up Okta Verify at Okta (Settings > Security Methods), then come back.'),
      ...byOkta,
    );
    return;
  }
  const choices = factors.map((factor) =>
    element(
      'li',
      {},
      button(run, factor.label, () => begin(run, factor), 'btn-plain'),
    ),
  );
  show(
    run,
    text('How do you want to verify?'),
    element('ul', { class: 'step-up-choices' }, ...choices),
    ...byOkta,
  );
}

/**
 * Asks the API to settle the order. The API says what sign-in that requires, and Okta performs it (RFC 9470).
 */
async function settleAtOkta(run: Run): Promise<void> {
  const { order, status } = run;
  show(run, text('Asking the API …'));
  const { call, outcome, wants } = await settleByToken(order.dataset['order'] ?? '', status);
  document.getElementById('strips')?.prepend(requestStrip(call));
  if (outcome === 'done' || outcome === 'settled') {
    // Someone else may have decided the other way.
    const before = /already (complete|declined)/.exec(call.responseBody)?.[1];
    const now = before === 'complete' || before === 'declined' ? before : status;
    settled(run, now, outcome === 'settled');
    return;
  }
  if (outcome === 'refused' || !wants) {
    failed(run, new Error(call.responseBody));
    return;
  }
  const { acrValues, maxAge } = wants;
  show(
    run,
    element('h3', {}, 'The API requires a stronger sign-in'),
    text('It responded with 401 insufficient_user_authentication and requires:'),
    element('pre', { class: 'step-up-wire' }, `acr_values=${acrValues}\nmax_age=${maxAge}`),
    button(run, 'Continue at Okta', async () => leaveForStepUp(order.dataset['order'] ?? '', status, wants)),
  );
}

async function begin(run: Run, factor: Factor): Promise<void> {
  const path = `/admin/orders/${run.order.dataset['order'] ?? ''}/step-up`;
  proceed(run, await ask<StepUp>('POST', path, { factor: factor.id, status: run.status }));
}

/** Shows the status of the step-up and, while a push is pending, polls again. */
function proceed(run: Run, stepUp: StepUp): void {
  run.stepUp = stepUp;
  if (stepUp.state !== 'waiting') showEnd(run, stepUp);
  else if (run !== running) leave(run);
  else if (stepUp.kind === 'push') {
    showPush(run, stepUp);
    setTimeout(() => void poll(run, stepUp), pollEvery);
  } else askForCode(run, stepUp);
}

async function poll(run: Run, { id }: StepUp): Promise<void> {
  if (run !== running || run.stepUp?.id !== id) return;
  try {
    proceed(run, await ask<StepUp>('GET', `/admin/step-up/${id}`));
  } catch (error) {
    failed(run, error);
  }
}

function showPush(run: Run, { number }: StepUp): void {
  show(
    run,
    element('h3', {}, element('span', { class: 'spinner' }), ' Waiting for your phone'),
    ...inOktaVerify(number),
    ...phone(),
    cancelButton(),
  );
}

/** The dialog covers the presenter bar and its link, so it has one to the sandbox's phone. */
function phone(): Node[] {
  const href = dialog?.dataset['phone'];
  if (href === undefined) return [];
  const link = { href, class: 'btn btn-primary', target: 'multidemo-outside', rel: 'noopener' };
  return [element('a', link, 'Open the sandbox’s phone'), document.createTextNode(' ')];
}

function askForCode(run: Run, stepUp: StepUp): void {
  const { form, input } = codeForm(stepUp, verb(run), (code) => {
    void ask<StepUp>('POST', `/admin/step-up/${stepUp.id}/code`, { code })
      .then((next) => proceed(run, next))
      .catch((error: unknown) => failed(run, error));
  });
  show(run, form, cancelButton());
  input.focus();
}

function cancelButton(): HTMLElement {
  return element('button', { type: 'button', class: 'btn btn-plain', 'data-close': '' }, 'Cancel');
}

/** Cancels the pending push when its dialog is closed, so that the phone no longer asks. If that fails, the push expires. */
function leave({ stepUp }: Run): void {
  if (stepUp?.state === 'waiting')
    void ask('POST', `/admin/step-up/${stepUp.id}/cancel`, {}).catch(() => undefined);
}

const verb = ({ status }: Run): string => (status === 'declined' ? 'Decline' : 'Approve');

/** Shows that the order is settled, by us or by someone else. */
function settled(run: Run, how: Decision, byOthers = false): void {
  if (!run.order.querySelector('[data-settle]')) return; // already settled by an earlier response
  settleRow(run.order, how);
  if (byOthers) say('Someone else has already processed this order');
  else say(how === 'declined' ? 'Declined; the item is back in stock' : 'Approved');
  if (run === running) close();
}

function showEnd(run: Run, { state, order }: StepUp): void {
  if (state === 'approved' || state === 'settled') {
    settled(run, order ?? run.status, state === 'settled');
    return;
  }
  const words = {
    declined: [
      'Declined on the phone',
      'The order has not changed. If you did not decline, someone else has your phone.',
    ],
    'timed-out': ['No response in time', 'The order has not changed. Try again when you have your phone.'],
    cancelled: ['Canceled', 'The order has not changed.'],
  } as const;
  const [ended, what] = words[state === 'waiting' ? 'cancelled' : state];
  show(
    run,
    element('h3', {}, ended),
    text(what),
    button(run, 'Try again', () => choose(run)),
  );
}

function close(): void {
  if (dialog instanceof HTMLDialogElement) dialog.close();
}

function openFor(order: HTMLElement, status: Decision, work: (run: Run) => Promise<void>): void {
  if (!(dialog instanceof HTMLDialogElement)) return;
  const run = { order, status };
  running = run;
  if (title) title.textContent = `${verb(run)} with a second factor`;
  if (about) about.textContent = order.dataset['title'] ?? '';
  dialog.showModal();
  void work(run).catch((error: unknown) => failed(run, error));
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : undefined;
  const button = target?.closest<HTMLElement>('[data-settle]');
  const order = button?.closest<HTMLElement>('[data-order]');
  if (target?.closest('[data-close]')) close();
  if (order) openFor(order, button?.dataset['settle'] === 'declined' ? 'declined' : 'complete', choose);
});
dialog?.addEventListener('close', () => {
  if (running) leave(running);
  running = undefined;
});

// Back from Okta with a stronger token: continue with what the user was about to do.
const left = takeLeftOrder();
const back = left && document.querySelector<HTMLElement>(`[data-order="${CSS.escape(left.order)}"]`);
if (left && back) openFor(back, left.status, settleAtOkta);
