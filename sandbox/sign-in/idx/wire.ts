import type { Message } from './messages.ts';

/** One input of a form, as Okta writes it (Ion). */
export interface Field {
  readonly name: string;
  readonly label?: string;
  readonly type?: string;
  readonly required?: boolean;
  readonly secret?: boolean;
  readonly visible?: boolean;
  readonly mutable?: boolean;
  readonly value?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly options?: readonly Option[];
  readonly form?: { readonly value: readonly Field[] };
  readonly relatesTo?: string;
  readonly messages?: { readonly type: 'array'; readonly value: readonly Message[] };
}

export interface Option {
  readonly label?: string;
  readonly value: string | { readonly form: { readonly value: readonly Field[] } };
  readonly relatesTo?: string;
}

/** Something that can be done next. */
export interface Remediation {
  readonly name: string;
  readonly href: string;
  readonly method: string;
  readonly rel?: readonly string[];
  readonly value?: readonly Field[];
  readonly [more: string]: unknown;
}

/** What a step shows. Of the remediations the first chooses the widget's screen. */
export interface Screen {
  readonly remediations: readonly Remediation[];
  readonly success?: Remediation;
  /** On the org's own page: where to go when everything has been shown. */
  readonly leave?: { readonly name: string; readonly href: string };
  readonly currentAuthenticator?: object;
  readonly currentAuthenticatorEnrollment?: object;
  readonly enrollmentAuthenticator?: object;
  readonly recoveryAuthenticator?: object;
  /** Shown where the user is asked for consent. */
  readonly issuer?: string;
  readonly authenticators?: readonly object[];
  readonly authenticatorEnrollments?: readonly object[];
}

/** The user whose sign-in a form continues. */
interface FormOf {
  readonly org: { readonly url: string };
  readonly transaction: { readonly id: string };
}

const ion = 'application/ion+json; okta-version=1.0.0';

/** A form that posts to `/idp/idx/{path}`; the state handle returns with it. */
export function form(
  { org, transaction }: FormOf,
  name: string,
  path: string,
  fields: readonly Field[] = [],
  more: { readonly relatesTo?: readonly string[]; readonly refresh?: number } = {},
): Remediation {
  return {
    rel: ['create-form'],
    name,
    ...(more.relatesTo && { relatesTo: more.relatesTo }),
    href: `${org.url}/idp/idx/${path}`,
    method: 'POST',
    ...(more.refresh !== undefined && { refresh: more.refresh }),
    produces: ion,
    value: [
      ...fields,
      { name: 'stateHandle', required: true, value: transaction.id, visible: false, mutable: false },
    ],
    accepts: 'application/json; okta-version=1.0.0',
  };
}

/** The object that holds what proves the person: `credentials: {…}`. */
export const credentials = (...fields: readonly Field[]): Field => ({
  name: 'credentials',
  type: 'object',
  form: { value: fields },
  required: true,
});

/** A value that the client has to send back as it is. */
export const constant = (name: string, value: string): Field => ({
  name,
  required: true,
  value,
  mutable: false,
});

/** Puts messages on the fields of that name, however deep they lie in the forms. */
export function withFieldMessages(
  fields: readonly Field[],
  messages: Readonly<Record<string, readonly Message[]>>,
): Field[] {
  return fields.map((field) => {
    const own = messages[field.name];
    return {
      ...field,
      ...(field.form && { form: { value: withFieldMessages(field.form.value, messages) } }),
      ...(field.options && { options: field.options.map((option) => withOptionMessages(option, messages)) }),
      ...(own && { messages: { type: 'array' as const, value: own } }),
    };
  });
}

function withOptionMessages(option: Option, messages: Readonly<Record<string, readonly Message[]>>): Option {
  if (typeof option.value === 'string') return option;
  return { ...option, value: { form: { value: withFieldMessages(option.value.form.value, messages) } } };
}
