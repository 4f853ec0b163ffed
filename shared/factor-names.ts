/**
 * What Okta calls factors: by the names of their authenticators, as the Authenticators API has them, so that shop, console
 * and dashboard say the same.
 * https://developer.okta.com/docs/api/openapi/okta-management/management/tag/Authenticator/
 */
const authenticators: Readonly<Record<string, string>> = {
  push: 'Okta Verify',
  'token:software:totp': 'Okta Verify',
  signed_nonce: 'Okta Verify',
  sms: 'Phone',
  call: 'Phone',
  email: 'Email',
  question: 'Security Question',
  webauthn: 'Security Key or Biometric',
  u2f: 'Security Key (U2F)',
};

const methods: Readonly<Record<string, string>> = {
  push: 'push',
  'token:software:totp': 'code',
  signed_nonce: 'FastPass',
  sms: 'SMS',
  call: 'voice call',
};

export interface NamedFactor {
  readonly factorType: string;
  readonly provider: string;
}

/** “Phone”. */
export const authenticatorName = ({ factorType, provider }: NamedFactor): string =>
  provider === 'GOOGLE' ? 'Google Authenticator' : (authenticators[factorType] ?? factorType);

/** The same with the method where an authenticator has several: “Phone (SMS)”. */
export function factorName(factor: NamedFactor): string {
  const method = factor.provider === 'GOOGLE' ? undefined : methods[factor.factorType];
  return authenticatorName(factor) + (method === undefined ? '' : ` (${method})`);
}
