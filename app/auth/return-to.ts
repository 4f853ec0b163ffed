/** A path of this shop, or `/`: whatever else is asked for would make the sign-in an open redirect. */
export function localPath(asked: unknown): string {
  if (typeof asked !== 'string' || !/^\/(?![/\\])[^\\\s]*$/.test(asked)) return '/';
  const url = new URL(asked, 'http://shop.invalid');
  return url.host === 'shop.invalid' ? url.pathname + url.search : '/';
}
