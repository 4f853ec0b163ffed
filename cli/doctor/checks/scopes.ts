import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { text } from '../../provision/kinds/kind.ts';
import type { Fields } from '../../provision/value.ts';
import { all, count, show } from '../words.ts';

/** The scopes of the shop's API, and consent for those that need it in the demo. */
export const scopes: Check = {
  id: 'scopes',
  title: 'Scopes and consent',
  area: 'Authorization server',
  needs: ['auth-server'],
  docs: 'https://developer.okta.com/docs/guides/customize-authz-server/main/#create-scopes',
  async run({ config, demo, org }) {
    const { features } = config;
    // What only clients of the developer portal ask for is not needed without it.
    const wanted = (await demo.all('okta_auth_server_scope')).filter(
      ({ name }) => text(name) !== 'orders:read:user' || features.developer || features.portfolio,
    );
    const present = await org.list(`${demo.serverPath}/scopes`);
    const at = (name: string) => present.find((item) => item.name === name);
    const missing = wanted.filter(({ name }) => !at(text(name)));
    const where = 'Security > API > Authorization Servers > … > Scopes';
    const ids = { server: demo.serverId };
    if (missing.length > 0) {
      const names = missing.map(({ name }) => text(name));
      return failure({
        found: `${all(names)} ${names.length === 1 ? 'is' : 'are'} missing.`,
        expected: `${wanted.length} scopes.`,
        consequence:
          'Requests for these scopes fail with invalid_scope, so sign-in or parts of the API do not work.',
        remedy: `${where} > Add Scope: ${all(names)}.`,
        ids,
        fix: {
          will: `create the ${count(names.length, 'scope')} ${all(names)}`,
          apply: async () => {
            for (const { address } of missing) await demo.make(address);
          },
        },
      });
    }
    const other = wanted.find(({ name, consent }) => at(text(name))?.consent !== consent);
    if (!other) return ok(`${wanted.length} scopes; ${all(withConsent(wanted))} requires consent.`);
    const name = text(other.name);
    return failure({
      found: `Consent for ${name} is ${show(at(name)?.consent)}.`,
      expected: show(other.consent),
      consequence:
        other.consent === 'REQUIRED'
          ? 'Users are not asked for consent, and the portfolio shows no grants.'
          : 'Users are asked for consent during sign-in.',
      remedy: `${where} > ${name} > Edit: User consent ${other.consent === 'REQUIRED' ? 'Require' : 'Implicit'}.`,
      ids,
    });
  },
};

const withConsent = (wanted: readonly Fields[]) =>
  wanted.filter(({ consent }) => consent === 'REQUIRED').map(({ name }) => show(name));
