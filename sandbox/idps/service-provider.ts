import type { IdentityProvider } from '../org/idps/model.ts';
import type { Org } from '../org/org.ts';
import { protocolOf } from './settings.ts';

/** The name of the org as a service provider of this identity provider: what assertions must be meant for. */
export const serviceProviderId = (idp: IdentityProvider): string =>
  protocolOf(idp).credentials?.trust?.audience ?? idp.audience ?? idp.id;

/** The assertion consumer service: where the identity provider sends its answer. */
export const acsUrl = (org: Org, idp: IdentityProvider): string =>
  `${org.url}/sso/saml2${protocolOf(idp).endpoints?.acs?.type === 'ORG' ? '' : `/${idp.id}`}`;
