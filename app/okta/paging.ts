/** The `after` cursor from the response's Link header; undefined on the last page. */
export function nextCursor({ nextUri }: { nextUri: string | undefined }): string | undefined {
  return nextUri === undefined ? undefined : (new URL(nextUri).searchParams.get('after') ?? undefined);
}
