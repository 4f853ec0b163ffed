import type { IdentityProviders } from '../sign-in/idx/identity-providers.ts';
import type { Transaction } from '../sign-in/idx/transactions.ts';
import type { Remediation } from '../sign-in/idx/wire.ts';
import type { IdentityProvider } from '../org/idps/model.ts';
import type { Org } from '../org/org.ts';
import type { Federation } from './federation.ts';
import { redirectFor, routeOf } from './routing.ts';

/** The identity providers as the sign-in of the Identity Engine shows them: `redirect-idp` remediations. */
export function idxProviders(federation: Federation): IdentityProviders {
  const redirectTo = (idp: IdentityProvider, transaction: Transaction, identifier?: string): Remediation => {
    const hint = identifier === undefined ? '' : `&login_hint=${encodeURIComponent(identifier)}`;
    return {
      name: 'redirect-idp',
      type: idp.type,
      idp: { id: idp.id, name: idp.name },
      href: federation.startUrl(idp.id, transaction.id) + hint,
      method: 'GET',
    };
  };
  return {
    remediations: (org, transaction) =>
      routeOf(org, { appId: appIdOf(org, transaction) }).providers.map((idp) => redirectTo(idp, transaction)),
    routeOf: (org, transaction, identifier) => {
      const idp = redirectFor(org, { identifier, appId: appIdOf(org, transaction) });
      return idp && redirectTo(idp, transaction, identifier);
    },
  };
}

const appIdOf = (org: Org, { request }: Transaction): string | undefined =>
  request.appId ?? org.apps.byClientId(request.clientId ?? '')?.id;
