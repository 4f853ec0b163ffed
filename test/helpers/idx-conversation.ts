/** A document of the Identity Engine, as far as tests look into it. */
export interface IdxDocument {
  readonly stateHandle: string;
  readonly remediation?: { readonly value: readonly Remediation[] };
  readonly messages?: { readonly value: readonly Message[] };
  readonly currentAuthenticator?: { readonly value: Authenticator };
  readonly currentAuthenticatorEnrollment?: { readonly value: Authenticator };
  readonly authenticators?: { readonly value: readonly Authenticator[] };
  readonly authenticatorEnrollments?: { readonly value: readonly Authenticator[] };
  readonly successWithInteractionCode?: Remediation;
  /** On the org's own page: where it leads when all is shown. */
  readonly success?: { readonly name: string; readonly href: string };
  readonly [more: string]: unknown;
}

interface Message {
  readonly message: string;
  readonly i18n: { readonly key: string };
}

interface Field {
  readonly name: string;
  readonly value?: unknown;
  readonly form?: { readonly value: readonly Field[] };
  readonly options?: readonly { readonly label: string; readonly value: unknown }[];
  readonly messages?: { readonly value: readonly Message[] };
}

export interface Remediation {
  readonly name: string;
  readonly href: string;
  readonly accepts: string;
  readonly refresh?: number;
  readonly relatesTo?: readonly string[];
  readonly value: readonly Field[];
}

interface Authenticator {
  readonly id: string;
  readonly key: string;
  readonly methods: readonly { readonly type: string }[];
  readonly contextualData?: Readonly<Record<string, unknown>>;
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly resend?: Remediation;
  readonly poll?: Remediation;
  readonly recover?: Remediation;
  readonly settings?: unknown;
}

/** Whose cookies go along. */
export interface Fetcher {
  fetch(url: string, init?: RequestInit): Promise<Response>;
}

/** Speaks to the Identity Engine as the widget does, one posted remediation after the other. */
export class IdxConversation<Browser extends Fetcher = Fetcher> {
  readonly visitor: Browser;
  document!: IdxDocument;
  status = 0;
  contentType = '';

  constructor(visitor: Browser) {
    this.visitor = visitor;
  }

  async post(url: string, body: object): Promise<this> {
    const response = await this.visitor.fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/ion+json; okta-version=1.0.0',
      },
      body: JSON.stringify(body),
    });
    this.status = response.status;
    this.contentType = response.headers.get('content-type') ?? '';
    this.document = (await response.json()) as IdxDocument;
    checkPaths(this.document);
    return this;
  }

  /** The names of what can be done, the first being the screen. */
  get names(): string[] {
    return this.document.remediation?.value.map(({ name }) => name) ?? [];
  }

  get messageKeys(): string[] {
    return this.document.messages?.value.map(({ i18n }) => i18n.key) ?? [];
  }

  /** The keys of the messages on fields of the first remediation. */
  get fieldMessageKeys(): string[] {
    const keysOf = (fields: readonly Field[]): string[] =>
      fields.flatMap((field) => [
        ...(field.messages?.value.map(({ i18n }) => i18n.key) ?? []),
        ...keysOf(field.form?.value ?? []),
      ]);
    return keysOf(this.document.remediation?.value[0]?.value ?? []);
  }

  remediation(name: string): Remediation {
    const found = this.document.remediation?.value.find((remediation) => remediation.name === name);
    if (found === undefined) throw new Error(`There is no ${name} among ${this.names.join(', ')}.`);
    return found;
  }

  /** Fills in a remediation and posts it. */
  async proceed(name: string, body: object = {}): Promise<this> {
    return this.submit(this.remediation(name), body);
  }

  async submit(remediation: Remediation | undefined, body: object = {}): Promise<this> {
    if (remediation === undefined) throw new Error('There is no such action.');
    return this.post(remediation.href, { stateHandle: this.document.stateHandle, ...body });
  }

  answer(credentials: object): Promise<this> {
    const [{ name } = { name: 'challenge-authenticator' }] = this.document.remediation?.value ?? [];
    return this.proceed(name, { credentials });
  }

  /** Chooses by the label of the option. */
  async choose(label: string, more: object = {}): Promise<this> {
    const remediation = this.document.remediation!.value.find(({ name }) => name.startsWith('select-auth'))!;
    const field = remediation.value.find(({ name }) => name === 'authenticator')!;
    const option = field.options?.find((candidate) => candidate.label === label);
    if (option === undefined)
      throw new Error(`${label} is not among ${field.options?.map((o) => o.label).join(', ')}.`);
    const { form } = option.value as { form: { value: readonly Field[] } };
    const fixed = Object.fromEntries(
      form.value.filter(({ value }) => value !== undefined).map(({ name, value }) => [name, value]),
    );
    return this.submit(remediation, { authenticator: { ...fixed, ...more } });
  }

  get options(): string[] {
    const remediation = this.document.remediation!.value.find(({ name }) => name.startsWith('select-auth'));
    return remediation?.value[0]?.options?.map(({ label }) => label) ?? [];
  }
}

/** Every `relatesTo` path has to lead somewhere: auth-js throws otherwise. */
function checkPaths(document: IdxDocument): void {
  const paths = [...JSON.stringify(document).matchAll(/"relatesTo":(\[[^\]]*\]|"[^"]*")/g)].flatMap(
    ([, json]) => JSON.parse(json!) as string | string[],
  );
  for (const path of paths) {
    const keys = path
      .replace(/^\$\./, '')
      .split(/[.[\]]+/)
      .filter(Boolean);
    const target = keys.reduce<unknown>(
      (value, key) => (value as Record<string, unknown> | undefined)?.[key],
      document,
    );
    if (target === undefined) throw new Error(`${path} leads nowhere.`);
  }
}
