import { failure, ok } from '../check.ts';
import type { Check } from '../check.ts';
import { inner } from '../../provision/kinds/kind.ts';
import { show } from '../words.ts';

/** The web app exists, is active and of the right type. */
export const app: Check = {
  id: 'app',
  title: 'Web app',
  area: 'Application',
  needs: ['credential'],
  docs: 'https://help.okta.com/en-us/content/topics/apps/apps_app_integration_wizard_oidc.htm',
  async run({ config, demo, org }) {
    const { clientId } = config.okta;
    const present = await demo.app();
    const base = { consequence: 'Okta shows an error page instead of the sign-in page.' };
    if (!present)
      return failure({
        ...base,
        found: `The org has no app with the client ID ${clientId}.`,
        expected: 'An app with this client ID.',
        remedy: 'Correct OKTA_CLIENT_ID (Applications > Applications), or run multidemo init.',
      });
    const label = show(present.label);
    if (present.status !== 'ACTIVE')
      return failure({
        ...base,
        found: `“${label}” is ${show(present.status).toLowerCase()}.`,
        expected: 'Active.',
        remedy: `Applications > Applications > ${label} > Activate.`,
        ids: { app: clientId },
        fix: {
          will: `activate the app “${label}”`,
          apply: () => org.post(`/api/v1/apps/${clientId}/lifecycle/activate`),
        },
      });
    const type = inner(present, 'settings', 'oauthClient').application_type;
    const wanted = (await demo.attributes('okta_app_oauth.web')).type;
    if (type !== wanted)
      return failure({
        found: `“${label}” has the type ${show(type)}.`,
        expected: `${show(wanted)}, because the shop uses a client secret.`,
        consequence: 'Sign-in fails when the shop exchanges the code.',
        remedy: 'An app’s type cannot be changed. Run multidemo init to create a new app.',
      });
    return ok(`“${label}”, active.`);
  },
};
