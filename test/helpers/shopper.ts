import type { Demo } from './demo.ts';
import { person } from './demo.ts';
import { Visitor, locationOf } from './visitor.ts';

type Kind = Parameters<typeof person>[0];

/** A visitor who knows the way through the shop. */
export class Shopper extends Visitor {
  /** Follows redirects to the page at their end. */
  async open(url: string, init?: RequestInit): Promise<{ response: Response; url: string; html: string }> {
    let response = await this.fetch(url, init);
    let at = url;
    while (response.headers.has('location')) {
      at = new URL(response.headers.get('location')!, at).href;
      response = await this.fetch(at);
    }
    return { response, url: at, html: await response.text() };
  }

  /** Begins a sign-in and types the password; returns the callback address without opening it. */
  async signInUpToCallback(demo: Demo, kind: Kind, start = '/login/okta'): Promise<string> {
    const begun = await this.fetch(demo.shop + start);
    return (await this.authorize(locationOf(begun).href, person(kind))).href;
  }

  /** Signs in; returns the page at the end. */
  async signIn(demo: Demo, kind: Kind): Promise<string> {
    return (await this.open(await this.signInUpToCallback(demo, kind))).html;
  }

  /** The synchronizer token of the page's forms. */
  async csrf(demo: Demo): Promise<string> {
    return /name="_csrf" value="([^"]+)"/.exec((await this.open(demo.shop)).html)?.[1] ?? '';
  }

  /** Sends a form as the pages do, with the session's synchronizer token. */
  async send(demo: Demo, path: string, form: Record<string, string> = {}): Promise<Response> {
    return this.post(demo.shop + path, { ...form, _csrf: await this.csrf(demo) });
  }
}
