import type { OrgContext } from '../kernel/context.ts';
import { newId } from '../kernel/ids.ts';
import type { Consent } from '../kernel/model.ts';
import type { Collection } from '../kernel/records.ts';

interface ConsentKey {
  readonly userId: string;
  readonly clientId: string;
  readonly issuer: string;
}

/** What people have allowed apps to do in their name. Okta shows each scope as a grant of the person. */
export class Consents {
  readonly #context: OrgContext;
  readonly #consents: Collection<Consent>;
  readonly #byUser: (userId: string) => Consent[];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#consents = context.records.collection('consents');
    this.#byUser = this.#consents.index(({ userId }) => userId);
  }

  get(id: string): Consent | undefined {
    return this.#consents.get(id);
  }

  ofUser(userId: string): Consent[] {
    return this.#byUser(userId);
  }

  /** The scopes that the person has allowed the client at this authorization server. */
  scopesOf(key: ConsentKey): string[] {
    return this.#of(key).map(({ scope }) => scope);
  }

  /** Adds missing ones. */
  allow(key: ConsentKey, scopes: readonly string[]): void {
    this.#context.records.transaction(() => {
      const given = this.scopesOf(key);
      const now = this.#context.now();
      for (const scope of scopes.filter((name) => !given.includes(name)))
        this.#consents.put({ id: newId('grant'), ...key, scope, created: now, lastUpdated: now });
    });
  }

  revoke(id: string): void {
    this.#context.records.transaction(() => this.#consents.delete(id));
  }

  forgetUser(userId: string): void {
    for (const { id } of this.#byUser(userId)) this.#consents.delete(id);
  }

  forgetClient(clientId: string): void {
    for (const consent of this.#consents.all())
      if (consent.clientId === clientId) this.#consents.delete(consent.id);
  }

  #of({ userId, clientId, issuer }: ConsentKey): Consent[] {
    return this.#byUser(userId).filter(
      (consent) => consent.clientId === clientId && consent.issuer === issuer,
    );
  }
}
