/** The admin's orders: approves one behind a second factor that the shop asks for by the Factors API. */
import { element } from './parts/dom.ts';
import { say } from './parts/toast.ts';

interface Factor {
  id: string;
  kind: 'push' | 'totp' | 'sms' | 'email';
  label: string;
}

/** What approving asks of this admin, as the doctor foretells it too. */
interface StepUpDecision {
  factors: Factor[];
  sentence: string;
}

interface StepUp {
  id: string;
  kind: Factor['kind'];
  state: 'waiting' | 'approved' | 'declined' | 'timed-out' | 'cancelled' | 'settled';
  number?: number | null;
  problem?: string;
}

/** Milliseconds between two questions; Okta counts them against a rate limit. */
const pollEvery = 2000;

const dialog = document.getElementById('step-up');
const body = document.getElementById('step-up-body');
const about = document.getElementById('step-up-order');
let running: { order: HTMLElement; stepUp?: StepUp } | undefined;

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
  if (response.status === 401) location.reload();
  if (!response.ok) throw new Error(answer.detail ?? `The shop answered ${response.status}.`);
  return answer;
}

function show(...nodes: Node[]): void {
  body?.replaceChildren(...nodes);
}

const text = (words: string): HTMLElement => element('p', {}, words);

function button(label: string, work: () => Promise<void>, look = 'btn-primary'): HTMLButtonElement {
  const made = element('button', { type: 'button', class: `btn ${look}` }, label);
  made.addEventListener('click', () => {
    if (made.disabled) return;
    made.disabled = true;
    void work()
      .catch((error: unknown) => failed(error))
      .finally(() => (made.disabled = false));
  });
  return made;
}

function failed(error: unknown): void {
  show(
    element('h3', {}, 'That did not work'),
    text(error instanceof Error ? error.message : 'Nothing came back.'),
    button('Choose again', choose),
  );
}

async function choose(): Promise<void> {
  show(text('Asking Okta for your factors …'));
  const { factors, sentence } = await ask<StepUpDecision>('GET', '/admin/step-up/factors');
  if (factors.length === 0) {
    show(text(sentence), text('Set up Okta Verify at Okta (Settings > Security Methods), then come back.'));
    return;
  }
  const choices = factors.map((factor) =>
    element(
      'li',
      {},
      button(factor.label, () => begin(factor), 'btn-plain'),
    ),
  );
  show(text('How will you prove that it is you?'), element('ul', { class: 'step-up-choices' }, ...choices));
}

async function begin(factor: Factor): Promise<void> {
  if (!running) return;
  const path = `/admin/orders/${running.order.dataset['order'] ?? ''}/step-up`;
  proceed(await ask<StepUp>('POST', path, { factor: factor.id }));
}

/** Shows how the step-up stands and, while a push waits, asks again. */
function proceed(stepUp: StepUp): void {
  if (!running) return;
  running.stepUp = stepUp;
  if (stepUp.state === 'waiting') {
    if (stepUp.kind !== 'push') {
      askForCode(stepUp);
      return;
    }
    showPush(stepUp);
    setTimeout(() => void poll(stepUp), pollEvery);
  } else showEnd(stepUp);
}

async function poll({ id }: StepUp): Promise<void> {
  if (running?.stepUp?.id !== id) return;
  try {
    proceed(await ask<StepUp>('GET', `/admin/step-up/${id}`));
  } catch (error) {
    failed(error);
  }
}

function showPush({ number }: StepUp): void {
  show(
    element('h3', {}, element('span', { class: 'spinner' }), ' Waiting for your phone'),
    ...(number == null
      ? [text('Open Okta Verify and approve.')]
      : [
          text('Open Okta Verify and tap this number:'),
          element('p', { class: 'step-up-number' }, String(number)),
        ]),
    button('Cancel', cancel, 'btn-plain'),
  );
}

function askForCode(stepUp: StepUp): void {
  const input = element('input', {
    id: 'step-up-code',
    class: 'form-control',
    inputmode: 'numeric',
    autocomplete: 'one-time-code',
    maxlength: '8',
    ...(stepUp.problem ? { 'aria-invalid': 'true', 'aria-describedby': 'step-up-problem' } : {}),
  });
  const form = element(
    'form',
    { class: 'step-up-code' },
    element(
      'label',
      { for: 'step-up-code' },
      stepUp.kind === 'totp' ? 'Code of your authenticator app' : 'The code that Okta has sent',
    ),
    input,
    ...(stepUp.problem
      ? [element('p', { id: 'step-up-problem', class: 'step-up-problem' }, stepUp.problem)]
      : []),
    element('button', { type: 'submit', class: 'btn btn-primary' }, 'Approve'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void ask<StepUp>('POST', `/admin/step-up/${stepUp.id}/code`, { code: input.value })
      .then(proceed)
      .catch((error: unknown) => failed(error));
  });
  show(form, button('Cancel', cancel, 'btn-plain'));
  input.focus();
}

async function cancel(): Promise<void> {
  const id = running?.stepUp?.id;
  close();
  if (id !== undefined) await ask('POST', `/admin/step-up/${id}/cancel`, {});
}

function showEnd({ state }: StepUp): void {
  if (state === 'approved' || state === 'settled') {
    const order = running?.order;
    const badge = order?.querySelector('.status');
    if (badge) {
      badge.className = 'status status-complete';
      badge.textContent = 'Approved';
    }
    order?.querySelector('[data-approve]')?.remove();
    say(state === 'approved' ? 'Approved' : 'Somebody has settled this order already');
    close();
    return;
  }
  const words = {
    declined: [
      'Declined on the phone',
      'The order stays as it was. If it was not you who declined, somebody else has your phone.',
    ],
    'timed-out': ['No answer in time', 'The order stays as it was. Try again when the phone is at hand.'],
    cancelled: ['Cancelled', 'The order stays as it was.'],
  } as const;
  const [title, what] = words[state === 'waiting' ? 'cancelled' : state];
  show(element('h3', {}, title), text(what), button('Try again', choose));
}

function close(): void {
  running = undefined;
  if (dialog instanceof HTMLDialogElement) dialog.close();
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : undefined;
  const order = target?.closest('[data-approve]')?.closest<HTMLElement>('[data-order]');
  if (target?.closest('[data-close]')) close();
  if (!order || !(dialog instanceof HTMLDialogElement)) return;
  running = { order };
  if (about) about.textContent = order.dataset['title'] ?? '';
  dialog.showModal();
  void choose().catch((error: unknown) => failed(error));
});
dialog?.addEventListener('close', () => (running = undefined));
