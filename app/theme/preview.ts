import type { ServerResponse } from 'node:http';
import { PassThrough } from 'node:stream';
import type { Context, Middleware, Next } from 'koa';

const PATH = '/theme-preview/events';

/**
 * Notifies open pages of changes to a theme that is being edited: they reload, or show its problems. It
 * outlives the app: each change builds a new app, while the pages stay connected to this.
 */
export class ThemePreview {
  #version = 1;
  #problems: readonly string[] = [];
  readonly #pages = new Set<PassThrough>();

  /** A page that was rendered with an earlier version is out of date. */
  get version(): number {
    return this.#version;
  }

  /** A new state of the theme; without problems the pages reload. */
  publish(problems: readonly string[]): void {
    this.#problems = problems;
    if (problems.length === 0) this.#version += 1;
    for (const page of this.#pages) page.write(this.#message());
  }

  /** Ends the streams, so that a server can close. */
  close(): void {
    for (const page of this.#pages) page.end();
  }

  /** Server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html. */
  readonly serve: Middleware = async (ctx: Context, next: Next): Promise<void> => {
    if (ctx.path !== PATH || ctx.method !== 'GET') {
      await next();
      return;
    }
    const page = new PassThrough();
    this.#pages.add(page);
    const response: ServerResponse = ctx.res;
    response.on('close', () => this.#pages.delete(page));
    ctx.set('Cache-Control', 'no-store');
    ctx.type = 'text/event-stream';
    ctx.body = page;
    page.write(this.#message());
  };

  #message(): string {
    return `data: ${JSON.stringify({ version: this.#version, problems: this.#problems })}\n\n`;
  }
}
