interface Method {
  readonly type: string;
  readonly settings?: Readonly<Record<string, unknown>>;
}

const methods: Readonly<Record<string, readonly Method[]>> = {
  okta_password: [{ type: 'password' }],
  okta_email: [{ type: 'email' }],
  phone_number: [{ type: 'sms' }, { type: 'voice' }],
  okta_verify: [
    {
      type: 'signed_nonce',
      settings: { algorithms: ['ES256', 'RS256'], keyProtection: 'ANY', showSignInWithOV: 'ALWAYS' },
    },
    { type: 'push', settings: { algorithms: ['ES256', 'RS256'], keyProtection: 'ANY' } },
    {
      type: 'totp',
      settings: { timeIntervalInSeconds: 30, encoding: 'base32', algorithm: 'HMacSHA1', passCodeLength: 6 },
    },
  ],
  security_question: [{ type: 'security_question' }],
  webauthn: [
    { type: 'webauthn', settings: { userVerification: 'DISCOURAGED', attachment: 'ANY', aaguidGroups: [] } },
  ],
  google_otp: [
    {
      type: 'otp',
      settings: { protocol: 'TOTP', algorithm: 'HMacSHA1', encoding: 'base32', passCodeLength: 6 },
    },
  ],
  custom_otp: [
    {
      type: 'otp',
      settings: {
        protocol: 'TOTP',
        algorithm: 'HMacSHA512',
        encoding: 'base32',
        passCodeLength: 6,
        timeIntervalInSeconds: 30,
        acceptableAdjacentIntervals: 3,
      },
    },
  ],
  external_idp: [{ type: 'idp' }],
  duo: [{ type: 'duo' }],
  yubikey_token: [{ type: 'otp' }],
  onprem_mfa: [{ type: 'otp' }],
  rsa_token: [{ type: 'otp' }],
  symantec_vip: [{ type: 'otp' }],
  custom_app: [{ type: 'push' }],
};

/** The ways in which an authenticator can be used, with their settings in a new org. */
export const methodsOf = (key: string): readonly Method[] => methods[key] ?? [];
