import { UserError } from '../errors.ts';

/** Options for what the sandbox org already has, or gets from `serve`. */
const ofOwnOrg = {
  name: '--name',
  apiTokenFile: '--api-token-file',
  tokenFile: '--token-file',
  clientId: '--client-id',
  privateKeyFile: '--private-key-file',
  keyId: '--key-id',
  googleClientId: '--google-client-id',
  facebookClientId: '--facebook-client-id',
  samlIssuer: '--saml-issuer',
  samlSsoUrl: '--saml-sso-url',
  samlCertificate: '--saml-certificate',
  idpDomain: '--idp-domain',
  without: '--without',
  admin: '--admin',
  premium: '--premium',
  demoPeople: '--demo-people and --no-demo-people',
} as const;

/** @throws UserError for an option that would have no effect in the chosen org */
export function refuseOptionsOfOthers(options: object, org: 'sandbox' | 'own'): void {
  const given = options as Readonly<Record<string, unknown>>;
  if (org === 'own') {
    if (given['orgPort'] !== undefined)
      throw new UserError(
        '--org-port can only be used with the sandbox org.',
        'Leave it out: the URL of your own org names the port.',
      );
    return;
  }
  for (const [name, flag] of Object.entries(ofOwnOrg))
    if (given[name] !== undefined)
      throw new UserError(
        `${flag} can only be used with your own org.`,
        'Leave it out: the sandbox org has its own accounts, token and parts of the demo.',
      );
}
