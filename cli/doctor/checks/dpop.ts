import { failure, ok, warning } from '../check.ts';
import type { Check } from '../check.ts';
import { correct } from '../local-value.ts';
import { changeOauthClient, consolePath, oauthClient, webAppIds } from '../web-app.ts';

/** The app requires tokens that are bound to a key exactly if the shop proves one (RFC 9449). */
export const dpop: Check = {
  id: 'dpop',
  title: 'DPoP',
  area: 'Application',
  needs: ['app'],
  docs: 'https://developer.okta.com/docs/guides/dpop/main/',
  async run(context) {
    const isProved = context.config.okta.dpop;
    const isRequired = (await oauthClient(context)).dpop_bound_access_tokens === true;
    if (isProved && isRequired) return ok('The app requires it, and the shop binds its tokens to a key.');
    if (!isProved && !isRequired) return ok('Not used: OKTA_DPOP is off.');
    const setting = `${await consolePath(context)} > General Settings > Proof of possession`;
    if (isProved)
      return warning({
        found: 'OKTA_DPOP is on, but the app does not require DPoP.',
        expected: 'An app that requires it; Okta ignores the proofs of other apps.',
        consequence: 'The shop works, but with bearer tokens: anyone who steals one can use it.',
        remedy: `${setting}: select “Require Demonstrating Proof of Possession (DPoP) header in token requests”.`,
        ids: webAppIds(context),
        fix: {
          will: 'have the web app require DPoP',
          apply: () => changeOauthClient(context, () => ({ dpop_bound_access_tokens: true })),
        },
      });
    return failure({
      found: 'The app requires DPoP, but OKTA_DPOP is off.',
      expected: 'OKTA_DPOP=true, or an app that does not require it.',
      consequence: 'Sign-in fails when the shop exchanges the code: the org returns invalid_dpop_proof.',
      remedy: `Set OKTA_DPOP=true in .env, or clear it in the app: ${setting}.`,
      ids: webAppIds(context),
      fix: await correct(context, { OKTA_DPOP: 'true' }),
    });
  },
};
