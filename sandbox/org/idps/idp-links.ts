import type { OrgContext } from '../kernel/context.ts';
import type { Collection, Entity } from '../kernel/records.ts';

/** That a person of the org is an account at an identity provider. Id: `{idpId}:{externalId}`. */
export interface IdpLink extends Entity {
  readonly idpId: string;
  readonly externalId: string;
  readonly userId: string;
  /** What the identity provider said of the person last. */
  readonly profile: Readonly<Record<string, unknown>>;
  readonly created: string;
  readonly lastUpdated: string;
}

/** Links between users and their accounts at identity providers. */
export class IdpLinks {
  readonly #context: OrgContext;
  readonly #links: Collection<IdpLink>;
  readonly #ofUser: (userId: string) => IdpLink[];
  readonly #ofIdp: (idpId: string) => IdpLink[];

  constructor(context: OrgContext) {
    this.#context = context;
    this.#links = context.records.collection('idpLinks');
    this.#ofUser = this.#links.index(({ userId }) => userId);
    this.#ofIdp = this.#links.index(({ idpId }) => idpId);
  }

  /** The link of an account at an identity provider, if it belongs to a user of the org. */
  get(idpId: string, externalId: string): IdpLink | undefined {
    return this.#links.get(`${idpId}:${externalId}`);
  }

  ofUser(userId: string): IdpLink[] {
    return this.#ofUser(userId);
  }

  ofIdp(idpId: string): IdpLink[] {
    return this.#ofIdp(idpId);
  }

  /** Links an account to a user, or updates what the identity provider says about it. */
  put(input: Omit<IdpLink, 'id' | 'created' | 'lastUpdated'>): IdpLink {
    const id = `${input.idpId}:${input.externalId}`;
    const now = this.#context.now();
    return this.#links.put({ ...input, id, created: this.#links.get(id)?.created ?? now, lastUpdated: now });
  }

  delete(link: IdpLink): void {
    this.#links.delete(link.id);
  }

  forgetUser(userId: string): void {
    for (const { id } of this.#ofUser(userId)) this.#links.delete(id);
  }

  forgetIdp(idpId: string): void {
    for (const { id } of this.#ofIdp(idpId)) this.#links.delete(id);
  }
}
