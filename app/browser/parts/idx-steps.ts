import type { IdxRemediation, IdxTransaction } from '@okta/okta-auth-js';

type Value = NonNullable<IdxRemediation['value']>[number];

/** One field of a form; `name` is a path such as `credentials.passcode`. */
export interface Field {
  name: string;
  label: string;
  kind: 'text' | 'password' | 'checkbox' | 'choice';
  required: boolean;
  value: string;
  autocomplete: string;
  /** The org's error message for it. */
  problem: string | undefined;
  choices: { label: string; value: unknown }[];
}

const titles: Record<string, string> = {
  identify: 'Sign in',
  'identify-recovery': 'Forgot your password?',
  'challenge-authenticator': 'Verify it’s you',
  'authenticator-verification-data': 'Verify it’s you',
  'select-authenticator-authenticate': 'Choose how to verify',
  'select-authenticator-enroll': 'Set up security methods',
  'enroll-authenticator': 'Set up security method',
  'enroll-profile': 'Create an account',
  'reset-authenticator': 'Choose a new password',
  'reenroll-authenticator': 'Choose a new password',
  'challenge-poll': 'Waiting for your phone',
  'enroll-poll': 'Set up Okta Verify',
};

export const titleOf = (step: string): string => titles[step] ?? step.replaceAll('-', ' ');

/** The fields of a step, in its order. https://github.com/okta/okta-auth-js/blob/master/docs/idx.md */
export const asFields = ({ value = [] }: IdxRemediation): Field[] =>
  value.flatMap((item) => fieldsOf(item, ''));

function fieldsOf(item: Value, path: string): Field[] {
  const name = path + item.name;
  const { mutable, visible } = item as { mutable?: boolean; visible?: boolean };
  if (mutable === false || visible === false || item.name === 'stateHandle') return [];
  const choices = item.options?.map(({ label, value }) => ({ label, value: constantsOf(value) })) ?? [];
  if (choices.length === 0 && item.form)
    return item.form.value.flatMap((inner) => fieldsOf(inner, `${name}.`));
  const secret = item.secret === true;
  return [
    {
      name,
      label: item.label ?? item.name.replace(/^[a-z]/, (first) => first.toUpperCase()),
      kind:
        choices.length > 0 ? 'choice' : item.type === 'boolean' ? 'checkbox' : secret ? 'password' : 'text',
      required: item.required !== false && item.type !== 'boolean',
      value: typeof item.value === 'string' ? item.value : '',
      autocomplete: secret ? 'current-password' : item.name === 'identifier' ? 'username' : 'off',
      problem: problemOf(item),
      choices,
    },
  ];
}

/** An authenticator choice is an object with values set by the org; if it contains options, use the first. */
function constantsOf(value: unknown): unknown {
  const form = (value as { form?: { value: Value[] } } | undefined)?.form;
  if (!form) return value;
  return Object.fromEntries(
    form.value
      .map((item) => [item.name, item.options ? item.options[0]?.value : item.value] as const)
      .filter(([, constant]) => constant !== undefined),
  );
}

function problemOf(item: Value): string | undefined {
  const { messages } = item as { messages?: { value?: { message: string }[] } };
  return messages?.value?.[0]?.message;
}

/** What the user needs on another device: the number to choose there, or the QR code to scan. */
export interface ForDevice {
  number?: string | undefined;
  qrCode?: string | undefined;
}

export function onOtherDevice({ context }: IdxTransaction): ForDevice {
  const { currentAuthenticator } = context as {
    currentAuthenticator?: { value: { contextualData?: object } };
  };
  const { correctAnswer, qrcode } = (currentAuthenticator?.value.contextualData ?? {}) as {
    correctAnswer?: string;
    qrcode?: { href: string };
  };
  return { number: correctAnswer, qrCode: qrcode?.href };
}

const linkLabels: Record<string, string> = {
  'select-enroll-profile': 'Create an account',
  'select-identify': 'Back to sign in',
  'select-authenticator-authenticate': 'Verify with something else',
  'unlock-account': 'Unlock your account',
  skip: 'Set up later',
};

/** Ways to leave the step: those that need no input, and identity providers. */
export function otherSteps(
  steps: readonly IdxRemediation[],
): { step: IdxRemediation; label: string; href?: string }[] {
  return steps.flatMap((step) => {
    if (step.name === 'redirect-idp' && step.href !== undefined)
      return [{ step, label: `Sign in with ${step.idp?.name ?? 'another account'}`, href: step.href }];
    const label = linkLabels[step.name];
    return label === undefined ? [] : [{ step, label }];
  });
}
