import type { Fields } from '../provision/value.ts';

const secretName = /secret|(password|passphrase|token|key|authorization|credentials)s?$/i;
const address = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;

/**
 * A value without secrets and addresses of people: text under a name such as `apiKey` is left out, email addresses
 * are replaced, except logins in the seed.
 * @param onSecret called for each text that is left out
 */
export function redacted(value: unknown, logins: ReadonlySet<unknown>, onSecret: () => void): unknown {
  if (typeof value === 'string')
    return value.replace(address, (found) => (logins.has(found) ? found : 'someone@example.com'));
  if (Array.isArray(value)) return value.map((item) => redacted(item, logins, onSecret));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([name, held]) => {
    const isSecret = typeof held === 'string' && held !== '' && secretName.test(name);
    if (isSecret) onSecret();
    return !isSecret;
  });
  return Object.fromEntries(kept.map(([name, held]) => [name, redacted(held, logins, onSecret)]));
}

export const pick = (from: Fields, names: readonly string[]): Fields =>
  Object.fromEntries(names.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]]])));

const firstNames =
  'Alma Ben Clara David Elsa Felix Gina Hugo Iris Jonas Kira Leon Mara Nils Olga Paul Rosa Sven Tara Vito'.split(
    ' ',
  );
const lastNames =
  'Abbott Berg Castle Dorn Ebert Field Grove Hill Iver Jansen Kern Lake Marsh North Oaks Pine Reed Stone Wood'.split(
    ' ',
  );

/** The profile of an invented person; the same for the same number. */
export function inventedPerson(number: number): Fields {
  const nth = (names: readonly string[]): string => names[number % names.length] ?? '';
  const [firstName, lastName] = [nth(firstNames), nth(lastNames)];
  const round = Math.floor(number / (firstNames.length * lastNames.length));
  const email = `${firstName}.${lastName}${round || ''}@example.com`.toLowerCase();
  return { login: email, email, firstName, lastName };
}
