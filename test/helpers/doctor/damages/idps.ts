import type { Row, Sick, Tools } from './tools.ts';

/** What can be broken between the org, other identity providers, and the SAML app. */
export const idpsDamages = (of: Sick, { reactivate }: Tools): Row[] => [
  {
    id: 'idps',
    what: 'an identity provider that the org does not have',
    damage: async () => ({ env: { OKTA_GOOGLE_IDP: '0oaNotThere123456789' } }),
    says: /0oaNotThere123456789 \(OKTA_GOOGLE_IDP\)/,
    remedy: /Identity Providers: copy the IdP ID into OKTA_GOOGLE_IDP/,
  },
  {
    id: 'routing',
    what: 'an identity provider that no rule leads to',
    damage: async () => {
      const [policy] = await of.patient.api.list('/api/v1/policies?type=IDP_DISCOVERY');
      const rules = await of.patient.api.list(`/api/v1/policies/${policy!.id as string}/rules`);
      const ours = rules.find(({ system }) => system !== true)!;
      return reactivate(`/api/v1/policies/${policy!.id as string}/rules/${ours.id as string}`);
    },
    says: /There is no active routing rule/,
    remedy: /Routing rules > Add Routing Rule/,
  },
  {
    id: 'saml-certificate',
    what: 'a SAML app that the org does not have',
    damage: async () => ({ env: { OKTA_SAMPLE_SAML_APP: 'exkNotThere123456789' } }),
    says: /no metadata for a SAML app exkNotThere123456789/,
    remedy: /multidemo init/,
  },
  {
    id: 'saml-certificate',
    what: 'a certificate that is about to expire',
    damage: async () => {
      const [app] = await of.patient.api.list('/api/v1/apps?q=Okta%20Multidemo%20Tally');
      const path = `/api/v1/apps/${app!.id as string}`;
      const day = 24 * 60 * 60 * 1000;
      const { sandbox } = of.patient.demo;
      sandbox.setClockOffset(-720 * day);
      const { kid } = await of.patient.api.post(`${path}/credentials/keys/generate?validityYears=2`);
      // An API token that nobody uses for thirty days expires.
      for (let ago = 720; ago >= 0; ago -= 24) {
        sandbox.setClockOffset(-ago * day);
        await of.patient.api.read(path);
      }
      await of.patient.api.put(path, { ...app, credentials: { signing: { kid: kid! } } });
      return () => of.patient.api.put(path, app);
    },
    says: /It expires on \d{4}-\d\d-\d\d, in \d+ days/,
    remedy: /SAML Signing Certificates: generate a new certificate/,
  },
];
