/** The `after` of the next page that the answer's Link header named; undefined on the last page. */
export function nextCursor({ nextUri }: { nextUri: string | undefined }): string | undefined {
  return nextUri === undefined ? undefined : (new URL(nextUri).searchParams.get('after') ?? undefined);
}
