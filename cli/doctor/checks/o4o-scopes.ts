import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { consolePath, webAppIds } from '../web-app.ts';
import { all, missingFrom, texts, show } from '../words.ts';

/** Okta's own scopes that the web app may request, which Admin > Users needs (OAuth for Okta). */
export const o4oScopes: Check = {
  id: 'o4o-scopes',
  title: 'OAuth for Okta scopes',
  area: 'Application',
  needs: ['app'],
  docs: 'https://developer.okta.com/docs/guides/implement-oauth-for-okta/main/',
  async run(context) {
    const { demo, org, config } = context;
    const { scopes, issuer } = await demo.attributes('okta_app_oauth_api_scope.o4o');
    const path = `/api/v1/apps/${config.okta.clientId}/grants`;
    const granted = (await org.list(path)).map(({ scopeId }) => show(scopeId));
    const wanted = [...new Set([...texts(scopes), ...config.scopes.o4o])];
    const missing = missingFrom(granted, wanted);
    if (missing.length === 0) return ok(`${wanted.length} of ${wanted.length} granted.`);
    return failure({
      found: `${all(missing)} ${missing.length === 1 ? 'is' : 'are'} not granted.`,
      expected: `${wanted.length} scopes, including those in OKTA_O4O_SCOPES.`,
      consequence: 'Admin > Users shows an error because the org denies the scopes.',
      remedy: `${await consolePath(context, 'Okta API Scopes')}: Grant ${all(missing)}.`,
      ids: webAppIds(context),
      fix: {
        will: `grant ${all(missing)} to the web app`,
        apply: async () => {
          if (granted.length === 0) await demo.make('okta_app_oauth_api_scope.o4o');
          const left = granted.length === 0 ? missingFrom(texts(scopes), missing) : missing;
          for (const scopeId of left)
            await org.post(path, { issuer: issuer ?? config.okta.baseUrl, scopeId });
        },
      },
    });
  },
};
