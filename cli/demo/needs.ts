import type { Ground } from './ground.ts';
import type { Script } from './schema.ts';

/** Why a script cannot be played here; undefined if it can. */
export function missingFor(
  { needs }: Script,
  { config, control }: Pick<Ground, 'config'> & { readonly control: Ground['control'] | boolean },
): string | undefined {
  if (needs.org === 'sandbox' && !control)
    return 'it needs the sandbox org: a scene needs a browser, or makes a change that cannot be undone';
  const { features, idps, okta } = config;
  const has = {
    developer: features.developer,
    portfolio: features.portfolio,
    events: features.events,
    fulfilment: okta.fulfilment !== undefined,
    partner: idps.saml !== undefined,
    agents: okta.issuer !== okta.baseUrl,
  };
  const means = {
    developer: 'the developer portal (FF_DEVELOPER)',
    portfolio: 'the portfolio (FF_PORTFOLIO)',
    events: 'events (FF_EVENTS)',
    fulfilment: 'the fulfilment service (FF_FULFILMENT)',
    partner: 'the SAML partner (OKTA_SAML_IDP)',
    agents: 'a custom authorization server',
  };
  const off = needs.features.filter((feature) => !has[feature]).map((feature) => means[feature]);
  return off.length > 0 ? `it needs ${off.join(' and ')}` : undefined;
}
