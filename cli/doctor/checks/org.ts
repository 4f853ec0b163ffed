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
        found: `${baseUrl} answered ${answer.status}, but not as an Okta org.`,
        expected: 'An Okta org that returns its id and its engine.',
        consequence: 'Nobody can sign in.',
        remedy: 'Correct OKTA_BASE_URL: the address of the org, without -admin and without a path.',
      });
    return said.data.pipeline === 'idx'
      ? ok('Identity Engine: every way to sign in works.')
      : ok(
          'Classic engine: the widget and the custom form use /api/v1/authn; interaction code is not available.',
        );
  },
};
