import { z } from 'zod';
import type { Authorize } from '../provision/authorize.ts';
import type { Fields } from '../provision/value.ts';
import type { Answer, Door } from './door.ts';
import { Trouble } from './trouble.ts';

const fields = z.record(z.string(), z.json());

/**
 * The org as its Management API tells it. Every answer is kept for the examination: checks that look at the same
 * thing share one request.
 */
export class OrgApi {
  readonly url: string;
  readonly #authorize: Authorize;
  readonly #door: Door;
  readonly #kept = new Map<string, Promise<Answer>>();

  constructor(url: string, authorize: Authorize, door: Door) {
    this.url = url;
    this.#authorize = authorize;
    this.#door = door;
  }

  /** Whatever the org answers, errors too. */
  get(path: string): Promise<Answer> {
    const known = this.#kept.get(path);
    if (known) return known;
    const asked = this.#send('GET', path);
    this.#kept.set(path, asked);
    return asked;
  }

  /** One object; undefined when the org does not have it. */
  async read(path: string): Promise<Fields | undefined> {
    const answer = await this.get(path);
    if (answer.status === 404 && answer.json !== undefined) return undefined;
    return fields.parse(answer.expectOkta().json);
  }

  /** A whole collection, page by page (RFC 8288); nothing of what is not there. */
  async list(path: string): Promise<Fields[]> {
    const items: Fields[] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const answer: Answer = (await this.get(next)).expectOkta();
      if (answer.status === 404) return items; // what it belongs to is not there
      items.push(...z.array(fields).parse(answer.json));
      const url: string | undefined = /<([^>]+)>;\s*rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
      next = url === undefined ? undefined : new URL(url).pathname + new URL(url).search;
    }
    return items;
  }

  /** Changes something, for a fix. What was read before is asked for anew. */
  async write(method: 'POST' | 'PUT', path: string, body: Fields = {}): Promise<Fields> {
    this.#kept.clear();
    const answer = await this.#send(method, path, JSON.stringify(body));
    if (answer.status >= 400)
      throw new Trouble('broken', answer.asked, `the org refused the change: ${answer.text.slice(0, 300)}`);
    return fields.catch({}).parse(answer.json);
  }

  async #send(method: string, path: string, body?: string): Promise<Answer> {
    return this.#door.ask(`${this.url}${path}`, {
      method,
      headers: {
        ...(await this.#authorize(method, `${this.url}${path}`)),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body }),
    });
  }
}
