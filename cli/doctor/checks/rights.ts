import { ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import type { Context } from '../context.ts';
import { rightsNeeded } from '../../provision/credentials.ts';
import { featureCode } from '../../provision/management-api.ts';
import { Trouble } from '../trouble.ts';
import { all, show } from '../words.ts';

/** All permissions that the demo needs, checked one by one. */
export const rights: Check = {
  id: 'rights',
  title: 'Permissions',
  area: 'Okta org',
  needs: ['credential'],
  docs: 'https://help.okta.com/en-us/content/topics/security/administrators-admin-comparison.htm',
  async run(context) {
    const { features, idps, okta } = context.config;
    const unused = [
      ...(features.events ? [] : ['event hooks']),
      ...((idps.google ?? idps.facebook ?? idps.saml) ? [] : ['identity providers']),
      ...(okta.issuer === okta.baseUrl ? ['authorization servers'] : []),
    ];
    const needed = rightsNeeded.filter(({ what }) => !unused.includes(what));
    const refused: string[] = [];
    const lacking: string[] = [];
    await Promise.all(
      needed.map(async ({ what, path }) => {
        const answer = await context.org.get(path);
        if (answer.lacksFeature) lacking.push(what);
        else if (answer.status === 403) refused.push(what);
        else answer.expectOkta();
      }),
    );
    if (refused.length > 0)
      throw new Trouble('forbidden', all(refused), 'the credential is not allowed to read them (403).');
    if (lacking.length > 0) return notIncluded(lacking);
    return (await readOnly(context)) ?? ok(`All ${needed.length} that the demo needs.`);
  },
};

const notIncluded = (lacking: readonly string[]) =>
  warning({
    found: `The org’s plan does not include ${all(lacking)} (${featureCode}).`,
    expected: 'A plan with everything that the demo uses.',
    consequence: 'The parts of the demo that use it do not work, whatever the permissions.',
    remedy:
      'Have Okta add it to the plan, or run multidemo init again: it leaves out what the org does not support.',
  });

/** An API token has its owner's permissions: a read-only role cannot create clients. */
async function readOnly({ config, org }: Context) {
  if (config.okta.management?.kind !== 'token') return undefined;
  const roles = await org.list('/api/v1/users/me/roles').catch(() => []);
  const types = roles.map(({ type }) => show(type));
  if (types.length === 0 || types.some((type) => /SUPER_ADMIN|ORG_ADMIN|APP_ADMIN|CUSTOM/.test(type)))
    return undefined;
  return warning({
    found: `The token’s owner has only ${all(types)}.`,
    expected: 'SUPER_ADMIN, because the developer portal creates clients and policies.',
    consequence: 'Creating a client in the developer portal fails with 403.',
    remedy: 'Create the token as a super administrator (Security > API > Tokens).',
  });
}
