import { createHash } from 'node:crypto';
import type { Org } from '../org/org.ts';
import type { Collection, Entity } from '../org/kernel/records.ts';

/** A person's account at a played identity provider. */
export interface PartnerAccount extends Entity {
  /** `google`, `facebook`, `saml`. */
  readonly partner: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

export type AccountInput = Pick<PartnerAccount, 'firstName' | 'lastName' | 'email'>;

/** Accounts that are not users of the org before their first sign-in. */
const strangers: Readonly<Record<string, readonly AccountInput[]>> = {
  google: [{ firstName: 'Mary', lastName: 'Anning', email: 'mary.anning@social.example' }],
  facebook: [{ firstName: 'Tove', lastName: 'Jansson', email: 'tove.jansson@social.example' }],
  saml: [
    { firstName: 'Katherine', lastName: 'Johnson', email: 'katherine@partner.example' },
    { firstName: 'Mary', lastName: 'Seacole', email: 'mary@partner.example' },
  ],
};

/** How many of the org's users a social identity provider offers as accounts. */
const mostPeople = 3;

/** Manages the accounts at the simulated identity providers. */
export class PartnerAccounts {
  readonly #org: Org;
  readonly #accounts: Collection<PartnerAccount>;

  constructor(org: Org) {
    this.#org = org;
    this.#accounts = org.collection('partnerAccounts');
  }

  get(id: string): PartnerAccount | undefined {
    return this.#accounts.get(id);
  }

  /*   * The accounts to choose from: those that have signed in before, strangers and, to show account linking,
   * users of the org.
   */
  offered(partner: string): AccountInput[] {
    const known = this.#accounts.all().filter((account) => account.partner === partner);
    const people = partner === 'saml' ? [] : this.#people();
    const byEmail = new Map<string, AccountInput>();
    for (const account of [...known, ...(strangers[partner] ?? []), ...people])
      if (!byEmail.has(account.email)) byEmail.set(account.email, account);
    return [...byEmail.values()];
  }

  /** The account with this email address, created if there is none. Its ID never changes. */
  open(partner: string, { firstName, lastName, email }: AccountInput): PartnerAccount {
    const digest = createHash('sha256').update(`${partner} ${email.toLowerCase()}`).digest('hex');
    // A long number, as social networks have it.
    const id = BigInt(`0x${digest.slice(0, 16)}`)
      .toString()
      .padStart(20, '1');
    return this.#org.transaction(() => this.#accounts.put({ id, partner, firstName, lastName, email }));
  }

  #people(): AccountInput[] {
    return this.#org.users
      .all()
      .filter(({ status, profile }) => status === 'ACTIVE' && !profile.email.endsWith('@sandbox.example'))
      .slice(0, mostPeople)
      .map(({ profile }) => ({
        firstName: String(profile.firstName),
        lastName: String(profile.lastName),
        email: profile.email,
      }));
  }
}
