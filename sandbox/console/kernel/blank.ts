const secretNames = new Set([
  'activationtoken',
  'answer',
  'client_secret',
  'clientsecret',
  'passcode',
  'password',
  'private_key',
  'recoverytoken',
  'sharedsecret',
  'temppassword',
  'token',
  // The private parts of a JSON Web Key (RFC 7518, section 6).
  ...['d', 'p', 'q', 'dp', 'dq', 'qi', 'k'],
]);
const redacted = '•••';

/** Members whose own member of a neutral name is the secret. */
const innerSecrets: Readonly<Record<string, string>> = {
  password: 'value',
  authScheme: 'value',
  // The picture of a code with the shared secret in it.
  qrcode: 'href',
};

/** A copy in which the members that hold secrets are redacted, at any depth: strips stand on projectors. */
export function blanked(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => blanked(item));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        key === innerSecrets[name] ? redacted : blanked(inner, key),
      ]),
    );
  }
  return typeof value === 'string' && value !== '' && secretNames.has(name.toLowerCase()) ? redacted : value;
}
