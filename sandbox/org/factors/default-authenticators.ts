import type { Authenticator } from '../kernel/model.ts';

/** The authenticators of a new Identity Engine org. */
export const defaultAuthenticators: readonly Omit<Authenticator, 'id' | 'created' | 'lastUpdated'>[] = [
  { key: 'okta_password', type: 'password', name: 'Password', status: 'ACTIVE' },
  {
    key: 'okta_email',
    type: 'email',
    name: 'Email',
    status: 'ACTIVE',
    settings: { allowedFor: 'any', tokenLifetimeInMinutes: 5 },
  },
  {
    key: 'phone_number',
    type: 'phone',
    name: 'Phone',
    status: 'ACTIVE',
    settings: { allowedFor: 'any' },
  },
  {
    key: 'okta_verify',
    type: 'app',
    name: 'Okta Verify',
    status: 'ACTIVE',
    settings: {
      compliance: { fips: 'OPTIONAL' },
      channelBinding: { style: 'NUMBER_CHALLENGE', required: 'HIGH_RISK_ONLY' },
      userVerification: 'PREFERRED',
      userVerificationMethods: ['BIOMETRICS', 'PIN'],
      appInstanceId: '',
    },
  },
  {
    key: 'security_question',
    type: 'security_question',
    name: 'Security Question',
    status: 'ACTIVE',
    settings: { allowedFor: 'recovery' },
  },
  { key: 'webauthn', type: 'security_key', name: 'Security Key or Biometric', status: 'ACTIVE' },
  { key: 'google_otp', type: 'app', name: 'Google Authenticator', status: 'ACTIVE', settings: {} },
];
