import { createHash, randomBytes } from 'node:crypto';
import { decodeJwt, type JWTPayload } from 'jose';
import type { TestOrg } from './org.ts';
import { Visitor } from './visitor.ts';

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

interface Remediation {
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

/** Speaks to the Identity Engine as a browser app does, one posted remediation after the other. */
export class IdxClient {
  readonly visitor: Visitor;
  readonly #test: TestOrg;
  readonly #verifier = randomBytes(32).toString('base64url');
  document!: IdxDocument;
  status = 0;
  contentType = '';
  interactionHandle = '';

  constructor(test: TestOrg, visitor = new Visitor()) {
    this.#test = test;
    this.visitor = visitor;
  }

  /** The answer of `/interact`, whatever it is. */
  async interact(
    changes: Record<string, string | undefined> = {},
    server = '/oauth2/default',
  ): Promise<Response> {
    const parameters: Record<string, string | undefined> = {
      client_id: this.#test.clientId,
      scope: 'openid profile email offline_access',
      redirect_uri: 'http://localhost:9/callback',
      code_challenge: createHash('sha256').update(this.#verifier).digest('base64url'),
      code_challenge_method: 'S256',
      state: 'state-1',
      nonce: 'nonce-1',
      ...changes,
    };
    const form = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) if (value !== undefined) form.set(name, value);
    return this.visitor.fetch(`${this.#test.url}${server}/v1/interact`, { method: 'POST', body: form });
  }

  /** `/interact` and `introspect`. */
  async start(changes: Record<string, string | undefined> = {}): Promise<this> {
    const answer = (await (await this.interact(changes)).json()) as { interaction_handle: string };
    this.interactionHandle = answer.interaction_handle;
    return this.introspect();
  }

  async introspect(): Promise<this> {
    return this.post(`${this.#test.url}/idp/idx/introspect`, { interactionHandle: this.interactionHandle });
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

  get interactionCode(): string | undefined {
    const field = this.document.successWithInteractionCode?.value.find(
      ({ name }) => name === 'interaction_code',
    );
    return field?.value as string | undefined;
  }

  /** Redeems the interaction code. */
  async redeem(changes: Record<string, string> = {}): Promise<Response> {
    return this.visitor.post(`${this.#test.issuer}/v1/token`, {
      grant_type: 'interaction_code',
      interaction_code: this.interactionCode ?? '',
      client_id: this.#test.clientId,
      redirect_uri: 'http://localhost:9/callback',
      code_verifier: this.#verifier,
      ...changes,
    });
  }

  /** The claims of the ID token that the interaction code brings. */
  async idToken(): Promise<JWTPayload> {
    const { id_token: token } = (await (await this.redeem()).json()) as { id_token: string };
    return decodeJwt(token);
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
