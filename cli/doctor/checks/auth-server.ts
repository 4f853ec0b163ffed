import { z } from 'zod';
import { failure, notRun, ok } from '../check.ts';
import { reducedText } from '../../provision/reduced-stack.ts';
import type { Check } from '../check.ts';
import { correct } from '../local-value.ts';
import { all, texts, show } from '../words.ts';

/** The authorization server in OKTA_ISSUER exists, is active and is for this API. */
export const authServer: Check = {
  id: 'auth-server',
  title: 'Server and audience',
  area: 'Authorization server',
  needs: ['credential'],
  docs: 'https://developer.okta.com/docs/concepts/auth-servers/',
  async run(context) {
    const { config, demo, org, door } = context;
    const { issuer, audience, baseUrl } = config.okta;
    if (issuer === baseUrl) return notRun(reducedText.replace(/\.$/, ''));
    const present = await org.read(demo.serverPath);
    const consequence = 'Users cannot sign in because the shop cannot find the authorization server.';
    if (!present)
      return failure({
        found: `The org has no authorization server ${issuer}.`,
        expected: 'The authorization server in OKTA_ISSUER.',
        consequence,
        remedy:
          'Security > API > Authorization Servers: copy the Issuer URI into OKTA_ISSUER, or run multidemo init.',
      });
    const where = `Security > API > Authorization Servers > ${show(present.name)}`;
    const ids = { server: demo.serverId };
    if (present.status !== 'ACTIVE')
      return failure({
        found: `“${show(present.name)}” is inactive.`,
        expected: 'Active.',
        consequence,
        remedy: `${where} > Activate.`,
        ids,
        fix: {
          will: `activate the authorization server “${show(present.name)}”`,
          apply: () => org.post(`${demo.serverPath}/lifecycle/activate`),
        },
      });
    const audiences = texts(present.audiences);
    if (!audiences.includes(audience))
      return failure({
        found: `Its audience is ${all(audiences)}.`,
        expected: `${audience}, the value of OKTA_AUDIENCE (or APP_URL).`,
        consequence: 'The API rejects every token with 401, so products and orders stay empty.',
        remedy: `${where} > Settings > Audience: ${audience}, or set OKTA_AUDIENCE=${audiences[0] ?? ''} in .env.`,
        ids,
      });
    const answer = (await door.ask(`${issuer}/.well-known/openid-configuration`)).expectOkta();
    const told = z.object({ issuer: z.string() }).safeParse(answer.json).data?.issuer;
    if (told !== issuer)
      return failure({
        found: `Its issuer is ${told ?? 'nothing'}.`,
        expected: issuer,
        consequence: 'The shop rejects every ID token because the issuer does not match.',
        remedy: `Set OKTA_ISSUER to ${told ?? 'the Issuer URI'} in .env, or ${where} > Settings > Issuer.`,
        ids,
        fix: told === undefined ? undefined : await correct(context, { OKTA_ISSUER: told }),
      });
    return ok(`“${show(present.name)}” for ${audience}.`);
  },
};
