import { HostedPage } from './hosted-page.ts';

/**
 * A browser without a screen: keeps cookies by host and path, whatever the port (RFC 6265, section 8.5), follows redirects
 * one at a time, fills in forms.
 */
export class Visitor {
  readonly #cookies = new Map<
    string,
    { readonly value: string; readonly path: string; readonly origin: string }
  >();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { origin, hostname, pathname } = new URL(url);
    const cookie = [...this.#cookies]
      .filter(([, c]) => new URL(c.origin).hostname === hostname && pathname.startsWith(c.path))
      .map(([key, c]) => `${key.split('|')[0]}=${c.value}`)
      .join('; ');
    const headers = new Headers(init.headers);
    if (cookie !== '') headers.set('cookie', cookie);
    const response = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const line of response.headers.getSetCookie()) this.#keep(origin, line);
    return response;
  }

  /** The cookie of this name, with or without a port in it. */
  cookie(name: string): string | undefined {
    return [...this.#cookies].find(([key]) => key.replace(/(_\d+)?\|.*/, '') === name)?.[1].value;
  }

  /** Takes over what another visitor's browser keeps for this origin, in place of its own. */
  takeCookies(other: Visitor, origin: string): void {
    for (const [key, cookie] of this.#cookies) if (cookie.origin === origin) this.#cookies.delete(key);
    for (const [key, cookie] of other.#cookies) if (cookie.origin === origin) this.#cookies.set(key, cookie);
  }

  post(url: string, form: Record<string, string>): Promise<Response> {
    return this.fetch(url, { method: 'POST', body: new URLSearchParams(form) });
  }

  /** Opens an authorization URL, signs in on the hosted page when it is shown, and gives the redirect to the app. */
  async authorize(url: string, person: { readonly login: string; readonly password: string }): Promise<URL> {
    const first = await this.fetch(url);
    const page = locationOf(first);
    if (!page.pathname.startsWith('/signin/')) return page;
    const hosted = await HostedPage.open(this, page.href);
    await hosted.signIn(person);
    if (hosted.messageKeys.length + hosted.fieldMessageKeys.length > 0)
      throw new Error(`The sign-in page answered ${hosted.status}: ${hosted.messages.join(' ')}`);
    return hosted.leave();
  }

  #keep(origin: string, line: string): void {
    const [pair = '', ...attributes] = line.split(/;\s*/);
    const name = pair.slice(0, pair.indexOf('='));
    const path = attributes.find((a) => /^path=/i.test(a))?.slice(5) ?? '/';
    const isGone = attributes.some((a) => /^expires=thu, 01 jan 1970/i.test(a));
    const key = `${name}|${path}`;
    if (isGone) this.#cookies.delete(key);
    else this.#cookies.set(key, { value: pair.slice(name.length + 1), path, origin });
  }
}

/** Where a redirect leads. */
export function locationOf(response: Response): URL {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`There is no redirect in the answer ${response.status}.`);
  return new URL(location, response.url);
}
