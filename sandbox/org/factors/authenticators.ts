import type { OrgContext } from '../kernel/context.ts';
import type { Authenticator } from '../kernel/model.ts';
import { Shelf } from '../kernel/shelf.ts';

/** The ways to prove who one is that the org has. */
export class Authenticators extends Shelf<Authenticator> {
  constructor(context: OrgContext) {
    super(context, 'authenticators', 'authenticator', 'Authenticator');
  }

  /** By name, as Okta lists them. */
  override all(): Authenticator[] {
    return super.all().sort((a, b) => a.name.localeCompare(b.name, 'en'));
  }

  /** The first with that key. */
  byKey(key: string): Authenticator | undefined {
    return this.all().find((authenticator) => authenticator.key === key);
  }
}
