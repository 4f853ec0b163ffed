import { element, icon } from './dom.ts';
import { inOktaVerify } from './step-up.ts';
import type { Field, ForDevice } from './idx-steps.ts';

export interface Said {
  text: string;
  failed: boolean;
}

export interface Drawn {
  title: string;
  said: Said[];
  forDevice?: ForDevice;
  fields: Field[];
  /** Whether the form only waits, with nothing to send. */
  waits?: boolean;
  onSubmit: (values: Record<string, unknown>) => Promise<void>;
  links: { label: string; go: () => Promise<void> | void }[];
}

/** The card in which the form is rendered again at every step. */
export function formPlace() {
  const place = document.getElementById('custom-form');
  if (!place) throw new Error('This page has no place for the form.');
  const notes = element('div', { 'aria-live': 'polite' });
  let typed: Record<string, string> = {};

  const say = (said: readonly Said[]): void =>
    notes.replaceChildren(
      ...said.map(({ text, failed }) =>
        element(
          'p',
          { class: `notice notice-${failed ? 'failed' : 'done'}`, ...(failed && { role: 'alert' }) },
          icon(failed ? 'warning' : 'check'),
          element('span', {}, text),
        ),
      ),
    );

  const draw = ({ title, said, forDevice = {}, fields, waits = false, onSubmit, links }: Drawn): void => {
    const rows = fields.map((field) => ({ field, ...fieldRow(field, typed[field.name]) }));
    const submit = element('button', { type: 'submit', class: 'btn btn-primary btn-lg' }, 'Continue');
    const form = element(
      'form',
      { novalidate: '', class: 'own-form' },
      ...rows.map(({ row }) => row),
      submit,
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      typed = Object.fromEntries(
        rows.flatMap(({ field, read }) => (field.kind === 'text' ? [[field.name, String(read())]] : [])),
      );
      const empty = rows.filter(({ field, read }) => field.required && read() === '');
      for (const { mark } of rows) mark(undefined);
      for (const { mark, field } of empty) mark(`${field.label} is required.`);
      if (empty[0]) empty[0].focus();
      else void onSubmit(nested(rows.map(({ field, read }) => [field.name, read()])));
    });
    const ways = links.map(({ label, go }) => {
      const button = element('button', { type: 'button', class: 'own-form-link' }, label);
      button.addEventListener('click', () => void go());
      return element('li', {}, button);
    });
    say(said);
    place.replaceChildren(
      element('h2', {}, title),
      notes,
      ...aids(forDevice, waits),
      ...(waits ? [] : [form]),
      ...(ways.length > 0 ? [element('ul', { class: 'own-form-links' }, ...ways)] : []),
    );
    (rows.find(({ field }) => field.problem !== undefined) ?? rows[0])?.focus();
  };

  return {
    settings: JSON.parse(place.dataset['settings'] ?? '{}') as unknown,
    draw,
    /** This attempt cannot continue. */
    ended(said: readonly Said[]): void {
      say(said);
      const again = element('a', { class: 'btn btn-primary', href: location.pathname }, 'Start again');
      place.replaceChildren(element('h2', {}, 'This sign-in cannot continue'), notes, again);
    },
    failed(text: string): void {
      say([{ text, failed: true }]);
      if (!place.contains(notes)) place.prepend(notes);
    },
    working(is: boolean): void {
      place.ariaBusy = String(is);
      for (const button of place.querySelectorAll('button')) button.disabled = is;
    },
  };
}

function aids({ number, qrCode }: ForDevice, waits: boolean): Node[] {
  if (qrCode !== undefined)
    return [
      element('p', {}, 'Scan this QR code with the app on your phone:'),
      element('img', { class: 'own-form-code', src: qrCode, alt: 'QR code' }),
    ];
  return waits || number !== undefined ? inOktaVerify(number) : [];
}

/** `[['credentials.passcode', 'x']]` as `{ credentials: { passcode: 'x' } }`; empty values are omitted. */
function nested(values: (readonly [string, unknown])[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of values) {
    if (value === '') continue;
    const path = name.split('.');
    const last = path.pop() ?? name;
    const target = path.reduce((at, part) => (at[part] ??= {}) as Record<string, unknown>, result);
    target[last] = value;
  }
  return result;
}

function fieldRow(field: Field, before: string | undefined) {
  const id = `field-${field.name.replaceAll('.', '-')}`;
  const problem = element('p', { class: 'field-problem', id: `${id}-problem` });
  const input =
    field.kind === 'choice'
      ? element(
          'select',
          { id, class: 'form-select' },
          ...field.choices.map(({ label }, at) => element('option', { value: String(at) }, label)),
        )
      : element('input', {
          id,
          class: field.kind === 'checkbox' ? 'form-check-input' : 'form-control',
          type: field.kind,
          autocomplete: field.autocomplete,
          value: before ?? field.value,
        });
  const mark = (text: string | undefined): void => {
    problem.textContent = text ?? '';
    input.toggleAttribute('aria-invalid', text !== undefined);
    if (text === undefined) input.removeAttribute('aria-describedby');
    else input.setAttribute('aria-describedby', problem.id);
  };
  mark(field.problem);
  const label = element('label', { for: id }, field.label);
  const row =
    field.kind === 'checkbox'
      ? element('div', { class: 'field is-check' }, input, label, problem)
      : element('div', { class: 'field' }, label, input, problem);
  const read = (): unknown =>
    input instanceof HTMLSelectElement
      ? field.choices[Number(input.value)]?.value
      : input.type === 'checkbox'
        ? input.checked
        : input.value.trim();
  return { row, read, mark, focus: () => input.focus() };
}
