import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { z } from 'zod';

const organization = z.object({ id: z.string(), pipeline: z.enum(['idx', 'v1']) });

/** The org responds, and says which engine it uses. Does not need credentials. */
export const org: Check = {
  id: 'org',
  title: 'Org and its engine',
  area: 'Okta org',
  needs: ['configuration'],
  docs: 'https://developer.okta.com/docs/concepts/oie-intro/',
  async run({ config, door }) {
    const { baseUrl } = config.okta;
    const answer = (await door.ask(`${baseUrl}/.well-known/okta-organization`)).expectOkta();
    const said = organization.safeParse(answer.json);
    if (!said.success)
      return failure({
        found: `${baseUrl} responded with ${answer.status}, but it is not an Okta org.`,
        expected: 'An Okta org that returns its ID and engine.',
        consequence: 'Users cannot sign in.',
        remedy: 'Set OKTA_BASE_URL to the org’s address, without -admin and without a path.',
      });
    return said.data.pipeline === 'idx'
      ? ok('Identity Engine: all sign-in methods work.')
      : ok(
          'Classic engine: the widget and the custom form use /api/v1/authn; interaction code is not available.',
        );
  },
};
