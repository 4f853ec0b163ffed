import { invalidCriteria } from '../kernel/filter.ts';

type Json = Readonly<Record<string, unknown>>;

/**
 * What `fields` leaves of a person, such as `status,profile:(firstName,city)`; the id is always there.
 * @throws OktaError 400 if it cannot be read
 */
export function projection(fields: string): (person: Json) => Json {
  const [, inProfile] = /profile:\(([^()]*)\)/.exec(fields) ?? [];
  const atTop = partsOf(fields.replace(/profile:\([^()]*\)/, ''));
  if (atTop.some((name) => !/^\w+$/.test(name))) throw invalidCriteria();
  const profileNames = partsOf(inProfile ?? '');
  return (person) => {
    const kept = only(person, ['id', ...atTop]);
    if (inProfile === undefined) return kept;
    return { ...kept, profile: only(person['profile'] as Json, profileNames) };
  };
}

const partsOf = (list: string): readonly string[] =>
  list
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

const only = (from: Json, names: readonly string[]): Json =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
