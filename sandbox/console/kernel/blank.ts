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
  'd',
]);
const redacted = '•••';

/** A copy in which the members that hold secrets are redacted, at any depth: strips stand on projectors. */
export function blanked(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => blanked(item));
  if (typeof value === 'object' && value !== null) {
    const isSecret = name === 'password' || name === 'authScheme';
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        isSecret && key === 'value' ? redacted : blanked(inner, key),
      ]),
    );
  }
  return typeof value === 'string' && value !== '' && secretNames.has(name.toLowerCase()) ? redacted : value;
}
