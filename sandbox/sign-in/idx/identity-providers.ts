import type { Org } from '../../org/org.ts';
import type { Transaction } from './transactions.ts';
import type { Remediation } from './wire.ts';

/**
 * What the sign-in asks of the part of the org that knows identity providers. Theirs are `redirect-idp` remediations:
 * method GET, href `{org}/sso/idps/{id}?stateToken={state handle}`, no rel.
 */
export interface IdentityProviders {
  /** The buttons of the first page. */
  remediations(org: Org, transaction: Transaction): readonly Remediation[];
  /** Where a routing rule sends the owner of this name; undefined when the org itself signs them in. */
  routeOf(org: Org, transaction: Transaction, identifier: string): Remediation | undefined;
}

/** An org without identity providers. */
export const noIdentityProviders: IdentityProviders = {
  remediations: () => [],
  routeOf: () => undefined,
};
