/** Number of letters to change, add or remove to get from one name to the other (Levenshtein). */
export function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [i, letter] of Array.from(one).entries()) {
    const next = [i + 1];
    for (const [j, opposite] of Array.from(other).entries())
      next.push(
        Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === opposite ? 0 : 1)),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}
