import type { Sandbox } from '../../sandbox/index.ts';
import type { Fields } from '../provision/value.ts';

/** Variables of the demo org for the identity providers simulated next to the sandbox org. */
export async function partnersOf({ outside }: Pick<Sandbox, 'outside'>): Promise<Fields> {
  const played = 'played-by-the-sandbox';
  return {
    google_client_id: 'multidemo-google',
    google_client_secret: played,
    facebook_client_id: 'multidemo-facebook',
    facebook_client_secret: played,
    saml_issuer: outside.saml.issuer,
    saml_sso_url: outside.saml.ssoUrl,
    saml_certificate: await outside.saml.certificate(),
    idp_domain: 'partner.example',
  };
}
