import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { text } from '../../provision/kinds/kind.ts';
import type { Environment } from '../../run/environment.ts';
import { all, count } from '../words.ts';

/** Variables with the id of an identity provider; see docs/cli.md. */
const names = ['OKTA_GOOGLE_IDP', 'OKTA_FACEBOOK_IDP', 'OKTA_SAML_IDP'];

export const configuredIdps = (env: Environment): { name: string; id: string }[] =>
  names.flatMap((name) => {
    const id = env[name]?.trim();
    return id ? [{ name, id }] : [];
  });

/** The identity providers that the widget offers (L4) exist and are active. */
export const idps: Check = {
  id: 'idps',
  title: 'Identity providers',
  area: 'Partners',
  needs: ['credential'],
  docs: 'https://developer.okta.com/docs/concepts/identity-providers/',
  async run({ env, org }) {
    const wanted = configuredIdps(env);
    if (wanted.length === 0) return ok('None configured; the widget shows no provider buttons.');
    const present = await org.list('/api/v1/idps');
    const found: string[] = [];
    for (const { name, id } of wanted) {
      const idp = present.find((item) => item.id === id);
      const base = { consequence: 'Its button leads to an Okta error page.' };
      if (!idp)
        return failure({
          ...base,
          found: `The org has no identity provider ${id} (${name}).`,
          expected: `One of ${all(present.map((item) => `${text(item.name)} (${text(item.id)})`))}.`,
          remedy: `Security > Identity Providers: copy the IdP ID into ${name}, or remove ${name}.`,
        });
      if (idp.status !== 'ACTIVE')
        return failure({
          ...base,
          found: `“${text(idp.name)}” is inactive.`,
          expected: 'Active.',
          remedy: `Security > Identity Providers > ${text(idp.name)} > Activate.`,
          ids: { idp: id },
          fix: {
            will: `activate the identity provider “${text(idp.name)}”`,
            apply: () => org.post(`/api/v1/idps/${id}/lifecycle/activate`),
          },
        });
      found.push(text(idp.name));
    }
    return ok(`${count(found.length, 'provider')}: ${all(found)}.`);
  },
};
