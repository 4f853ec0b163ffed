import { X509Certificate } from 'node:crypto';
import { failure, ok, warning } from '../check.ts';
import type { ConsoleIds } from '../../../shared/admin-console.ts';
import { text } from '../../provision/kinds/kind.ts';
import type { Check } from '../check.ts';
import type { Context } from '../context.ts';
import { count } from '../words.ts';

const day = 24 * 60 * 60 * 1000;
/** Days before which a new certificate should be in place. */
const enough = 30;

/** The app by the name that the stack gives it: the key in its addresses is in no answer of the API. */
async function samlApp({ demo, org }: Context): Promise<ConsoleIds> {
  const label = text((await demo.attributes('okta_app_saml.sample')).label);
  const apps = await org.list(`/api/v1/apps?q=${encodeURIComponent(label)}`).catch(() => []);
  const app = apps.find((one) => one.label === label);
  return app === undefined ? {} : { app: text(app.id) };
}

/** The certificate that Okta signs the sample app's assertions with is valid, and not about to expire. */
export const samlCertificate: Check = {
  id: 'saml-certificate',
  title: 'SAML certificate',
  area: 'Partners',
  needs: ['org'],
  docs: 'https://developer.okta.com/docs/guides/updating-saml-cert/main/',
  async run(context) {
    const { config, org } = context;
    const key = config.okta.sampleSamlApp;
    if (key === undefined) return ok('No app uses SAML.');
    const base = { consequence: 'The sample app rejects Okta’s assertions, and its tile leads to an error.' };
    const answer = await org.get(`/app/${key}/sso/saml/metadata`);
    const certificate = /<ds:X509Certificate>([^<]+)</.exec(answer.text)?.[1];
    if (certificate === undefined)
      return failure({
        ...base,
        found: `The org has no metadata for a SAML app ${key} (OKTA_SAMPLE_SAML_APP).`,
        expected: 'Metadata with a certificate.',
        remedy: 'Run multidemo init, or remove OKTA_SAMPLE_SAML_APP.',
      });
    const end = new Date(new X509Certificate(Buffer.from(certificate, 'base64')).validTo);
    const days = Math.floor((end.getTime() - Date.now()) / day);
    const until = end.toISOString().slice(0, 10);
    if (days >= enough) return ok(`Valid until ${until}.`);
    const finding = {
      ...base,
      found: days < 0 ? `It expired on ${until}.` : `It expires on ${until}, in ${count(days, 'day')}.`,
      expected: `Valid for at least ${enough} days.`,
      remedy:
        'Applications > Okta Multidemo Tally > Sign On > SAML Signing Certificates: generate a new certificate and activate it.',
      ids: await samlApp(context),
    };
    return days < 0 ? failure(finding) : warning(finding);
  },
};
