import type { Body, OAuthOrg } from './oauth-org.ts';

/** The org that the phone belongs to; `must` is needed only to enroll. */
type PhoneOrg = Pick<OAuthOrg, 'sandbox'> & Partial<Pick<OAuthOrg, 'must'>>;

interface Screen {
  readonly pushes: readonly {
    readonly id: string;
    readonly about: string;
    readonly bindingMessage?: string;
  }[];
  readonly newDevices: readonly { readonly deviceId: string }[];
  readonly codes: readonly { readonly app: string; readonly code: string }[];
  readonly texts: readonly { readonly code?: string }[];
}

/** A person's phone, as the page of the outside world shows it. */
export class Phone {
  readonly #org: PhoneOrg;
  readonly #userId: string;

  constructor(org: PhoneOrg, person: Pick<Body, 'id'>) {
    this.#org = org;
    this.#userId = person.id;
  }

  get #url(): string {
    return `${this.#org.sandbox.outside.url}/phone/${this.#userId}`;
  }

  async screen(): Promise<Screen> {
    return (await fetch(this.#url, { headers: { accept: 'application/json' } })).json() as Promise<Screen>;
  }

  async #post(action: string, form: Record<string, string>): Promise<void> {
    await fetch(`${this.#url}/${action}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
    });
  }

  /** Enrolls Okta Verify: its pushes and its codes. */
  async enrollVerify(): Promise<this> {
    const factors = `/api/v1/users/${this.#userId}/factors`;
    await this.#org.must!('POST', factors, { factorType: 'push', provider: 'OKTA' });
    for (const { deviceId } of (await this.screen()).newDevices)
      await this.#post('add', { device: deviceId });
    return this;
  }

  async enrollSms(phoneNumber = '+1 555 415 1337'): Promise<this> {
    const factors = `/api/v1/users/${this.#userId}/factors?activate=true`;
    await this.#org.must!('POST', factors, { factorType: 'sms', provider: 'OKTA', profile: { phoneNumber } });
    return this;
  }

  /** The six digits that Okta Verify shows now. */
  async code(): Promise<string> {
    const { codes } = await this.screen();
    return codes[0]!.code.replace(' ', '');
  }

  /** The code of the latest text message. */
  async textedCode(): Promise<string> {
    return (await this.screen()).texts[0]?.code ?? 'none';
  }

  async answer(answer: 'approve' | 'decline'): Promise<void> {
    const { pushes } = await this.screen();
    await this.#post('push', { challenge: pushes[0]!.id, answer });
  }
}
