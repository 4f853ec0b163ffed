/** Whether one of an item's texts matches the query. */
type Matcher = (...texts: readonly unknown[]) => boolean;

/** What a list's `q` asks of an item: that a text begins with it, in upper or lower case. Without `q`, any item does. */
export const byPrefix = (q: string | null): Matcher => matcher(q, (text, wanted) => text.startsWith(wanted));

/** The same for the lists in which Okta finds `q` anywhere in a text. */
export const bySubstring = (q: string | null): Matcher => matcher(q, (text, wanted) => text.includes(wanted));

function matcher(q: string | null, finds: (text: string, wanted: string) => boolean): Matcher {
  const wanted = q?.toLowerCase() ?? '';
  if (wanted === '') return () => true;
  return (...texts) => texts.some((text) => typeof text === 'string' && finds(text.toLowerCase(), wanted));
}

/** The values of a parameter that takes several: `expand=stats,app` or `expand=stats&expand=app`. */
export const listed = (query: URLSearchParams, name: string): readonly string[] =>
  query.getAll(name).flatMap((value) => value.split(',').map((part) => part.trim()));
