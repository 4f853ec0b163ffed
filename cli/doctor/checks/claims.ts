import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { text } from '../../provision/kinds/kind.ts';
import type { Fields } from '../../provision/value.ts';
import { all, show } from '../words.ts';

/** Claims by name and token: their expression, and whether they are in every token. */
export const claims: Check = {
  id: 'claims',
  title: 'Claims',
  area: 'Authorization server',
  needs: ['auth-server'],
  docs: 'https://developer.okta.com/docs/guides/customize-tokens-returned-from-okta/main/',
  async run({ demo, org }) {
    const wanted = await demo.all('okta_auth_server_claim');
    const present = await org.list(`${demo.serverPath}/claims`);
    const at = (claim: Fields) =>
      present.find((item) => item.name === claim.name && item.claimType === claim.claim_type);
    const where = 'Security > API > Authorization Servers > … > Claims';
    const ids = { server: demo.serverId };
    const consequence = (claim: Fields) =>
      claim.name === 'role'
        ? 'No one is an admin in the shop.'
        : claim.name === 'feature_access'
          ? 'No one sees premium products.'
          : 'The token viewer does not show it.';
    for (const claim of wanted) {
      const there = at(claim);
      const token = claim.claim_type === 'RESOURCE' ? 'access token' : 'ID token';
      const base = {
        consequence: consequence(claim),
        expected: `${text(claim.name)} in the ${token}: ${text(claim.value)}.`,
      };
      if (!there) {
        const elsewhere = present.some((item) => item.name === claim.name);
        return failure({
          ...base,
          found: `${text(claim.name)} is ${elsewhere ? `in the wrong token instead of the ${token}` : 'missing'}.`,
          remedy: `${where} > Add Claim: ${text(claim.name)}, ${token}, value ${text(claim.value)}.`,
          ids,
          fix: {
            will: `create the claim ${text(claim.name)} in the ${token}`,
            apply: () => demo.make(claim.address),
          },
        });
      }
      if (there.value !== claim.value || there.status === 'INACTIVE' || there.alwaysIncludeInToken === false)
        return failure({
          ...base,
          found:
            there.status === 'INACTIVE'
              ? `${text(claim.name)} is inactive.`
              : there.value !== claim.value
                ? `${text(claim.name)} is ${show(there.value)}.`
                : `${text(claim.name)} is not always in the ${token}.`,
          remedy: `${where} > ${text(claim.name)} > Edit: value ${text(claim.value)}, always in the ${token}.`,
          ids,
        });
    }
    return ok(`${all(wanted.map(({ name }) => text(name)))}.`);
  },
};
